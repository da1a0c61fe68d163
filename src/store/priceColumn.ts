// Price rows, kept whole beside the receipts that were priced with them: one copy of each, referred to by number.
import * as v from 'valibot';
import type { PriceRow } from '../core/models/model.ts';
import { type Database, numberOf } from './database.ts';

const micro = v.pipe(v.number(), v.integer(), v.minValue(0));
const tiers = v.array(
  v.object({
    upToPromptTokens: v.optional(micro),
    inputMicro: micro,
    outputMicro: micro,
    cachedMicro: v.optional(micro),
  }),
);
const priceRow = v.object({
  id: v.string(),
  currency: v.string(),
  validFromMs: v.number(),
  checkedOn: v.string(),
  confidence: v.picklist(['high', 'medium', 'low']),
  source: v.string(),
  tiers,
  windows: v.optional(
    v.array(v.object({ fromMinute: micro, toMinute: micro, utcOffsetMinutes: v.number(), tiers })),
  ),
});

/** Rows are values, and the same one prices request after request. */
const texts = new WeakMap<PriceRow, string>();

function textOf(price: PriceRow): string {
  const text = texts.get(price) ?? JSON.stringify(price);
  texts.set(price, text);
  return text;
}

/** Number of a price row, added when new. Equal rows share one. Runs inside the caller's transaction. */
export function priceNumber(database: Database, price: PriceRow | null | undefined): bigint | null {
  if (price === null || price === undefined) return null;
  const json = textOf(price);
  const known = database.get('SELECT id FROM prices WHERE json = ?', json);
  if (known === undefined) {
    database.run('INSERT INTO prices (json) VALUES (?)', json);
    return BigInt(numberOf(database.get('SELECT last_insert_rowid() AS id') ?? {}, 'id'));
  }
  return BigInt(numberOf(known, 'id'));
}

/** A price row as stored; null when it is none (never, unless the file was meddled with): the figures stand without it. */
export function parsePrice(json: string | undefined): PriceRow | null {
  if (json === undefined) return null;
  try {
    const parsed = v.safeParse(priceRow, JSON.parse(json));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
