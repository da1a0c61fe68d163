import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import {
  barPeriods,
  barUnitOf,
  type DayRange,
  dayAfter,
  dayCount,
  monthRange,
  rangeOf,
  rangeParts,
  typedRange,
} from '../../../../src/core/spend/usageRange.ts';

const anyDay = fc.integer({ min: 0, max: 12_000 }).map((days) => dayAfter('2019-12-30', days));
const anyRange = fc.tuple(anyDay, anyDay).map(([one, other]): DayRange => {
  return one < other ? { fromDay: one, toDay: other } : { fromDay: other, toDay: one };
});

/** Every day of a range, one by one. */
function daysOf({ fromDay, toDay }: DayRange): string[] {
  const days: string[] = [];
  for (let day = fromDay; day <= toDay; day = dayAfter(day, 1)) days.push(day);
  return days;
}

describe('ranges of days', () => {
  it('end with the month and begin with the year, leap years too', () => {
    assert.deepEqual(monthRange('2028-02'), { fromDay: '2028-02-01', toDay: '2028-02-29' });
    assert.deepEqual(monthRange('2026-12'), { fromDay: '2026-12-01', toDay: '2026-12-31' });
    assert.deepEqual(rangeOf('lastMonth', '2026-01-31', null), {
      fromDay: '2025-12-01',
      toDay: '2025-12-31',
    });
    assert.deepEqual(rangeOf('yesterday', '2026-03-01', null), {
      fromDay: '2026-02-28',
      toDay: '2026-02-28',
    });
    assert.deepEqual(rangeOf('days7', '2026-01-03', null), { fromDay: '2025-12-28', toDay: '2026-01-03' });
    assert.deepEqual(rangeOf('year', '2026-07-01', null), { fromDay: '2026-01-01', toDay: '2026-12-31' });
  });

  it('of everything are what was booked, and today when nothing was', () => {
    const booked = { fromDay: '2025-05-05', toDay: '2026-01-01' };
    assert.deepEqual(rangeOf('all', '2026-07-01', booked), booked);
    assert.deepEqual(rangeOf('all', '2026-07-01', null), { fromDay: '2026-07-01', toDay: '2026-07-01' });
  });

  it('may be typed the wrong way round, but only of days that exist', () => {
    assert.deepEqual(typedRange('2026-03-02', '2026-02-28'), {
      fromDay: '2026-02-28',
      toDay: '2026-03-02',
    });
    assert.equal(typedRange('2026-02-30', '2026-03-02'), null);
    assert.equal(typedRange('', '2026-03-02'), null);
  });

  it('fall into whole months and the days around them: every day once', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        fc.pre(dayCount(range) < 1_500);
        const { days, months } = rangeParts(range);
        const whole =
          months === null ? [] : daysOf({ fromDay: `${months[0]}-01`, toDay: monthRange(months[1]).toDay });
        assert.deepEqual([...days.flatMap(daysOf), ...whole].sort(), daysOf(range));
        // No more than the ends of two months are read by the day.
        assert.ok(days.reduce((sum, part) => sum + dayCount(part), 0) <= 60);
      }),
    );
  });

  it('have a bar for every period, without gaps and without too many', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        const unit = barUnitOf(range);
        if (unit === 'hour') return assert.equal(range.fromDay, range.toDay);
        const length = { day: 10, month: 7, year: 4 }[unit];
        const periods = [...new Set(daysOf(range).map((day) => day.slice(0, length)))];
        assert.deepEqual(barPeriods(range, unit), periods);
        assert.ok(periods.length <= 92);
      }),
      { numRuns: 50 },
    );
  });
});
