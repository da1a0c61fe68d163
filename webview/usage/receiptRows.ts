// The list of receipts as pages of it arrive: replaced, continued, or laid over by newer ones while a person reads on.
import type { PlaceView, ReceiptView, ToUsagePage } from '../../src/protocol/usage.ts';

export interface ReceiptRows {
  readonly rows: readonly ReceiptView[];
  /** Where the next page begins; null when all are here. */
  readonly next: PlaceView | null;
}

type Page = Extract<ToUsagePage, { type: 'receipts' }>;

export function withPage(list: ReceiptRows, { mode, rows, next }: Page): ReceiptRows {
  if (mode === 'replace') return { rows, next };
  if (mode === 'append') return { rows: [...list.rows, ...without(rows, list.rows)], next };
  const last = rows.at(-1);
  // A first page that is the whole list, or one that no longer reaches down to what is shown, takes its place.
  const reaches = last !== undefined && list.rows.some((row) => !isBefore(row.place, last.place));
  if (next === null || !reaches) return { rows, next };
  const older = list.rows.filter((row) => isBefore(row.place, last.place));
  return { rows: [...rows, ...without(older, rows)], next: list.next };
}

/** Booked anew under its id, a receipt has another place: it is shown once. */
function without(rows: readonly ReceiptView[], shown: readonly ReceiptView[]): readonly ReceiptView[] {
  const ids = new Set(shown.map((row) => row.id));
  return rows.filter((row) => !ids.has(row.id));
}

function isBefore(a: PlaceView, b: PlaceView): boolean {
  return a.day === b.day ? BigInt(a.number) < BigInt(b.number) : a.day < b.day;
}
