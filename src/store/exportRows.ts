// Receipts of a range of days, in pages, oldest first: for export, so for the worker.
import type { RecordedReceipt } from '../core/spend/usageExport.ts';
import type { DayRange } from '../core/spend/usageRange.ts';
import { findOutcome } from './completionOutcomes.ts';
import { Database, numberOf } from './database.ts';
import { receiptOf, selectReceipts } from './receiptRows.ts';
import { findRecord } from './records.ts';

const pageRows = 500;

/** Pages of at most 500 receipts by day, then in booking order. Rows that are no receipts are left out. Reads only. */
export function* exportPages(file: string, range: DayRange): Generator<readonly RecordedReceipt[]> {
  const database = new Database(file, { readOnly: true });
  try {
    // One snapshot for all pages: a receipt that is replaced meanwhile would else come twice or not at all.
    database.exec('BEGIN');
    let day = range.fromDay;
    let rowid = 0n;
    for (;;) {
      const rows = database.all(
        `SELECT receipts.rowid AS n, page.* FROM (${selectReceipts}) AS page
           JOIN receipts ON receipts.id = page.id
         WHERE (receipts.day, receipts.rowid) > (?, ?) AND receipts.day <= ?
         ORDER BY receipts.day, receipts.rowid LIMIT ${pageRows}`,
        day,
        rowid,
        range.toDay,
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.flatMap((row) => {
        const receipt = receiptOf(row);
        if (!receipt) return [];
        const sent = findRecord(database, receipt.id);
        const ghostText = receipt.purpose === 'completion' && findOutcome(database, receipt.id);
        return [{ ...receipt, ...(sent ? { sent } : {}), ...(ghostText ? { ghostText } : {}) }];
      });
      day = String(last.day);
      rowid = BigInt(numberOf(last, 'n'));
    }
  } finally {
    database.close();
  }
}
