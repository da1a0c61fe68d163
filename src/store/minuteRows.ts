// What the requests of the last minute cost or may cost, as rows that all windows share. All functions run inside the caller's transaction.
import type { AdmitRequest } from '../core/ports.ts';
import { type BudgetRoom, boundPico } from '../core/spend/budget.ts';
import type { Currency, Pico } from '../core/spend/money.ts';
import { minuteMs } from '../core/spend/perMinute.ts';
import { type Database, textOf } from './database.ts';

/**
 * Milliseconds since this machine was started, the same for all of its processes: setting the wall clock neither frees nor
 * blocks anything. (libuv's `uv_hrtime`: CLOCK_MONOTONIC, mach_continuous_time, QueryPerformanceCounter.)
 */
export function machineUptimeMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

const space = 'minute';

/** A sum for each second and currency, however many requests there are: `sum CNY 4711` → pico. */
const sumKey = /^sum ([A-Z]{3}) (\d{1,15})$/;
/** A request that runs, so that its receipt can correct the sum of its second: `run ID` → `CNY 4711 PICO`. */
const runValue = /^([A-Z]{3}) (\d{1,15}) (\d{1,19})$/;
const amount = /^\d{1,19}$/;

/** When a connection last forgot what has passed. Rows that have passed count for nothing: they only take room. */
const forgottenMs = new WeakMap<Database, number>();
const forgetEveryMs = 15_000;

/** Counts a request that was just admitted; the first of a second forgets what has passed, if that was not done just now. */
export function countStarted(
  database: Database,
  request: AdmitRequest,
  outputTokens: number,
  uptimeMs: number,
): void {
  const pico = boundPico(request, outputTokens);
  if (request.currency === null || pico === 0n) return;
  const second = Math.floor(uptimeMs / 1_000);
  const sum = `sum ${request.currency} ${second}`;
  const before = find(database, sum);
  if (before === undefined) forgetPassed(database, uptimeMs);
  put(database, `run ${request.id}`, `${request.currency} ${second} ${pico}`);
  add(database, sum, before, pico);
}

/** The request has ended and cost at most this: the difference to what it might have cost is free again. */
export function countEnded(database: Database, id: string, mostPico: Pico | null): void {
  const ended = database.get(
    'DELETE FROM memory WHERE space = ? AND key = ? RETURNING value',
    space,
    `run ${id}`,
  );
  if (ended === undefined) return;
  const [, currency, second, pico] = runValue.exec(textOf(ended, 'value')) ?? [];
  if (pico === undefined || mostPico === null) return;
  const sum = `sum ${currency} ${second}`;
  add(database, sum, find(database, sum), mostPico - BigInt(pico));
}

/** The limit per minute with what is gone from it. */
export function minuteRoom(
  database: Database,
  currency: Currency,
  limitPico: Pico,
  uptimeMs: number,
): BudgetRoom {
  let reservedPico = 0n;
  let gonePico = 0n;
  const passing: { inMs: number; pico: Pico }[] = [];
  for (const { key, value } of rows(database)) {
    const [, of, second] = sumKey.exec(key) ?? runValue.exec(value) ?? [];
    const inMs = leftMs(Number(second), uptimeMs);
    if (of !== currency || inMs === null) continue;
    if (!key.startsWith('sum ')) reservedPico += BigInt(runValue.exec(value)?.[3] ?? 0);
    else if (amount.test(value)) {
      gonePico += BigInt(value);
      passing.push({ inMs, pico: BigInt(value) });
    }
  }
  return { window: 'minute', limitPico, spentPico: gonePico - reservedPico, reservedPico, passing };
}

/** Everything that started so far no longer counts. */
export function forgetMinute(database: Database): void {
  database.run('DELETE FROM memory WHERE space = ?', space);
}

/**
 * How long a second counts yet: until its last millisecond is a minute old. Null for one that has passed, or that lies ahead,
 * which was written before the machine was started anew.
 */
function leftMs(second: number, uptimeMs: number): number | null {
  const leftMs = second * 1_000 + 1_000 + minuteMs - uptimeMs;
  return leftMs > 0 && leftMs <= minuteMs + 1_000 ? leftMs : null;
}

/** A request that runs for longer than a minute keeps no row: it started before. */
function forgetPassed(database: Database, uptimeMs: number): void {
  if (uptimeMs - (forgottenMs.get(database) ?? -forgetEveryMs) < forgetEveryMs) return;
  forgottenMs.set(database, uptimeMs);
  for (const { key, value } of rows(database)) {
    const [, , second] = sumKey.exec(key) ?? runValue.exec(value) ?? [];
    if (leftMs(Number(second), uptimeMs) === null)
      database.run('DELETE FROM memory WHERE space = ? AND key = ?', space, key);
  }
}

function rows(database: Database): readonly { readonly key: string; readonly value: string }[] {
  return database
    .all('SELECT key, value FROM memory WHERE space = ?', space)
    .map((row) => ({ key: textOf(row, 'key'), value: textOf(row, 'value') }));
}

function find(database: Database, key: string): string | undefined {
  const row = database.get('SELECT value FROM memory WHERE space = ? AND key = ?', space, key);
  return row && textOf(row, 'value');
}

function add(database: Database, key: string, before: string | undefined, pico: Pico): void {
  const sum = (before !== undefined && amount.test(before) ? BigInt(before) : 0n) + pico;
  // The sum was forgotten meanwhile: what is given back then has nothing to be taken from.
  if (sum > 0n) put(database, key, String(sum));
  else database.run('DELETE FROM memory WHERE space = ? AND key = ?', space, key);
}

function put(database: Database, key: string, value: string): void {
  database.run(
    'INSERT INTO memory (space, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    space,
    key,
    value,
  );
}
