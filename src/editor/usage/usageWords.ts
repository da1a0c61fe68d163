// Days, periods, prices and sites as the person's language writes them.
import type { PriceRow, SiteId } from '../../core/models/model.ts';
import { officialSites } from '../../core/models/sites.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { formatMoney } from '../../core/spend/money.ts';
import { tierFor, tiersAt } from '../../core/spend/price.ts';
import type { Purpose } from '../../core/spend/receipt.ts';
import type { BarUnit, DayRange } from '../../core/spend/usageRange.ts';

/** Days are dates without a time zone: they are read and written as UTC. */
const noonOf = (day: string): Date => new Date(`${day.slice(0, 10)}T12:00:00Z`);

/** A day, a month or a year in words. */
export function periodWords(period: string, locale: string): string {
  const options: Intl.DateTimeFormatOptions =
    period.length === 4
      ? { year: 'numeric' }
      : period.length === 7
        ? { year: 'numeric', month: 'long' }
        : { year: 'numeric', month: 'long', day: 'numeric' };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(noonOf(filled(period)));
}

/** The first day of a month or year. */
function filled(period: string): string {
  return `${period}-01-01`.slice(0, 10);
}

export function rangeWords({ fromDay, toDay }: DayRange, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return format.formatRange(noonOf(fromDay), noonOf(toDay));
}

/** The name of a bar, and what little of it stands under it. `period` as in UsageBar. */
export function barWords(
  period: string,
  unit: BarUnit,
  locale: string,
): { readonly label: string; readonly tick: string } {
  if (unit === 'hour') {
    const hour = new Date(Number(period));
    return {
      label: new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(hour),
      tick: String(hour.getHours()),
    };
  }
  const short: Intl.DateTimeFormatOptions =
    unit === 'day' ? { day: 'numeric' } : unit === 'month' ? { month: 'short' } : { year: 'numeric' };
  const date = noonOf(filled(period));
  return {
    label: periodWords(period, locale),
    tick:
      unit === 'day'
        ? String(date.getUTCDate())
        : new Intl.DateTimeFormat(locale, { ...short, timeZone: 'UTC' }).format(date),
  };
}

export const unitWords: Readonly<Record<BarUnit, Sentence>> = {
  hour: sentence('By Hour'),
  day: sentence('By Day'),
  month: sentence('By Month'),
  year: sentence('By Year'),
};

export const purposeWords: Readonly<Record<Purpose, Sentence>> = {
  chat: sentence('Chat'),
  completion: sentence('Completions'),
  action: sentence('Actions'),
  commit: sentence('Commit messages'),
  provider: sentence('Other extensions'),
  probe: sentence('Probes'),
};

export const confidenceWords: Readonly<Record<PriceRow['confidence'], Sentence>> = {
  high: sentence('sure'),
  medium: sentence('likely'),
  low: sentence('not certain'),
};

/** Sites by name; `custom` stands for every address that is not official. */
export function siteWords(site: string, custom: Sentence, say: (text: Sentence) => string): string {
  return site === 'cn' || site === 'global' ? officialSites[site].name : say(custom);
}

/** The price of a row as it was for a prompt of this length at this moment; its first tier when neither is known. */
export function priceWords(row: PriceRow, atMs: number, promptTokens: number, locale: string): Sentence {
  const tier = tierFor(tiersAt(row, atMs), promptTokens);
  if (tier === null) return sentence('Price unknown');
  const money = (micro: number): string =>
    formatMoney({ currency: row.currency, pico: BigInt(micro) * 1_000_000n }, locale);
  const { inputMicro, outputMicro, cachedMicro } = tier;
  return cachedMicro === undefined || cachedMicro === inputMicro
    ? sentence('{0} in, {1} out per million tokens', money(inputMicro), money(outputMicro))
    : sentence(
        '{0} in, {1} cached, {2} out per million tokens',
        money(inputMicro),
        money(cachedMicro),
        money(outputMicro),
      );
}

export function hasPages(site: SiteId): boolean {
  return site !== 'custom';
}
