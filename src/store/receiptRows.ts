// Receipts as rows: written whole, read back through a schema, because a file is anybody's until parsed.
import type { SQLInputValue } from 'node:sqlite';
import * as v from 'valibot';
import type { FailureKind } from '../core/failure.ts';
import { cacheSavingPico } from '../core/spend/cacheSaving.ts';
import type { Receipt } from '../core/spend/receipt.ts';
import { type Database, optionalTextOf, type Row } from './database.ts';
import { parsePrice, priceNumber } from './priceColumn.ts';
import { parseUsageBand } from './usageBandColumn.ts';

const columns = [
  'id',
  'started_ms',
  'day',
  'window_id',
  'account',
  'site',
  'host',
  'model',
  'purpose',
  'session_id',
  'workspace',
  'prompt_tokens',
  'cached_tokens',
  'completion_tokens',
  'reasoning_tokens',
  'state',
  'currency',
  'cost_pico',
  'low_pico',
  'high_pico',
  'price',
  'outcome',
  'failure',
  'trace_id',
  'duration_ms',
  'first_token_ms',
  'inserted_into',
  'usage_band',
  'saved_pico',
] as const;

const rowSql = `INTO receipts (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
const putSql = `INSERT OR REPLACE ${rowSql}`;
const addSql = `INSERT ${rowSql} ON CONFLICT (id) DO NOTHING`;

/** To be followed by WHERE and ORDER BY; the table is named `receipts`. */
export const selectReceipts =
  'SELECT receipts.*, prices.json AS price_json FROM receipts LEFT JOIN prices ON prices.id = receipts.price';

/** Adds a receipt or replaces the one with its id. Sums are the caller's business. */
export function putReceipt(database: Database, receipt: Receipt): void {
  database.run(putSql, ...rowOf(database, receipt));
}

/** Adds a receipt; false when there is a row of its id, which is left as it is. Sums are the caller's business. */
export function addReceipt(database: Database, receipt: Receipt): boolean {
  return database.run(addSql, ...rowOf(database, receipt)) > 0;
}

/** In the order of `columns`. */
function rowOf(database: Database, receipt: Receipt): readonly SQLInputValue[] {
  const { usage } = receipt;
  return [
    receipt.id,
    whole(receipt.startedMs),
    receipt.day,
    receipt.windowId,
    receipt.account,
    receipt.site,
    receipt.host,
    receipt.model,
    receipt.purpose,
    receipt.sessionId ?? null,
    receipt.workspace ?? null,
    usage && whole(usage.promptTokens),
    usage && whole(usage.cachedTokens),
    usage && whole(usage.completionTokens),
    usage && whole(usage.reasoningTokens),
    receipt.state,
    receipt.currency,
    receipt.costPico,
    receipt.lowPico,
    receipt.highPico,
    priceNumber(database, receipt.price),
    receipt.outcome,
    receipt.failure ?? null,
    receipt.traceId ?? null,
    whole(receipt.durationMs),
    receipt.firstTokenMs === undefined ? null : whole(receipt.firstTokenMs),
    receipt.insertedInto ?? null,
    receipt.usageBand === undefined ? null : JSON.stringify(receipt.usageBand),
    cacheSavingPico(receipt),
  ];
}

export function findReceipt(database: Database, id: string): Receipt | undefined {
  const row = database.get(`${selectReceipts} WHERE receipts.id = ?`, id);
  return row && receiptOf(row);
}

const integer = v.pipe(v.bigint(), v.transform(Number));
const optionalInteger = v.pipe(
  v.nullable(v.bigint()),
  v.transform((value) => (value === null ? undefined : Number(value))),
);
const optionalText = v.pipe(
  v.nullable(v.string()),
  v.transform((value) => value ?? undefined),
);
/** The union is closed in the types only; a kind that a newer version added is still a failure. */
const failureKind = v.pipe(
  optionalText,
  v.transform((value) => value as FailureKind | undefined),
);

const receiptRow = v.object({
  id: v.string(),
  started_ms: integer,
  day: v.string(),
  window_id: v.string(),
  account: v.string(),
  site: v.picklist(['cn', 'global', 'custom']),
  host: v.string(),
  model: v.string(),
  purpose: v.picklist(['chat', 'completion', 'action', 'commit', 'provider', 'probe']),
  session_id: optionalText,
  workspace: optionalText,
  prompt_tokens: optionalInteger,
  cached_tokens: optionalInteger,
  completion_tokens: optionalInteger,
  reasoning_tokens: optionalInteger,
  state: v.picklist(['exact', 'estimated', 'unknown']),
  currency: v.nullable(v.string()),
  cost_pico: v.nullable(v.bigint()),
  low_pico: v.nullable(v.bigint()),
  high_pico: v.nullable(v.bigint()),
  outcome: v.picklist(['done', 'stopped', 'cut', 'failed', 'lost']),
  failure: failureKind,
  trace_id: optionalText,
  duration_ms: integer,
  first_token_ms: optionalInteger,
  inserted_into: optionalText,
});

/** Parses a row of `selectReceipts`; undefined for one that is no receipt. */
export function receiptOf(row: Row): Receipt | undefined {
  const parsed = v.safeParse(receiptRow, row);
  if (!parsed.success) return undefined;
  const read = parsed.output;
  const usageBand = parseUsageBand(optionalTextOf(row, 'usage_band'));
  return {
    id: read.id,
    startedMs: read.started_ms,
    day: read.day,
    windowId: read.window_id,
    account: read.account,
    site: read.site,
    host: read.host,
    model: read.model,
    purpose: read.purpose,
    ...(read.session_id === undefined ? {} : { sessionId: read.session_id }),
    ...(read.workspace === undefined ? {} : { workspace: read.workspace }),
    usage:
      read.prompt_tokens === undefined
        ? null
        : {
            promptTokens: read.prompt_tokens,
            cachedTokens: read.cached_tokens ?? 0,
            completionTokens: read.completion_tokens ?? 0,
            reasoningTokens: read.reasoning_tokens ?? 0,
          },
    ...(usageBand === undefined ? {} : { usageBand }),
    state: read.state,
    currency: read.currency,
    costPico: read.cost_pico,
    lowPico: read.low_pico,
    highPico: read.high_pico,
    price: parsePrice(optionalTextOf(row, 'price_json')),
    outcome: read.outcome,
    ...(read.failure === undefined ? {} : { failure: read.failure }),
    ...(read.trace_id === undefined ? {} : { traceId: read.trace_id }),
    durationMs: read.duration_ms,
    ...(read.first_token_ms === undefined ? {} : { firstTokenMs: read.first_token_ms }),
    ...(read.inserted_into === undefined ? {} : { insertedInto: read.inserted_into }),
  };
}

/** Durations come from clocks with fractions; INTEGER columns take none. */
function whole(value: number): bigint {
  return BigInt(Math.round(value));
}
