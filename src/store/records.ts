// Records of what was sent, one row for each receipt. A row leaves with its receipt, or when it is older than the person wants.
import * as v from 'valibot';
import type { Result } from '../core/failure.ts';
import type { SentRecord } from '../core/outgoing/sentRecord.ts';
import type { Connection } from './connection.ts';
import { type Database, type Row, textOf } from './database.ts';

/** Each new row takes so many old ones along, so that no moment has much to delete. */
const prunedWithEach = 8;
const prunedAtOnce = 500;

const putSql = `INSERT OR REPLACE INTO records (id, sent_ms, json) VALUES (?, ?, ?)`;
const pruneSql =
  'DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE sent_ms < ? ORDER BY sent_ms LIMIT ?)';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const recordSchema = v.object({
  id: v.string(),
  sentMs: v.number(),
  day: v.string(),
  host: v.string(),
  model: v.string(),
  purpose: v.picklist(['chat', 'completion', 'action', 'commit', 'provider', 'probe']),
  bodyBytes: count,
  bodySha256: v.string(),
  pieces: v.array(
    v.object({
      kind: v.picklist(['system', 'user', 'assistant', 'tool', 'image', 'before', 'after']),
      bytes: count,
      sha256: v.string(),
    }),
  ),
  earlierPieces: count,
  files: v.array(v.string()),
  rules: v.record(v.string(), count),
  traceId: v.exactOptional(v.string()),
});

export class SentRecords {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Keeps a record, and forgets some of those sent before `keepFromMs`. */
  put(record: SentRecord, keepFromMs: number): Promise<Result<void>> {
    return this.#connection.book((database) => {
      database.run(putSql, record.id, BigInt(Math.round(record.sentMs)), JSON.stringify(record));
      database.run(pruneSql, BigInt(Math.round(keepFromMs)), BigInt(prunedWithEach));
    });
  }

  /** The record of a receipt; undefined when there is none, or none that can be read. */
  find(id: string): Promise<Result<SentRecord | undefined>> {
    return this.#connection.readSoon((database) => findRecord(database, id));
  }

  /** Forgets all that were sent before a moment, in steps between which other windows can book. */
  async forgetBefore(keepFromMs: number): Promise<Result<void>> {
    for (;;) {
      const pruned = await this.#connection.write((database) =>
        database.run(pruneSql, BigInt(Math.round(keepFromMs)), BigInt(prunedAtOnce)),
      );
      if (!pruned.ok) return pruned;
      if (pruned.value < prunedAtOnce) return { ok: true, value: undefined };
      await this.#connection.clock.sleep(5);
    }
  }
}

export function findRecord(database: Database, id: string): SentRecord | undefined {
  const row = database.get('SELECT json FROM records WHERE id = ?', id);
  return row && recordOf(row);
}

/** Parses the `json` of a row; undefined for one that is no record. */
export function recordOf(row: Row): SentRecord | undefined {
  try {
    const parsed = v.safeParse(recordSchema, JSON.parse(textOf(row, 'json')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
