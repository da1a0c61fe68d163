// What the store's tests share: a folder of their own, real and settable clocks, requests and receipts with short names.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdmitRequest, Clock } from '../../../src/core/ports.ts';
import type { Receipt } from '../../../src/core/spend/receipt.ts';
import { machineClock } from '../../../src/editor/clock.ts';
import { Database } from '../../../src/store/database.ts';
import { openStore, type Store, type StoreOptions } from '../../../src/store/openStore.ts';

export const realClock: Clock = machineClock;

/** A wall clock that stands where a test puts it; waiting is real. */
export class SetClock implements Clock {
  now = Date.parse('2026-03-10T12:00:00Z');
  nowMs(): number {
    return this.now;
  }
  monotonicMs(): number {
    return performance.now();
  }
  localDay(ms: number): string {
    return new Date(ms).toISOString().slice(0, 10);
  }
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return realClock.sleep(delayMs, signal);
  }
}

/** Folders and stores that end with the test, in whatever way it ends. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'store-test-'));
  readonly file = join(this.folder, 'ledger.db');
  readonly clock = new SetClock();
  readonly #stores: Store[] = [];

  async open(options: Partial<StoreOptions> = {}): Promise<Store> {
    const opened = await openStore({ folder: this.folder, clock: this.clock, windowId: 'w1', ...options });
    if (!opened.ok) throw new Error(`The store did not open: ${opened.failure.detail}`);
    this.#stores.push(opened.value);
    return opened.value;
  }

  /** `before`: what is to be done between the end of the stores and that of the folder. */
  remove(also: { readonly before?: () => void } = {}): void {
    for (const store of this.#stores) store.close();
    also.before?.();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const day = '2026-03-10';

/** 1,000 for the prompt and 10 per output token; 100 asked, no floor to speak of. */
export function ask(id: string, over: Partial<AdmitRequest> = {}): AdmitRequest {
  return {
    id,
    nowMs: Date.parse('2026-03-10T12:00:00Z'),
    day,
    windowId: 'w1',
    account: 'k1',
    site: 'cn',
    host: 'api.example',
    model: 'm1',
    purpose: 'chat',
    currency: 'CNY',
    promptPico: 1_000n,
    picoPerOutputToken: 10n,
    outputTokens: 100,
    floorOutputTokens: 1,
    ...over,
  };
}

export function exact(id: string, costPico: bigint, over: Partial<Receipt> = {}): Receipt {
  return {
    id,
    startedMs: Date.parse('2026-03-10T12:00:00Z'),
    day,
    windowId: 'w1',
    account: 'k1',
    site: 'cn',
    host: 'api.example',
    model: 'm1',
    purpose: 'chat',
    usage: { promptTokens: 10, cachedTokens: 4, completionTokens: 5, reasoningTokens: 2 },
    state: 'exact',
    currency: 'CNY',
    costPico,
    lowPico: costPico,
    highPico: costPico,
    price: null,
    outcome: 'done',
    durationMs: 1_200,
    ...over,
  };
}

export function estimated(
  id: string,
  low: bigint,
  cost: bigint,
  high: bigint,
  over: Partial<Receipt> = {},
): Receipt {
  return exact(id, cost, { state: 'estimated', lowPico: low, highPico: high, outcome: 'stopped', ...over });
}

export function unknown(id: string, over: Partial<Receipt> = {}): Receipt {
  return exact(id, 0n, {
    state: 'unknown',
    currency: null,
    costPico: null,
    lowPico: null,
    highPico: null,
    ...over,
  });
}

/** Sum of one currency, 0 when there is none. */
export function costOn(store: Store, period: { day?: string; month?: string }, currency = 'CNY'): bigint {
  const total = store.ledger.summary(period).totals.find((one) => one.currency === currency);
  return total?.costPico ?? 0n;
}

/** An error as SQLite throws it. */
export function sqliteError(errcode: number): Error {
  return Object.assign(new Error(`injected SQLite error ${errcode}`), { code: 'ERR_SQLITE_ERROR', errcode });
}

/** What each version of the schema added, taken back; the next version's line belongs at the end. */
const additions: readonly (readonly [version: number, undo: string])[] = [
  [2, 'DROP INDEX receipts_unpriced; ALTER TABLE receipts DROP COLUMN usage_band;'],
  [3, 'DROP TABLE completion_outcomes;'],
  [
    4,
    `DROP INDEX receipts_by_price; ALTER TABLE receipts DROP COLUMN saved_pico;
      ALTER TABLE spend DROP COLUMN saved_pico; ALTER TABLE spend DROP COLUMN failed_requests;`,
  ],
  [5, 'DROP TRIGGER record_leaves_with_receipt; DROP TABLE records;'],
  [
    6,
    `DROP TRIGGER turn_unsearched_after_insert; DROP TRIGGER turn_unsearched_after_update;
      DROP TRIGGER turn_unsearched_after_delete; DROP TABLE turn_words; DROP TABLE searched_turns;
      DROP TABLE unsearched_turns; ALTER TABLE sessions DROP COLUMN pinned;`,
  ],
  [7, 'DROP TABLE unasked_completions;'],
];

/** Makes a file what an older version left, with the rows it holds. */
export function takeBackTo(version: number, file: string): void {
  const database = new Database(file);
  for (const [later, undo] of additions.toReversed()) if (later > version) database.exec(undo);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}
