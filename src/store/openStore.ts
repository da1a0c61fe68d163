// Opens the store in a folder: the ledger, the memory and the sessions of all windows of this machine, in one file.
import type * as v from 'valibot';
import type { Result } from '../core/failure.ts';
import { hasLapsed } from '../core/spend/booking.ts';
import { ledgerCauseOf } from '../core/spend/ledgerTrouble.ts';
import { CompletionOutcomes } from './completionOutcomes.ts';
import { Connection, type ConnectionOptions, type OpenedAs } from './connection.ts';
import { numberOf, textOf } from './database.ts';
import { type Inventory, readInventory } from './erase.ts';
import { Memory } from './memory.ts';
import { SentRecords } from './records.ts';
import { SessionLeases } from './sessionLeases.ts';
import { SessionStore } from './sessions.ts';
import { SqliteLedger } from './sqliteLedger.ts';
import { readStoreFacts, type StoreFacts } from './storeFacts.ts';
import { readUsedModels, type UsedModel } from './usedModels.ts';

/** How often `poll` is to be called. */
export const pollMs = 1_000;

const checkEveryMs = 7 * 24 * 60 * 60_000;
const checkSpace = 'check';
const checkedKey = 'checkedMs';

export interface StoreOptions extends ConnectionOptions {
  /** Unique to this extension host; reservations carry it. */
  readonly windowId: string;
  /** Milliseconds since the machine was started, the same in all of its processes; see minuteRows.ts. */
  readonly uptimeMs?: () => number;
}

export class Store {
  readonly ledger: SqliteLedger;
  readonly memory: Memory;
  readonly completionOutcomes: CompletionOutcomes;
  readonly records: SentRecords;
  readonly leases: SessionLeases;
  /** A window died since the last check, or a week has passed: an integrity check is due (see ledgerWorker.ts). */
  readonly isCheckDue: boolean;
  readonly #connection: Connection;
  readonly #windowId: string;

  constructor(
    connection: Connection,
    { windowId, uptimeMs }: Pick<StoreOptions, 'windowId' | 'uptimeMs'>,
    isCheckDue: boolean,
  ) {
    this.#connection = connection;
    this.#windowId = windowId;
    this.isCheckDue = isCheckDue;
    this.ledger = new SqliteLedger(connection, uptimeMs);
    this.memory = new Memory(connection);
    this.completionOutcomes = new CompletionOutcomes(connection);
    this.records = new SentRecords(connection);
    this.leases = new SessionLeases(connection, windowId);
  }

  /** Path of the file. */
  get file(): string {
    return this.#connection.file;
  }

  /** How the file was found; changes to `setAside` when damage shows while it is in use. */
  get openedAs(): OpenedAs {
    return this.#connection.openedAs;
  }

  /** Chat sessions whose turns have this shape. */
  sessions<Turn extends { readonly id: string }>(schema: v.GenericSchema<unknown, Turn>): SessionStore<Turn> {
    return new SessionStore(this.#connection, schema);
  }

  /** Models with a receipt on or after a day (YYYY-MM-DD). */
  usedModels(sinceDay: string): Result<readonly UsedModel[]> {
    return this.#connection.read((database) => readUsedModels(database, sinceDay));
  }

  /** What a diagnosis tells of the file; failures on or after a day (YYYY-MM-DD). */
  facts(sinceDay: string): Result<StoreFacts> {
    return this.#connection.read((database) => readStoreFacts(database, sinceDay));
  }

  /** What the file holds, in counts. */
  inventory(): Promise<Result<Inventory>> {
    return this.#connection.readSoon(readInventory);
  }

  /** Other windows that live, by their leases: one that crashed counts until its lease ends. */
  otherWindows(): Result<readonly string[]> {
    return this.#connection.read((database) =>
      database
        .all('SELECT id, lease_until_ms FROM windows WHERE id <> ?', this.#windowId)
        .filter((row) => !hasLapsed(numberOf(row, 'lease_until_ms'), this.#connection.clock.nowMs()))
        .map((row) => textOf(row, 'id')),
    );
  }

  /** Fires after every change, of this window at once, of another one with the next poll. */
  onDidChange(listener: () => void): { dispose(): void } {
    return this.#connection.onDidChange(listener);
  }

  /** The same without the bookings of this window's own requests. */
  onDidChangeFacts(listener: () => void): { dispose(): void } {
    return this.#connection.onDidChangeFacts(listener);
  }

  /** To be called every `pollMs`: notices changes of other windows, and writes what could not be written before. */
  poll(): boolean {
    void this.ledger.bookLate();
    return this.#connection.poll();
  }

  /** A check went well: the next is due in a week, or when another window dies. */
  async noteChecked(): Promise<Result<void>> {
    const nowMs = this.#connection.clock.nowMs();
    return this.#connection.write((database) => {
      for (const row of database.all('SELECT id, lease_until_ms FROM windows')) {
        if (hasLapsed(numberOf(row, 'lease_until_ms'), nowMs)) {
          database.run('DELETE FROM windows WHERE id = ?', textOf(row, 'id'));
        }
      }
      database.run(
        'INSERT INTO memory (space, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        checkSpace,
        checkedKey,
        String(nowMs),
      );
    });
  }

  /** A check found damage: the file is set aside and a new one started. Its new path; null when another window was quicker. */
  replaceDamaged(): string | null {
    return this.#connection.replaceDamaged();
  }

  /** Books what this window left open as estimates and closes the file. Synchronous, for `deactivate`. */
  close(): void {
    this.ledger.leave(this.#windowId);
    this.#connection.close();
  }
}

/**
 * Opens the store, creating folder and file when needed. A damaged or foreign file is set aside, which `openedAs` tells. A
 * failure (`ledger`; see ledgerTrouble.ts for the causes) means that nothing can be booked: newer schema, no permission,
 * disk full, locked for longer than five seconds.
 */
export async function openStore(options: StoreOptions): Promise<Result<Store>> {
  const connection = new Connection(options);
  const nowMs = options.clock.nowMs();
  const look = (): Promise<Result<boolean>> => lookForCheck(connection, nowMs);
  let isCheckDue = await look();
  // Damage behind the first page shows with the first question; the file is aside then, and a new one answers.
  if (!isCheckDue.ok && ledgerCauseOf(isCheckDue.failure) === 'damaged') isCheckDue = await look();
  if (!isCheckDue.ok) {
    connection.close();
    return isCheckDue;
  }
  const store = new Store(connection, options, isCheckDue.value);
  const renewed = await store.ledger.renew(options.windowId, nowMs);
  if (!renewed.ok) {
    connection.close();
    return renewed;
  }
  return { ok: true, value: store };
}

function lookForCheck(connection: Connection, nowMs: number): Promise<Result<boolean>> {
  return connection.readSoon((database) => {
    const died = database
      .all('SELECT lease_until_ms FROM windows')
      .some((row) => hasLapsed(numberOf(row, 'lease_until_ms'), nowMs));
    const row = database.get('SELECT value FROM memory WHERE space = ? AND key = ?', checkSpace, checkedKey);
    const checkedMs = row === undefined ? Number.NaN : Number(textOf(row, 'value'));
    const isFresh = connection.openedAs.as !== 'existing';
    // A check that lies in the future was noted before the clock was set back.
    const isRecent = nowMs - checkedMs < checkEveryMs && checkedMs <= nowMs;
    return died || !(isFresh || isRecent);
  });
}
