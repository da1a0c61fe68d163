// What a diagnosis tells of the store: its schema, its journal, and the latest failures by kind, without a word of text.
import * as v from 'valibot';
import { type Database, numberOf, textOf } from './database.ts';

export interface StoreFacts {
  /** Migrations that the file has gone through. */
  readonly schema: number;
  /** SQLite's name for it: `wal`, `delete` … */
  readonly journal: string;
  /** Latest first. */
  readonly failures: readonly {
    readonly atMs: number;
    readonly purpose: string;
    readonly kind: string;
    readonly traceId?: string;
  }[];
}

const mostFailures = 10;

const failureRow = v.object({
  started_ms: v.pipe(v.bigint(), v.transform(Number)),
  purpose: v.string(),
  failure: v.string(),
  trace_id: v.nullable(v.string()),
});

/** `sinceDay` is inclusive, YYYY-MM-DD: only so many receipts are looked at. */
export function readStoreFacts(database: Database, sinceDay: string): StoreFacts {
  const rows = database.all(
    `SELECT started_ms, purpose, failure, trace_id FROM receipts
     WHERE day >= ? AND failure IS NOT NULL ORDER BY started_ms DESC LIMIT ${mostFailures}`,
    sinceDay,
  );
  return {
    schema: numberOf(database.get('PRAGMA user_version') ?? {}, 'user_version'),
    journal: textOf(database.get('PRAGMA journal_mode') ?? {}, 'journal_mode'),
    failures: rows.flatMap((row) => {
      const read = v.safeParse(failureRow, row);
      if (!read.success) return [];
      const { started_ms: atMs, purpose, failure: kind, trace_id: traceId } = read.output;
      return [{ atMs, purpose, kind, ...(traceId === null ? {} : { traceId }) }];
    }),
  };
}
