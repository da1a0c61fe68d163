// Looks a ledger's file over: is it whole, and do the sums equal the receipts? And counts the sums anew where they do not.
// Seconds of work on a big file, so for the worker.
import { Database, textOf } from './database.ts';
import { receiptCounters, spendCounters, sumOfSums } from './spendSums.ts';

export interface CheckReport {
  /** What SQLite found wrong with the file; empty = whole. */
  readonly damage: readonly string[];
  /** Do the sums by day and month equal those of the receipts, to the last unit? */
  readonly sumsAgree: boolean;
}

/** The worker's thread is nobody's: it may wait for a lock as long as a window's patience. */
const patienceMs = 5_000;

const key = 'currency, purpose, site, model, workspace';
const counters = spendCounters.join(', ');

/** Days as the receipts give them, and months as the days give them: only the first reads every receipt. */
const recounts = {
  day: `SELECT day, coalesce(currency, ''), purpose, site, model, coalesce(workspace, ''), ${receiptCounters}
    FROM receipts GROUP BY 1, 2, 3, 4, 5, 6`,
  month: `SELECT substr(period, 1, 7), ${key}, ${sumOfSums} FROM spend WHERE span = 'day' GROUP BY 1, 2, 3, 4, 5, 6`,
} as const;

/** Reads only; in WAL mode nobody waits for it. Throws what SQLite throws for a file that cannot be read at all. */
export function checkFile(file: string): CheckReport {
  const database = new Database(file, { readOnly: true });
  try {
    const damage = faults(database);
    return { damage, sumsAgree: damage.length === 0 && sumsAgree(database) };
  } finally {
    database.close();
  }
}

/** What SQLite finds wrong. A search index whose own tables are damaged cannot even be opened, which is an error of its own. */
function faults(database: Database): readonly string[] {
  try {
    const found = database.all('PRAGMA integrity_check(20)').map((row) => textOf(row, 'integrity_check'));
    return found.filter((line) => line !== 'ok');
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('vtable constructor failed'))
      return [error.message];
    throw error;
  }
}

/**
 * Counts all sums anew from the receipts, in one transaction. Windows that want to book meanwhile wait for it (about two
 * seconds at a million receipts). Throws what SQLite throws; nothing is changed then.
 */
export function rebuildSums(file: string): void {
  const database = new Database(file);
  try {
    database.exec(`PRAGMA busy_timeout=${patienceMs}; BEGIN IMMEDIATE; DELETE FROM spend;`);
    for (const span of ['day', 'month'] as const)
      database.exec(
        `INSERT INTO spend (span, period, ${key}, ${counters}) SELECT '${span}', * FROM (${recounts[span]})`,
      );
    database.exec('COMMIT');
  } finally {
    // Closing rolls back what was not committed.
    database.close();
  }
}

function sumsAgree(database: Database): boolean {
  // One snapshot for all queries: windows go on booking meanwhile.
  database.exec('BEGIN');
  try {
    return (['day', 'month'] as const).every((span) => {
      const differing = database.get(`
        WITH recounted AS MATERIALIZED (${recounts[span]}),
          kept AS MATERIALIZED (SELECT period, ${key}, ${counters} FROM spend WHERE span = '${span}')
        SELECT 1 FROM (SELECT * FROM kept EXCEPT SELECT * FROM recounted)
        UNION ALL SELECT 1 FROM (SELECT * FROM recounted EXCEPT SELECT * FROM kept) LIMIT 1`);
      return differing === undefined;
    });
  } finally {
    database.exec('COMMIT');
  }
}
