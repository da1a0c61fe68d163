// Prices the receipts that lack a price, once a person gives one: one transaction with the sums. For the worker thread.
import * as v from 'valibot';
import type { PriceRow } from '../core/models/model.ts';
import { mostBookablePico } from '../core/spend/booking.ts';
import { cacheSavingPico } from '../core/spend/cacheSaving.ts';
import type { Pico } from '../core/spend/money.ts';
import { type LateCost, lateCost, type RepriceOrder, type RepriceReport } from '../core/spend/reprice.ts';
import { Database, optionalTextOf, type Row } from './database.ts';
import { priceNumber } from './priceColumn.ts';
import { countReceiptsIn } from './spendSums.ts';
import { parseUsageBand } from './usageBandColumn.ts';

/** Other windows may hold the file for a moment; a worker can wait. */
const busyTimeoutMs = 10_000;

const integer = v.pipe(v.bigint(), v.transform(Number));
const tokens = v.fallback(integer, 0);
const unpricedRow = v.object({
  id: v.string(),
  started_ms: integer,
  prompt_tokens: integer,
  cached_tokens: tokens,
  completion_tokens: tokens,
  reasoning_tokens: tokens,
});

/** Opens the file for itself. Throws what SQLite throws; then nothing has changed. */
export function repriceFile(file: string, order: RepriceOrder): RepriceReport {
  const database = new Database(file);
  try {
    database.exec(`PRAGMA busy_timeout=${busyTimeoutMs}; BEGIN IMMEDIATE`);
    const report = repriceIn(database, order);
    database.exec('COMMIT');
    return report;
  } finally {
    // A transaction that is still open is rolled back with it.
    database.close();
  }
}

function repriceIn(database: Database, { site, model, host, price }: RepriceOrder): RepriceReport {
  const rows = database.all(
    `SELECT id, started_ms, prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens, usage_band
     FROM receipts WHERE state = 'unknown' AND site = ? AND model = ? AND (? IS NULL OR host = ?)`,
    site,
    model,
    host,
    host,
  );
  const found = rows.flatMap((row) => costOfRow(row, price) ?? []);
  if (found.length > 0) {
    database.exec('CREATE TEMP TABLE repriced (id TEXT NOT NULL PRIMARY KEY) STRICT');
    for (const { id } of found) database.run('INSERT INTO repriced (id) VALUES (?)', id);
    countReceiptsIn(database, 'repriced', -1);
    const number = priceNumber(database, price);
    for (const { id, cost, savedPico } of found) {
      database.run(
        `UPDATE receipts SET state = ?, currency = ?, cost_pico = ?, low_pico = ?, high_pico = ?, price = ?,
           saved_pico = ?, usage_band = NULL WHERE id = ?`,
        cost.state,
        price.currency,
        cost.costPico,
        cost.lowPico,
        cost.highPico,
        number,
        savedPico,
        id,
      );
    }
    countReceiptsIn(database, 'repriced', 1);
  }
  const sum = (costs: readonly { readonly cost: LateCost }[]): Pico =>
    costs.reduce((total, { cost }) => total + cost.costPico, 0n);
  return {
    priced: found.length,
    costPico: sum(found),
    estimatedPico: sum(found.filter(({ cost }) => cost.state === 'estimated')),
    left: rows.length - found.length,
  };
}

interface Priced {
  readonly id: string;
  readonly cost: LateCost;
  readonly savedPico: Pico;
}

function costOfRow(row: Row, price: PriceRow): Priced | null {
  const parsed = v.safeParse(unpricedRow, row);
  if (!parsed.success) return null;
  const read = parsed.output;
  const startedMs = read.started_ms;
  const usage = {
    promptTokens: read.prompt_tokens,
    cachedTokens: read.cached_tokens,
    completionTokens: read.completion_tokens,
    reasoningTokens: read.reasoning_tokens,
  };
  const usageBand = parseUsageBand(optionalTextOf(row, 'usage_band'));
  const cost = lateCost({ startedMs, usage, usageBand }, price);
  if (cost === null || cost.highPico > mostBookablePico) return null;
  const savedPico = cacheSavingPico({ startedMs, usage, price, costPico: cost.costPico });
  return { id: read.id, cost, savedPico };
}
