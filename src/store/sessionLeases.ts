// Who may write to a conversation: one window at a time. A lease lives as long as its window's own (table `windows`), or
// its window's process where that ran on this machine, and another window may ask for it.
import { hostname } from 'node:os';
import type { Result } from '../core/failure.ts';
import type { HeldBy } from '../core/history/lease.ts';
import { hasLapsed } from '../core/spend/booking.ts';
import type { Connection } from './connection.ts';
import { type Database, numberOf, textOf } from './database.ts';

/** Spaces of the memory: window ids by session id. */
export const leaseSpace = 'openChat';
const wantedSpace = 'wantedChat';
/** Machine and process by window id. */
const processSpace = 'chatProcess';
const ownProcess = `${hostname()} ${process.pid}`;

export class SessionLeases {
  readonly #connection: Connection;
  readonly #windowId: string;

  constructor(connection: Connection, windowId: string) {
    this.#connection = connection;
    this.#windowId = windowId;
  }

  /** Takes the lease unless another living window has it; says who has it then. */
  claim(sessionId: string): Promise<Result<HeldBy>> {
    return this.#connection.write((database) => {
      const held = this.#heldBy(database, sessionId);
      if (held.by === 'other') return held;
      this.#take(database, sessionId);
      return mine;
    });
  }

  /** Takes the lease whoever has it. */
  seize(sessionId: string): Promise<Result<void>> {
    return this.#connection.write((database) => this.#take(database, sessionId));
  }

  /** Asks the window that has the lease for it. */
  want(sessionId: string): Promise<Result<void>> {
    return this.#connection.write((database) => put(database, wantedSpace, sessionId, this.#windowId));
  }

  /** Gives the lease to the window that asked for it, or to nobody. */
  release(sessionId: string): Promise<Result<void>> {
    return this.#connection.write((database) => this.#release(database, sessionId));
  }

  /** One try, for the moment before the window ends. */
  releaseNow(sessionId: string): Result<void> {
    return this.#connection.writeNow((database) => this.#release(database, sessionId));
  }

  /** Who has it now, and whether this window is asked for it. */
  heldBy(sessionId: string): Result<HeldBy> {
    return this.#connection.read((database) => this.#heldBy(database, sessionId));
  }

  #heldBy(database: Database, sessionId: string): HeldBy {
    const holder = valueAt(database, leaseSpace, sessionId);
    if (holder === undefined) return { by: 'nobody' };
    if (holder === this.#windowId)
      return { by: 'me', isWanted: valueAt(database, wantedSpace, sessionId) !== undefined };
    const window = database.get('SELECT lease_until_ms FROM windows WHERE id = ?', holder);
    const lives = window && !hasLapsed(numberOf(window, 'lease_until_ms'), this.#connection.clock.nowMs());
    return { by: lives && !hasDied(valueAt(database, processSpace, holder)) ? 'other' : 'nobody' };
  }

  #take(database: Database, sessionId: string): void {
    put(database, leaseSpace, sessionId, this.#windowId);
    drop(database, wantedSpace, sessionId);
    put(database, processSpace, this.#windowId, ownProcess);
    // What windows that died have left behind; a living one is in its table.
    database.run(
      'DELETE FROM memory WHERE space = ? AND key NOT IN (SELECT id FROM windows) AND key <> ?',
      processSpace,
      this.#windowId,
    );
    database.run(
      'DELETE FROM memory WHERE space IN (?, ?) AND value NOT IN (SELECT id FROM windows) AND value <> ?',
      leaseSpace,
      wantedSpace,
      this.#windowId,
    );
  }

  #release(database: Database, sessionId: string): void {
    if (valueAt(database, leaseSpace, sessionId) !== this.#windowId) return;
    const next = valueAt(database, wantedSpace, sessionId);
    drop(database, wantedSpace, sessionId);
    if (next === undefined) drop(database, leaseSpace, sessionId);
    else put(database, leaseSpace, sessionId, next);
  }
}

const mine: HeldBy = { by: 'me', isWanted: false };

/** Known only of a process of this machine; its number may have gone to another program since, which then passes for it. */
function hasDied(named: string | undefined): boolean {
  const [machine, pid] = named?.split(' ') ?? [];
  if (machine !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function valueAt(database: Database, space: string, key: string): string | undefined {
  const row = database.get('SELECT value FROM memory WHERE space = ? AND key = ?', space, key);
  return row && textOf(row, 'value');
}

function put(database: Database, space: string, key: string, value: string): void {
  database.run(
    'INSERT INTO memory (space, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    space,
    key,
    value,
  );
}

function drop(database: Database, space: string, key: string): void {
  database.run('DELETE FROM memory WHERE space = ? AND key = ?', space, key);
}
