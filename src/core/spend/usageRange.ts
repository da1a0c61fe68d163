// The ranges of days that a person looks at: presets, typed days, and how a range is cut into stored sums and into bars.
import { isDay, monthOf } from './calendar.ts';

/** Both days inclusive, YYYY-MM-DD. */
export interface DayRange {
  readonly fromDay: string;
  readonly toDay: string;
}

export const rangePresets = [
  'today',
  'yesterday',
  'days7',
  'days30',
  'month',
  'lastMonth',
  'year',
  'all',
] as const;

export type RangePreset = (typeof rangePresets)[number];

/** What one bar stands for. */
export type BarUnit = 'hour' | 'day' | 'month' | 'year';

const mostDayBars = 92;
const mostMonthBars = 60;

/** `booked` is the range of everything that was ever booked; null when nothing was. */
export function rangeOf(preset: RangePreset, today: string, booked: DayRange | null): DayRange {
  const month = monthOf(today);
  switch (preset) {
    case 'today':
      return { fromDay: today, toDay: today };
    case 'yesterday': {
      const day = dayAfter(today, -1);
      return { fromDay: day, toDay: day };
    }
    case 'days7':
      return { fromDay: dayAfter(today, -6), toDay: today };
    case 'days30':
      return { fromDay: dayAfter(today, -29), toDay: today };
    case 'month':
      return monthRange(month);
    case 'lastMonth':
      return monthRange(monthOf(dayAfter(`${month}-01`, -1)));
    case 'year':
      return { fromDay: `${today.slice(0, 4)}-01-01`, toDay: `${today.slice(0, 4)}-12-31` };
    case 'all':
      return booked ?? { fromDay: today, toDay: today };
  }
}

/** The first to the last day of a month, YYYY-MM. */
export function monthRange(month: string): DayRange {
  const first = new Date(`${month}-01T00:00:00Z`);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
  return { fromDay: `${month}-01`, toDay: last.toISOString().slice(0, 10) };
}

/** A range from two typed days, in whichever order; null when one of them is no day. */
export function typedRange(one: string, other: string): DayRange | null {
  if (!isDay(one) || !isDay(other)) return null;
  return one <= other ? { fromDay: one, toDay: other } : { fromDay: other, toDay: one };
}

/** The day `days` later (earlier when negative). */
export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/**
 * A range as whole months, whose sums are stored, and what is left of it in days before and after them. So that years
 * are read as fast as weeks.
 */
export interface RangeParts {
  readonly days: readonly DayRange[];
  /** First and last whole month, YYYY-MM; null when the range holds none. */
  readonly months: readonly [string, string] | null;
}

export function rangeParts({ fromDay, toDay }: DayRange): RangeParts {
  const first = fromDay.endsWith('-01')
    ? monthOf(fromDay)
    : monthOf(dayAfter(monthRange(monthOf(fromDay)).toDay, 1));
  const isWhole = monthRange(monthOf(toDay)).toDay === toDay;
  const last = isWhole ? monthOf(toDay) : monthOf(dayAfter(`${monthOf(toDay)}-01`, -1));
  if (first > last) return { days: [{ fromDay, toDay }], months: null };
  const before = { fromDay, toDay: dayAfter(`${first}-01`, -1) };
  const after = { fromDay: dayAfter(monthRange(last).toDay, 1), toDay };
  return { days: [before, after].filter((days) => days.fromDay <= days.toDay), months: [first, last] };
}

/** The finest bars of which a range does not need too many. */
export function barUnitOf({ fromDay, toDay }: DayRange): BarUnit {
  if (fromDay === toDay) return 'hour';
  if (dayCount({ fromDay, toDay }) <= mostDayBars) return 'day';
  const months = Number(toDay.slice(0, 4)) * 12 + Number(toDay.slice(5, 7));
  const since = Number(fromDay.slice(0, 4)) * 12 + Number(fromDay.slice(5, 7));
  return months - since < mostMonthBars ? 'month' : 'year';
}

/** The periods of a range in bars of days, months or years, without gaps: a day on which nothing was spent is a bar too. */
export function barPeriods(range: DayRange, unit: Exclude<BarUnit, 'hour'>): readonly string[] {
  const periods: string[] = [];
  const length = { day: 10, month: 7, year: 4 }[unit];
  const last = range.toDay.slice(0, length);
  for (let day = range.fromDay; day.slice(0, length) <= last; ) {
    const period = day.slice(0, length);
    periods.push(period);
    if (unit === 'day') day = dayAfter(day, 1);
    else if (unit === 'month') day = dayAfter(monthRange(period).toDay, 1);
    else day = `${String(Number(period) + 1).padStart(4, '0')}-01-01`;
    if (periods.length > 10_000) break;
  }
  return periods;
}

export function dayCount({ fromDay, toDay }: DayRange): number {
  return Math.round((Date.parse(`${toDay}T00:00:00Z`) - Date.parse(`${fromDay}T00:00:00Z`)) / 86_400_000) + 1;
}
