// A thin layer over node:sqlite: prepared once, integers read as bigint, errors told apart by what can be done about them.
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { LedgerCause } from '../core/spend/ledgerTrouble.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Called before each statement; a throw takes the place of the statement's own error. For fault injection. */
export type StatementProbe = (sql: string) => void;

/** The host thread waits at most this long for a lock, per statement; BEGIN and COMMIT may both wait in one try (≤ 20 ms). */
const busyTimeoutMs = 8;

export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #probe: StatementProbe | undefined;

  constructor(file: string, options: { readonly readOnly?: boolean; readonly probe?: StatementProbe } = {}) {
    this.#probe = options.probe;
    this.#database = new DatabaseSync(file, {
      readOnly: options.readOnly ?? false,
      allowExtension: false,
    });
    // The constructor's `timeout` is unknown to the Node 22 of older editors.
    this.#database.exec(`PRAGMA busy_timeout=${busyTimeoutMs}; PRAGMA trusted_schema=OFF;`);
  }

  /** Statements without parameters or results; several may be given, separated by semicolons. */
  exec(sql: string): void {
    this.#probe?.(sql);
    this.#database.exec(sql);
  }

  /** Returns the number of rows changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#prepare(sql).all(...values);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    this.#probe?.(sql);
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Changes with each commit of another connection (https://sqlite.org/pragma.html#pragma_data_version); no read of the file. */
export function dataVersionOf(database: Database): number {
  return numberOf(database.get('PRAGMA data_version') ?? {}, 'data_version');
}

/** A text column of a STRICT table; a throw means that the query and the schema do not fit each other. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`Column ${column} is no text`);
  return value;
}

/** An integer column of a STRICT table. */
export function integerOf(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value !== 'bigint') throw new TypeError(`Column ${column} is no integer`);
  return value;
}

/** An integer column that holds counts or milliseconds. */
export function numberOf(row: Row, column: string): number {
  return Number(integerOf(row, column));
}

export function optionalTextOf(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textOf(row, column);
}

/** What an error of SQLite means (https://sqlite.org/rescode.html); null for anything else, which is a bug. */
export function causeOf(error: unknown): LedgerCause | 'moved' | null {
  const code = sqliteCode(error);
  if (code === null) return null;
  if (code === 1032) return 'moved'; // SQLITE_READONLY_DBMOVED
  if (code === 4874) return 'full'; // SQLITE_IOERR_SHMSIZE: no room even for the index of the log
  if (code === 3091) return 'beyondBelief'; // SQLITE_CONSTRAINT_DATATYPE: a sum left 64 bits and became REAL
  switch (code & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return 'locked';
    case 8: // SQLITE_READONLY
      return 'readOnly';
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return 'damaged';
    case 13: // SQLITE_FULL
      return 'full';
    case 10: // SQLITE_IOERR
    case 14: // SQLITE_CANTOPEN
      return 'unreadable';
    default:
      return null;
  }
}

function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode : null;
}
