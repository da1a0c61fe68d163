// Writes the receipts of a range into a file, a slice at a time, and gives it its name only when it is whole. For the worker.
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import {
  type ExportFacts,
  type ExportFormat,
  exportEnd,
  exportReceipt,
  exportStart,
} from '../core/spend/usageExport.ts';
import { exportPages } from './exportRows.ts';
import { readUnasked } from './unaskedCompletions.ts';

export interface ExportJob {
  readonly format: ExportFormat;
  readonly facts: ExportFacts;
  /** Path of the file to write; what lies there is replaced. */
  readonly target: string;
}

/** The number of receipts written; null when `isCancelled` said so, and nothing is left then. Throws file and SQLite errors. */
export async function writeUsageFile(
  file: string,
  { format, facts, target }: ExportJob,
  isCancelled: () => boolean,
): Promise<number | null> {
  const unfinished = `${target}.part`;
  const out = openSync(unfinished, 'w');
  let isWhole = false;
  try {
    let count = 0;
    writeSync(out, exportStart(format, facts));
    for (const page of exportPages(file, facts)) {
      writeSync(out, page.map((receipt, index) => exportReceipt(format, receipt, count + index)).join(''));
      count += page.length;
      // The word to stop comes as a message.
      await new Promise((resolve) => setImmediate(resolve));
      if (isCancelled()) return null;
    }
    writeSync(out, exportEnd(format, count, readUnasked(file, facts)));
    isWhole = true;
    return count;
  } finally {
    closeSync(out);
    if (isWhole) renameSync(unfinished, target);
    else rmSync(unfinished, { force: true });
  }
}
