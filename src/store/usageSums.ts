// Reads the sums of a range of days from the stored ones, so that a million receipts are never added up. For the worker.
import {
  type BillPeriod,
  type CountedPeriod,
  foldUsage,
  isApproximate,
  type UsageBar,
  type UsageQuestion,
  type UsageReport,
  type UsageRow,
  type UsageSums,
  type UsedPrice,
} from '../core/spend/usageFigures.ts';
import { type BarUnit, barUnitOf, type DayRange, rangeParts } from '../core/spend/usageRange.ts';
import { Database, integerOf, numberOf, type Row, textOf } from './database.ts';
import { parsePrice } from './priceColumn.ts';
import { sumOfSums } from './spendSums.ts';

/** A quarter of an hour: no time zone is off by less. */
const quarterMs = 900_000;

/** The report of a range. Throws what SQLite throws. */
export function readUsage(file: string, { range, hourStarts, bills }: UsageQuestion): UsageReport {
  const database = new Database(file, { readOnly: true });
  try {
    // One snapshot, so that the bars add up to the sums.
    database.exec('BEGIN');
    const unit = barUnitOf(range);
    return {
      currencies: foldUsage(sumRows(database, range)),
      bars: unit === 'hour' ? hourBars(database, range.fromDay, hourStarts) : bars(database, range, unit),
      prices: usedPrices(database, range),
      booked: bookedRange(database),
      counted: bills.map((bill) => countedOf(database, bill)),
    };
  } finally {
    database.close();
  }
}

function bookedRange(database: Database): DayRange | null {
  const row = database.get("SELECT min(period) AS first, max(period) AS last FROM spend WHERE span = 'day'");
  return row === undefined || row.first === null
    ? null
    : { fromDay: textOf(row, 'first'), toDay: textOf(row, 'last') };
}

function countedOf(database: Database, bill: BillPeriod): CountedPeriod {
  const row = database.get(
    `SELECT coalesce(sum(cost_pico), 0) AS cost, coalesce(sum(estimated_pico), 0) AS estimated,
       coalesce(sum(high_pico), 0) AS high
     FROM spend WHERE span = ? AND period = ? AND currency = ? AND site = ?`,
    bill.period.length === 7 ? 'month' : 'day',
    bill.period,
    bill.currency,
    bill.site,
  );
  const costPico = integerOf(row ?? {}, 'cost');
  const sums = {
    costPico,
    estimatedPico: integerOf(row ?? {}, 'estimated'),
    highPico: integerOf(row ?? {}, 'high'),
  };
  return { ...bill, costPico, approximate: isApproximate(sums) };
}

/** The part of `spend` that makes up a range: whole months, and the days that are left. */
function within(range: DayRange): { readonly where: string; readonly values: readonly string[] } {
  const { days, months } = rangeParts(range);
  const parts = [
    ...days.map(({ fromDay, toDay }) => ['day', fromDay, toDay] as const),
    ...(months === null ? [] : [['month', ...months] as const]),
  ];
  return {
    where: parts.map(() => '(span = ? AND period BETWEEN ? AND ?)').join(' OR '),
    values: parts.flat(),
  };
}

function daysWithin({ fromDay, toDay }: DayRange): ReturnType<typeof within> {
  return { where: "span = 'day' AND period BETWEEN ? AND ?", values: [fromDay, toDay] };
}

function sumRows(database: Database, range: DayRange): readonly UsageRow[] {
  const { where, values } = within(range);
  const key = 'currency, purpose, site, model, workspace';
  return database
    .all(`SELECT ${key}, ${sumOfSums} FROM spend WHERE ${where} GROUP BY ${key}`, ...values)
    .map((row) => ({
      currency: textOf(row, 'currency'),
      purpose: textOf(row, 'purpose'),
      site: textOf(row, 'site'),
      model: textOf(row, 'model'),
      workspace: textOf(row, 'workspace'),
      ...sumsOf(row),
    }));
}

function sumsOf(row: Row): UsageSums {
  return {
    requests: numberOf(row, 'requests'),
    costPico: integerOf(row, 'cost_pico'),
    lowPico: integerOf(row, 'low_pico'),
    highPico: integerOf(row, 'high_pico'),
    estimatedPico: integerOf(row, 'estimated_pico'),
    savedPico: integerOf(row, 'saved_pico'),
    promptTokens: numberOf(row, 'prompt_tokens'),
    cachedTokens: numberOf(row, 'cached_tokens'),
    completionTokens: numberOf(row, 'completion_tokens'),
    reasoningTokens: numberOf(row, 'reasoning_tokens'),
    failedRequests: numberOf(row, 'failed_requests'),
    unpricedRequests: numberOf(row, 'unpriced_requests'),
    unpricedTokens: numberOf(row, 'unpriced_tokens'),
  };
}

function bars(database: Database, range: DayRange, unit: Exclude<BarUnit, 'hour'>): readonly UsageBar[] {
  // Days are not in the sums of whole months.
  const { where, values } = unit === 'day' ? daysWithin(range) : within(range);
  const length = { day: 10, month: 7, year: 4 }[unit];
  return database
    .all(
      `SELECT substr(period, 1, ${length}) AS bar, currency, ${sumOfSums} FROM spend WHERE ${where} GROUP BY bar, currency`,
      ...values,
    )
    .map((row) => barOf(row, textOf(row, 'bar')));
}

function barOf(row: Row, period: string): UsageBar {
  return {
    currency: textOf(row, 'currency'),
    period,
    costPico: integerOf(row, 'cost_pico'),
    estimatedPico: integerOf(row, 'estimated_pico'),
    requests: numberOf(row, 'requests'),
    tokens: numberOf(row, 'prompt_tokens') + numberOf(row, 'completion_tokens'),
  };
}

/** Hours come from the receipts of one day. One that was sent before midnight or by another clock goes to the nearest hour. */
function hourBars(database: Database, day: string, hourStarts: readonly number[]): readonly UsageBar[] {
  const hours = hourStarts.slice(0, -1);
  const rows = database.all(
    `SELECT started_ms / ${quarterMs} AS quarter, coalesce(currency, '') AS currency, count(*) AS requests,
       coalesce(sum(cost_pico), 0) AS cost_pico,
       coalesce(sum(cost_pico) FILTER (WHERE state = 'estimated'), 0) AS estimated_pico,
       coalesce(sum(prompt_tokens), 0) AS prompt_tokens, coalesce(sum(completion_tokens), 0) AS completion_tokens
     FROM receipts WHERE day = ? GROUP BY 1, 2`,
    day,
  );
  const made = new Map<string, UsageBar>();
  for (const row of rows) {
    const atMs = numberOf(row, 'quarter') * quarterMs;
    const hour = hours.findLast((startMs) => startMs <= atMs) ?? hours[0] ?? atMs;
    const bar = barOf(row, String(hour));
    const key = `${hour} ${bar.currency}`;
    const before = made.get(key);
    made.set(key, before === undefined ? bar : joined(before, bar));
  }
  return [...made.values()];
}

function joined(a: UsageBar, b: UsageBar): UsageBar {
  return {
    ...a,
    costPico: a.costPico + b.costPico,
    estimatedPico: a.estimatedPico + b.estimatedPico,
    requests: a.requests + b.requests,
    tokens: a.tokens + b.tokens,
  };
}

/** The price rows in use: one look into an index for each row there is, however many receipts it priced. */
function usedPrices(database: Database, range: DayRange): readonly UsedPrice[] {
  return database.all('SELECT id, json FROM prices').flatMap((price) => {
    const row = parsePrice(textOf(price, 'json'));
    const used = database.get(
      'SELECT site, model FROM receipts WHERE price = ? AND day BETWEEN ? AND ? LIMIT 1',
      integerOf(price, 'id'),
      range.fromDay,
      range.toDay,
    );
    if (row === null || used === undefined) return [];
    const site = textOf(used, 'site');
    if (site !== 'cn' && site !== 'global' && site !== 'custom') return [];
    return [{ site, model: textOf(used, 'model'), row }];
  });
}
