// One window's connection to the ledger's file: short tries on the host thread, waiting in between, trouble as data.
import type { Failure, Result } from '../core/failure.ts';
import type { Clock } from '../core/ports.ts';
import { type LedgerCause, ledgerFailure } from '../core/spend/ledgerTrouble.ts';
import { causeOf, type Database, dataVersionOf, type StatementProbe } from './database.ts';
import { NewerFile, troubleOf } from './fileTrouble.ts';
import { fileIdentity, isOnNetwork, ledgerFileIn, openFile, setAside } from './ledgerFile.ts';
import { isNewer } from './schema.ts';

/** How long a locked file is tried again before a call fails. */
const patienceMs = 5_000;

/** Reads of a file that was just found locked fail for so long without a try: eight in a row must not hold the thread eight times as long. */
const restAfterLockedMs = 100;

export interface ConnectionOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** Overrides the guess whether the folder is on a network file system. */
  readonly networkFileSystem?: boolean;
  readonly patienceMs?: number;
  readonly probe?: StatementProbe;
}

/** How the file was found. `setAside`: it was damaged or not ours, and lies at `asidePath` now. */
export type OpenedAs =
  | { readonly as: 'fresh' | 'existing' }
  | { readonly as: 'setAside'; readonly asidePath: string };

type Try<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly cause: LedgerCause; readonly message: string };

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listeners = new Set<() => void>();
  /** Those that need not hear of what this window books. */
  readonly #factListeners = new Set<() => void>();
  #database: Database | undefined;
  #file = '';
  #identity: string | null = null;
  #dataVersion = -1;
  /** A new handle numbers changes afresh: what happened between the two handles can only be assumed. */
  #reopened = false;
  #openedAs: OpenedAs = { as: 'existing' };
  #closed = false;
  /** Monotonic; a reading has found the file locked, and nothing has got at it since. */
  #lockedUntilMs = 0;
  /** Calls that stand in line for a locked file, and the end of the last of them. */
  #waiting = 0;
  #lastInLine: Promise<unknown> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get file(): string {
    return this.#file;
  }

  get openedAs(): OpenedAs {
    return this.#openedAs;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return added(this.#listeners, listener);
  }

  /**
   * The same without what this window books of its own requests: there are three or four bookings with each completion, and who
   * keeps facts would read all of them again while a person types.
   */
  onDidChangeFacts(listener: () => void): { dispose(): void } {
    return added(this.#factListeners, listener);
  }

  /** One try, at once, outside a transaction; none while the file is known to be locked. */
  read<T>(query: (database: Database) => T): Result<T> {
    if (this.clock.monotonicMs() < this.#lockedUntilMs)
      return { ok: false, failure: ledgerFailure('locked') };
    return asResult(this.#reading(query));
  }

  /** As `read`, tried again while the file is locked. */
  readSoon<T>(query: (database: Database) => T): Promise<Result<T>> {
    return this.#patiently(() => this.#attempt(query));
  }

  /** One transaction, tried again while the file is locked. `work` may run several times; it has no effects but on the database. */
  async write<T>(work: (database: Database) => T): Promise<Result<T>> {
    const result = await this.#patiently(() => this.#transaction(work));
    if (result.ok) this.#notify();
    return result;
  }

  /** `write` for what is kept of each request, from its reservation to what became of its answer: see `onDidChangeFacts`. */
  async book<T>(work: (database: Database) => T): Promise<Result<T>> {
    const result = await this.#patiently(() => this.#transaction(work));
    if (result.ok) tell(this.#listeners);
    return result;
  }

  /** One transaction, one try; for the moment before the process ends. */
  writeNow<T>(work: (database: Database) => T): Result<T> {
    const result = asResult(this.#transaction(work));
    if (result.ok) this.#notify();
    return result;
  }

  /**
   * Notices what other windows did, and that the file was replaced (set aside by another window, deleted by a person).
   * Cheap; called each second. True when something changed; listeners were told.
   */
  poll(): boolean {
    if (this.#closed) return false;
    this.#dropMoved();
    const before = this.#reopened ? -1 : this.#dataVersion;
    const seen = this.#reading((database) => dataVersionOf(database));
    if (!seen.ok || seen.value === before) return false;
    this.#dataVersion = seen.value;
    this.#reopened = false;
    this.#notify();
    return true;
  }

  /** Sets the file aside, as a check found it damaged, and starts a new one. Null when another window was quicker. */
  replaceDamaged(): string | null {
    this.#drop();
    const asidePath = setAside(this.#file, this.#identity, this.clock.nowMs());
    if (asidePath !== null) this.#openedAs = { as: 'setAside', asidePath };
    this.#notify();
    return asidePath;
  }

  close(): void {
    this.#closed = true;
    this.#drop();
    this.#listeners.clear();
    this.#factListeners.clear();
  }

  /**
   * Tried at once when nobody waits. Calls that find the file locked stand in line and only the first of them tries again:
   * twenty that wait must not hold the thread twenty times as long as one.
   */
  async #patiently<T>(attempt: () => Try<T>): Promise<Result<T>> {
    const untilMs = this.clock.monotonicMs() + (this.#options.patienceMs ?? patienceMs);
    if (this.#waiting === 0) {
      const result = attempt();
      if (result.ok || result.cause !== 'locked') return asResult(result);
    }
    this.#waiting += 1;
    const mine = this.#inLine(this.#lastInLine, attempt, untilMs);
    // A bug that is thrown is told to its caller, not to those behind.
    this.#lastInLine = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #inLine<T>(before: Promise<unknown>, attempt: () => Try<T>, untilMs: number): Promise<Result<T>> {
    await before;
    for (let tries = 1; ; tries += 1) {
      // Spread, so that windows that met once do not meet again; and the thread is free between any two tries.
      await this.clock.sleep(Math.min(50, 3 * tries) * (0.5 + Math.random()));
      const result = attempt();
      if (result.ok || result.cause !== 'locked' || this.clock.monotonicMs() >= untilMs)
        return asResult(result);
    }
  }

  #transaction<T>(work: (database: Database) => T): Try<T> {
    // What is written to a file that was deleted is lost with it.
    this.#dropMoved();
    return this.#attempt((database) => {
      database.run('BEGIN IMMEDIATE');
      try {
        // A window that was updated may have migrated the file under us: what we would write is not what it means now.
        if (isNewer(database)) throw new NewerFile();
        const value = work(database);
        database.run('COMMIT');
        return value;
      } catch (error) {
        this.#rollBack(database);
        throw error;
      }
    });
  }

  #rollBack(database: Database): void {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself (disk full, I/O error), or cannot: a closed connection has no transaction.
      this.#drop();
    }
  }

  /** A file with a log is read while another writes: only what a reading met says something of the next. */
  #reading<T>(query: (database: Database) => T): Try<T> {
    const result = this.#attempt(query);
    if (!result.ok && result.cause === 'locked')
      this.#lockedUntilMs = this.clock.monotonicMs() + restAfterLockedMs;
    return result;
  }

  #attempt<T>(query: (database: Database) => T): Try<T> {
    if (this.#closed) return { ok: false, cause: 'closed', message: '' };
    for (let moves = 0; ; moves += 1) {
      try {
        const opened = this.#database === undefined ? this.#open() : null;
        if (opened !== null) return opened;
        if (this.#database !== undefined) {
          const value = query(this.#database);
          this.#lockedUntilMs = 0;
          return { ok: true, value };
        }
        throw new Error('The ledger is neither open nor in trouble');
      } catch (error) {
        const cause = troubleOf(error);
        if (cause === null) throw error;
        if (cause === 'moved' || cause === 'newer') this.#drop();
        if (cause === 'moved' && moves === 0) continue;
        if (cause === 'damaged') this.replaceDamaged();
        const message = error instanceof Error ? error.message : '';
        return { ok: false, cause: cause === 'moved' ? 'unreadable' : cause, message };
      }
    }
  }

  /** Null when it worked. Throws what SQLite and the file system throw. */
  #open(): Extract<Try<never>, { ok: false }> | null {
    this.#file = ledgerFileIn(this.#options.folder);
    const rollbackJournal = this.#options.networkFileSystem ?? isOnNetwork(this.#options.folder);
    let asidePath: string | null = null;
    for (let tries = 0; ; tries += 1) {
      const before = fileIdentity(this.#file);
      const opened = openOrDamaged(this.#file, rollbackJournal, this.#options.probe);
      if (opened.kind === 'newer') {
        return { ok: false, cause: 'newer', message: this.#file };
      }
      if (opened.kind === 'ours' || opened.kind === 'empty') {
        this.#database = opened.database;
        this.#identity = fileIdentity(this.#file);
        if (asidePath !== null) this.#openedAs = { as: 'setAside', asidePath };
        else if (this.#openedAs.as !== 'setAside')
          this.#openedAs = { as: opened.kind === 'empty' ? 'fresh' : 'existing' };
        this.#dataVersion = dataVersionOf(opened.database);
        return null;
      }
      if (tries === 2) return { ok: false, cause: 'damaged', message: this.#file };
      asidePath = setAside(this.#file, before, this.clock.nowMs()) ?? asidePath;
    }
  }

  /** Lets go of a file that is no longer at its path. */
  #dropMoved(): void {
    if (this.#database !== undefined && fileIdentity(this.#file) !== this.#identity) this.#drop();
  }

  #drop(): void {
    try {
      this.#database?.close();
    } catch {
      // Closing can fail on a broken disk; the handle is given up either way.
    }
    this.#database = undefined;
    this.#reopened = true;
  }

  #notify(): void {
    tell(this.#listeners);
    tell(this.#factListeners);
  }
}

function added(listeners: Set<() => void>, listener: () => void): { dispose(): void } {
  // A wrapper of its own, so that a listener added twice is called twice and disposed of once.
  const call = (): void => listener();
  listeners.add(call);
  return { dispose: () => listeners.delete(call) };
}

function tell(listeners: ReadonlySet<() => void>): void {
  for (const listener of [...listeners]) listener();
}

function openOrDamaged(
  file: string,
  rollbackJournal: boolean,
  probe?: StatementProbe,
): ReturnType<typeof openFile> {
  try {
    return openFile(file, rollbackJournal, probe);
  } catch (error) {
    if (causeOf(error) === 'damaged') return { kind: 'foreign' };
    throw error;
  }
}

function asResult<T>(result: Try<T>): Result<T> {
  if (result.ok) return result;
  const failure: Failure = ledgerFailure(result.cause, result.message);
  return { ok: false, failure };
}
