// Small facts that windows share and that outlive them: strings by space and key, and counters.
import type { Result } from '../core/failure.ts';
import type { Connection } from './connection.ts';
import { type Database, textOf } from './database.ts';

/** Counters by which windows tell each other something; a window acts when one differs from what it saw last. */
export type Signal =
  /** Every running request in every window is to end. */
  | 'stopAll'
  /** A key was set or removed. */
  | 'keyGeneration';

const signalSpace = 'signal';

export class Memory {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get(space: string, key: string): Result<string | undefined> {
    return this.#connection.read((database) => storedValue(database, space, key));
  }

  /** All keys of a space with their values. */
  all(space: string): Result<ReadonlyMap<string, string>> {
    return this.#connection.read((database) => {
      const rows = database.all('SELECT key, value FROM memory WHERE space = ? ORDER BY key', space);
      return new Map(rows.map((row) => [textOf(row, 'key'), textOf(row, 'value')]));
    });
  }

  /** `undefined` forgets the key. */
  set(space: string, key: string, value: string | undefined): Promise<Result<void>> {
    return this.#connection.write((database) => put(database, space, key, value));
  }

  /** How often a signal was given so far, by any window. */
  signalCount(signal: Signal): Result<number> {
    return this.#connection.read((database) => counted(storedValue(database, signalSpace, signal)));
  }

  /** Gives a signal; the new count. Other windows see it within a poll. */
  signal(signal: Signal): Promise<Result<number>> {
    return this.#connection.write((database) => {
      const next = counted(storedValue(database, signalSpace, signal)) + 1;
      put(database, signalSpace, signal, String(next));
      return next;
    });
  }
}

function storedValue(database: Database, space: string, key: string): string | undefined {
  const row = database.get('SELECT value FROM memory WHERE space = ? AND key = ?', space, key);
  return row && textOf(row, 'value');
}

function put(database: Database, space: string, key: string, value: string | undefined): void {
  if (value === undefined) database.run('DELETE FROM memory WHERE space = ? AND key = ?', space, key);
  else {
    database.run(
      'INSERT INTO memory (space, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      space,
      key,
      value,
    );
  }
}

function counted(value: string | undefined): number {
  const count = Number(value ?? 0);
  return Number.isSafeInteger(count) && count >= 0 ? count : 0;
}
