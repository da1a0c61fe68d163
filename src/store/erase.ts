// Takes everything out of the ledger's file, so that no byte of it stays behind: for the worker.
import { Database, numberOf, textOf } from './database.ts';
import { createAll } from './schema.ts';

/** How long another window may hold the file. */
const patienceMs = 5_000;

export interface Inventory {
  readonly receipts: number;
  readonly records: number;
  readonly sessions: number;
  /** Consent, budgets raised for a day, bills, figures learned: what the memory holds. */
  readonly facts: number;
}

/** What there is to erase. */
export function readInventory(database: Database): Inventory {
  const count = (table: string): number =>
    numberOf(database.get(`SELECT count(*) AS n FROM ${table}`) ?? {}, 'n');
  return {
    receipts: count('receipts'),
    records: count('records'),
    sessions: count('sessions'),
    facts: count('memory'),
  };
}

/**
 * Drops all tables and makes them anew in one transaction; then the file is written anew and its log cut to nothing, so that
 * free pages hold nothing either. The file stays in its place: other windows have it open, and find it empty. `mark` tells
 * them that it was emptied on purpose. Throws what SQLite throws; false when another window kept the log from being cut.
 */
export function eraseFile(file: string, mark: string): boolean {
  const database = new Database(file);
  try {
    // A table of rows that others point to could not be dropped; outside a transaction, where alone it has an effect.
    database.exec(`PRAGMA busy_timeout=${patienceMs}; PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE;`);
    try {
      // A virtual table takes its own tables along, and those cannot be dropped one by one.
      for (const kind of ['virtual', 'table']) {
        const tables = database.all(
          `SELECT name FROM pragma_table_list
             WHERE schema = 'main' AND type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
          kind,
        );
        for (const row of tables) database.exec(`DROP TABLE "${textOf(row, 'name').replaceAll('"', '""')}"`);
      }
      createAll(database);
      database.run("INSERT INTO memory (space, key, value) VALUES ('deletion', 'erased', ?)", mark);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
    database.exec('VACUUM');
    const cut = database.get('PRAGMA wal_checkpoint(TRUNCATE)') ?? {};
    return numberOf(cut, 'busy') === 0;
  } finally {
    database.close();
  }
}
