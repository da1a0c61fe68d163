// Sums by day and by month, kept exact with every booking, so that no reader ever scans receipts for a total.
import type { SpendSummary, SpendTotal, SummaryFilter } from '../core/ports.ts';
import { cacheSavingPico } from '../core/spend/cacheSaving.ts';
import { monthOf } from '../core/spend/calendar.ts';
import type { Receipt } from '../core/spend/receipt.ts';
import { type Database, dataVersionOf, integerOf, numberOf, type Row, textOf } from './database.ts';

/** The columns of a sum that are added up. */
export const spendCounters = [
  'requests',
  'cost_pico',
  'low_pico',
  'high_pico',
  'estimated_pico',
  'prompt_tokens',
  'cached_tokens',
  'completion_tokens',
  'reasoning_tokens',
  'unpriced_requests',
  'unpriced_tokens',
  'failed_requests',
  'saved_pico',
] as const;

/** One row of `addSql`: ?1 and ?2 are the day and the month, and both sums take the same counts. */
const counted = `?3, ?4, ?5, ?6, ?7, ${spendCounters.map((_, at) => `?${at + 8}`).join(', ')}`;
const addSql = `
INSERT INTO spend (span, period, currency, purpose, site, model, workspace, ${spendCounters.join(', ')})
VALUES ('day', ?1, ${counted}), ('month', ?2, ${counted})
ON CONFLICT DO UPDATE SET ${spendCounters.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`;

/** How a receipt counts; the same expressions rebuild or verify the sums from the receipts (see check.ts). */
export const receiptCounters = `
  count(*) AS requests,
  coalesce(sum(cost_pico), 0) AS cost_pico,
  coalesce(sum(low_pico), 0) AS low_pico,
  coalesce(sum(high_pico), 0) AS high_pico,
  coalesce(sum(cost_pico) FILTER (WHERE state = 'estimated'), 0) AS estimated_pico,
  coalesce(sum(prompt_tokens), 0) AS prompt_tokens,
  coalesce(sum(cached_tokens), 0) AS cached_tokens,
  coalesce(sum(completion_tokens), 0) AS completion_tokens,
  coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens,
  count(*) FILTER (WHERE state = 'unknown') AS unpriced_requests,
  coalesce(sum(prompt_tokens + completion_tokens) FILTER (WHERE state = 'unknown'), 0) AS unpriced_tokens,
  count(*) FILTER (WHERE outcome IN ('failed', 'cut', 'lost')) AS failed_requests,
  coalesce(sum(saved_pico), 0) AS saved_pico`;

/**
 * Adds the receipts whose ids stand in a table to the sums, or takes them out (-1): `countReceipt` for many at once.
 * `idTable` is a name of ours, never text from outside.
 */
export function countReceiptsIn(database: Database, idTable: string, sign: 1 | -1): void {
  noteChange(database);
  for (const [span, period] of [
    ['day', 'day'],
    ['month', 'substr(day, 1, 7)'],
  ] as const) {
    database.run(
      `INSERT INTO spend (span, period, currency, purpose, site, model, workspace, ${spendCounters.join(', ')})
       SELECT '${span}', period, currency, purpose, site, model, workspace, ${spendCounters.map((name) => `${sign} * ${name}`).join(', ')}
       FROM (SELECT ${period} AS period, coalesce(currency, '') AS currency, purpose, site, model,
               coalesce(workspace, '') AS workspace, ${receiptCounters}
             FROM receipts WHERE id IN (SELECT id FROM ${idTable}) GROUP BY 1, 2, 3, 4, 5, 6)
       WHERE true
       ON CONFLICT DO UPDATE SET ${spendCounters.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`,
    );
  }
  if (sign < 0) database.run('DELETE FROM spend WHERE requests = 0');
}

export const sumOfSums = spendCounters.map((name) => `sum(${name}) AS ${name}`).join(', ');

const changes = new WeakMap<Database, number>();

function noteChange(database: Database): void {
  changes.set(database, (changes.get(database) ?? 0) + 1);
}

/** Another number after each change of the sums, through this connection or another one: what was read before may stand no more. */
export function sumsVersion(database: Database): string {
  return `${changes.get(database) ?? 0} ${dataVersionOf(database)}`;
}

/** Adds a receipt to the sums of its day and month, or takes it out of them (-1). */
export function countReceipt(database: Database, receipt: Receipt, sign: 1 | -1): void {
  noteChange(database);
  const usage = receipt.usage ?? {
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
  };
  const isUnknown = receipt.state === 'unknown';
  const values = [
    1,
    receipt.costPico ?? 0n,
    receipt.lowPico ?? 0n,
    receipt.highPico ?? 0n,
    receipt.state === 'estimated' ? (receipt.costPico ?? 0n) : 0n,
    usage.promptTokens,
    usage.cachedTokens,
    usage.completionTokens,
    usage.reasoningTokens,
    isUnknown ? 1 : 0,
    isUnknown ? usage.promptTokens + usage.completionTokens : 0,
    receipt.outcome === 'done' || receipt.outcome === 'stopped' ? 0 : 1,
    cacheSavingPico(receipt),
  ].map((value) => BigInt(value) * BigInt(sign));
  const key = [receipt.currency ?? '', receipt.purpose, receipt.site, receipt.model, receipt.workspace ?? ''];
  const month = monthOf(receipt.day);
  database.run(addSql, receipt.day, month, ...key, ...values);
  if (sign > 0) return;
  database.run(
    `DELETE FROM spend WHERE ((span = 'day' AND period = ?) OR (span = 'month' AND period = ?)) AND currency = ?
       AND purpose = ? AND site = ? AND model = ? AND workspace = ? AND requests = 0`,
    receipt.day,
    month,
    ...key,
  );
}

/** Totals of a period (day, else month, else all time), or of a session's receipts. */
export function readSummary(database: Database, filter: SummaryFilter): SpendSummary {
  const rows = filter.sessionId === undefined ? bySums(database, filter) : byReceipts(database, filter);
  return {
    totals: rows.filter((row) => textOf(row, 'currency') !== '').map(totalOf),
    unpricedRequests: rows.reduce((sum, row) => sum + numberOf(row, 'unpriced_requests'), 0),
    unpricedTokens: rows.reduce((sum, row) => sum + numberOf(row, 'unpriced_tokens'), 0),
  };
}

function bySums(database: Database, filter: SummaryFilter): readonly Row[] {
  const span = filter.day === undefined ? 'month' : 'day';
  const period = filter.day ?? filter.month;
  const wheres = ['span = ?'];
  const values: string[] = [span];
  if (period !== undefined) {
    wheres.push('period = ?');
    values.push(period);
  }
  if (filter.purpose !== undefined) {
    wheres.push('purpose = ?');
    values.push(filter.purpose);
  }
  if (filter.site !== undefined) {
    wheres.push('site = ?');
    values.push(filter.site);
  }
  return database.all(
    `SELECT currency, ${sumOfSums} FROM spend WHERE ${wheres.join(' AND ')} GROUP BY currency ORDER BY currency`,
    ...values,
  );
}

function byReceipts(database: Database, filter: SummaryFilter): readonly Row[] {
  const period = filter.day ?? filter.month ?? '';
  return database.all(
    `SELECT coalesce(currency, '') AS currency, ${receiptCounters} FROM receipts
     WHERE session_id = ? AND substr(day, 1, ?) = ? AND (? = '' OR purpose = ?) AND (? = '' OR site = ?)
     GROUP BY 1 ORDER BY 1`,
    filter.sessionId ?? '',
    period.length,
    period,
    filter.purpose ?? '',
    filter.purpose ?? '',
    filter.site ?? '',
    filter.site ?? '',
  );
}

function totalOf(row: Row): SpendTotal {
  return {
    currency: textOf(row, 'currency'),
    costPico: integerOf(row, 'cost_pico'),
    lowPico: integerOf(row, 'low_pico'),
    highPico: integerOf(row, 'high_pico'),
    estimatedPico: integerOf(row, 'estimated_pico'),
    requests: numberOf(row, 'requests'),
    promptTokens: numberOf(row, 'prompt_tokens'),
    cachedTokens: numberOf(row, 'cached_tokens'),
    completionTokens: numberOf(row, 'completion_tokens'),
  };
}
