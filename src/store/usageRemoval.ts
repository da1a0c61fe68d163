// Deletes the receipts of a range, a day at a time, so that no window waits long to book. For the worker.
import type { DayRange } from '../core/spend/usageRange.ts';
import { Database, textOf } from './database.ts';
import { spendCounters } from './spendSums.ts';

const sumKey = 'currency, purpose, site, model, workspace';
/** How long another window may hold the file before a day is given up. */
const patienceMs = 5_000;

/**
 * What no receipt tells of goes first. Each day's receipts and its sums go in one transaction, and the sums of its month with
 * them: whenever the work is cut off, the sums are those of the receipts that are left. Reservations stay. Resolves to how many
 * receipts were deleted. Throws what SQLite throws.
 */
export async function deleteReceipts(file: string, range: DayRange): Promise<number> {
  const database = new Database(file);
  try {
    database.exec(`PRAGMA busy_timeout=${patienceMs}`);
    const days = database
      .all(
        "SELECT DISTINCT period FROM spend WHERE span = 'day' AND period BETWEEN ? AND ?",
        range.fromDay,
        range.toDay,
      )
      .map((row) => textOf(row, 'period'));
    let deleted = 0;
    database.run('DELETE FROM unasked_completions WHERE day BETWEEN ? AND ?', range.fromDay, range.toDay);
    for (const day of days) {
      const startedMs = performance.now();
      deleted += deleteDay(database, day);
      // Whoever waits to book gets at least as much time as was taken.
      const pauseMs = Math.min(200, performance.now() - startedMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return deleted;
  } finally {
    database.close();
  }
}

function deleteDay(database: Database, day: string): number {
  database.exec('BEGIN IMMEDIATE');
  try {
    // What became of a completion says nothing without its receipt.
    database.run('DELETE FROM completion_outcomes WHERE id IN (SELECT id FROM receipts WHERE day = ?)', day);
    const deleted = database.run('DELETE FROM receipts WHERE day = ?', day);
    const month = day.slice(0, 7);
    database.run(
      `INSERT INTO spend (span, period, ${sumKey}, ${spendCounters.join(', ')})
         SELECT 'month', ?, ${sumKey}, ${spendCounters.map((name) => `-${name}`).join(', ')}
         FROM spend WHERE span = 'day' AND period = ?
       ON CONFLICT DO UPDATE SET ${spendCounters.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`,
      month,
      day,
    );
    database.run("DELETE FROM spend WHERE span = 'day' AND period = ?", day);
    database.run("DELETE FROM spend WHERE span = 'month' AND period = ? AND requests = 0", month);
    database.exec('COMMIT');
    return deleted;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
