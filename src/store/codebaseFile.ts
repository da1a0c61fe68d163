// The file of a workspace's index: its own, beside the ledger and never in it; one that is damaged or of another shape is made anew.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { causeOf, Database, integerOf } from './database.ts';

/** Raised when what is stored would be other words or other pieces: the index is then built anew. */
const version = 2n;
/** Another window may be writing a slice. */
const patienceMs = 5_000;

/**
 * `words` keeps no text, only where words stand: four columns that are worth differently. Porter's stemmer makes `parsing`
 * and `parsed` one word. https://sqlite.org/fts5.html#contentless_delete_tables
 */
const shape = `
  CREATE TABLE files (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, modified_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE chunks (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, start_line INTEGER NOT NULL, end_line INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX chunks_of_file ON chunks (file);
  CREATE VIRTUAL TABLE words USING fts5(
    name, folder, defines, body, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 0'
  );
  PRAGMA user_version = ${version};`;

export class CodebaseFile {
  readonly #path: string;
  #database: Database | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Runs `work`; when the file turns out to be damaged, once more on an empty one, which `onEmptied` tells. */
  use<T>(work: (database: Database) => T, onEmptied: () => void): T {
    try {
      return work(this.#open());
    } catch (error) {
      const cause = causeOf(error);
      if (cause !== 'damaged' && cause !== 'moved') throw error;
      this.remove();
      onEmptied();
      return work(this.#open());
    }
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  /** Deletes the file with what SQLite puts beside it. */
  remove(): void {
    try {
      this.close();
    } catch {
      // A file that cannot be closed in order is thrown away all the same.
      this.#database = undefined;
    }
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.#path + suffix, { force: true });
  }

  #open(): Database {
    if (this.#database) return this.#database;
    mkdirSync(dirname(this.#path), { recursive: true });
    const database = new Database(this.#path);
    try {
      prepare(database);
    } catch (error) {
      database.close();
      throw error;
    }
    this.#database = database;
    return database;
  }
}

function prepare(database: Database): void {
  // What a power cut takes from an index is read again from the files.
  database.exec(`PRAGMA busy_timeout=${patienceMs}; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;`);
  database.exec('BEGIN IMMEDIATE');
  try {
    const found = integerOf(database.get('PRAGMA user_version') ?? {}, 'user_version');
    if (found !== version) {
      for (const table of ['words', 'chunks', 'files']) database.exec(`DROP TABLE IF EXISTS ${table}`);
      database.exec(shape);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
