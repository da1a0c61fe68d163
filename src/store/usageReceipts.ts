// Pages of receipts, newest first, filtered: each page starts at a place in the index, however far down it is. For the worker.
import type { ReceiptPage, ReceiptQuery } from '../core/spend/receiptQuery.ts';
import { Database, integerOf, textOf } from './database.ts';
import { receiptOf } from './receiptRows.ts';

/** Rows that are no receipts are left out. Throws what SQLite throws. */
export function readReceipts(file: string, query: ReceiptQuery): ReceiptPage {
  const database = new Database(file, { readOnly: true });
  try {
    const { where, values } = conditions(query);
    const rows = database.all(
      `SELECT page.n, receipts.*, prices.json AS price_json
       FROM (SELECT rowid AS n FROM receipts INDEXED BY receipts_by_day WHERE ${where.join(' AND ')}
             ORDER BY day DESC, rowid DESC LIMIT ${query.limit + 1}) AS page
       JOIN receipts ON receipts.rowid = page.n LEFT JOIN prices ON prices.id = receipts.price
       ORDER BY receipts.day DESC, page.n DESC`,
      ...values,
    );
    const shown = rows.slice(0, query.limit);
    const placed = shown.map((row) => ({
      place: { day: textOf(row, 'day'), number: String(integerOf(row, 'n')) },
      receipt: receiptOf(row),
    }));
    return {
      receipts: placed.flatMap(({ place, receipt }) => (receipt === undefined ? [] : [{ place, receipt }])),
      next: rows.length > query.limit ? (placed.at(-1)?.place ?? null) : null,
    };
  } finally {
    database.close();
  }
}

function conditions({ fromDay, toDay, filter, before }: ReceiptQuery): {
  readonly where: readonly string[];
  readonly values: readonly (string | bigint)[];
} {
  // The reading starts at the day of the place, not at the end of the range: a row value alone would not tell SQLite.
  const lastDay = before !== null && before.day < toDay ? before.day : toDay;
  const where = ['day >= ?', 'day <= ?'];
  const values: (string | bigint)[] = [fromDay, lastDay];
  if (before !== null) {
    where.push('(day, rowid) < (?, ?)');
    values.push(before.day, BigInt(before.number));
  }
  for (const column of ['model', 'purpose', 'outcome'] as const) {
    if (filter[column] === '') continue;
    where.push(`${column} = ?`);
    values.push(filter[column]);
  }
  // Every word must be found somewhere; `%` and `_` are letters here.
  for (const word of filter.text.split(/\s+/).filter(Boolean)) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    const columns = ['model', 'trace_id', 'workspace', 'inserted_into', 'purpose', 'outcome'];
    where.push(`(${columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`);
    values.push(...columns.map(() => pattern));
  }
  return { where, values };
}
