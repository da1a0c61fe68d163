// The row `receipts` of the numbers to hold: a ledger of a million receipts, beside folding the same receipts from JSON lines.
import { appendFileSync, createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import type { AdmitRequest } from '../src/core/ports.ts';
import type { Receipt } from '../src/core/spend/receipt.ts';
import { machineClock } from '../src/editor/clock.ts';
import { Database } from '../src/store/database.ts';
import { LedgerWorker } from '../src/store/ledgerWorker.ts';
import { openStore, type Store } from '../src/store/openStore.ts';
import { receiptCounters, spendCounters } from '../src/store/spendSums.ts';
import type { Measured } from './row.ts';
import { usagePages } from './usagePages.ts';

const receipts = 1_000_000;
const days = 365;
/** The last day of the year that the receipts fill; "today" of every measurement. */
const today = '2026-12-31';
const month = '2026-12';

type Figure = readonly [what: string, valueMs: number, boundMs: number | null, beside?: string];

async function measure(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-receipts-'));
  try {
    const file = await fill(folder);
    const lines = join(folder, 'receipts.jsonl');
    await exportLines(file, lines);
    const folded = await timed(() => foldLines(lines));
    const openMs: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      const opened = await timed(() => open(folder));
      openMs.push(opened.ms);
      opened.value.close();
    }
    const store = await open(folder);
    const summary = store.ledger.summary({ month }).totals[0]?.costPico;
    if (summary !== folded.value) throw new Error(`The sums differ: ${summary} and ${folded.value}`);
    const pages = await usagePages(store, today, `t${(receipts >> 1).toString(16).padStart(32, '0')}`);
    const booking = await bookings(store, lines);
    const statusMs = await afterBookings(store, 'status', () => {
      store.ledger.summary({ day: today });
      store.ledger.summary({ month });
      store.ledger.summary({ sessionId: 's1' });
    });
    const monthMs = await afterBookings(store, 'month', () => store.ledger.summary({ month }));
    const checking = await check(store);
    const control = await holds(store, 'control', machineClock.sleep(checking.ms));
    const rebuildMs = await rebuild(store);
    store.close();
    const fold = `${round(folded.ms)} ms folding ${receipts} JSON lines`;
    return [
      ['open', percentile(openMs, 0.5), 20, fold],
      ['status bar: day, month and chat, p95', percentile(statusMs, 0.95), 1, fold],
      ['month summary, p95', percentile(monthMs, 0.95), 50, fold],
      [
        'append + settle, p95',
        percentile(booking.settleMs, 0.95),
        1,
        `${round(booking.lineMs)} ms appending a line, p95`,
      ],
      [
        'thread held by a call during a check, most',
        Math.max(...checking.heldMs),
        20,
        `${round(Math.max(...control))} ms without a check in as long a time; p99 ${round(percentile(checking.heldMs, 0.99))} ms of ${checking.heldMs.length} calls, ${round(checking.ms)} ms of check in the worker`,
      ],
      ['usage page of a year, ready', pages.year.readyMs, 250, fold],
      ['usage page of a year, what ghost text brought', pages.year.wholeMs, 3_000, fold],
      ['usage page of a day by its hours, ready', pages.day.readyMs, 250, fold],
      ['usage page of a year, a trace id found', pages.search.readyMs, 3_000, fold],
      ['sums counted anew in the worker; who books meanwhile waits', rebuildMs, 5_000, fold],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function open(folder: string): Promise<Store> {
  const opened = await openStore({ folder, clock: machineClock, windowId: 'bench' });
  if (!opened.ok) throw new Error(opened.failure.detail);
  return opened.value;
}

/** A year of receipts, written by one statement; sums rebuilt from them, which the store's own check then confirms. */
async function fill(folder: string): Promise<string> {
  const store = await open(folder);
  const { file } = store;
  store.close();
  const database = new Database(file);
  database.exec(`
    BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${receipts})
    INSERT INTO receipts (id, started_ms, day, window_id, account, site, host, model, purpose, session_id, workspace,
      prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens, state, currency, cost_pico, low_pico, high_pico,
      outcome, trace_id, duration_ms, first_token_ms)
    SELECT printf('r%x%07d', i * 2654435761 % 4294967296, i), 1767225600000 + i * 31000,
      date('2026-01-01', '+' || (i * ${days} / ${receipts}) || ' days'), 'w' || (i % 7), 'k1', 'cn', 'api.siliconflow.cn',
      'vendor/model-' || (i % 8), CASE WHEN i % 10 < 8 THEN 'completion' WHEN i % 10 = 8 THEN 'chat' ELSE 'action' END,
      CASE WHEN i % 10 = 8 THEN 's' || (i / 200) END, 'workspace-' || (i % 12), 900 + i % 3000, i % 900, i % 400, 0,
      CASE WHEN i % 50 = 0 THEN 'estimated' ELSE 'exact' END, 'CNY', i % 1000003 * 1000, i % 1000003 * 1000,
      i % 1000003 * 1000 + (i % 50 = 0) * 1000, CASE WHEN i % 50 = 0 THEN 'stopped' ELSE 'done' END, printf('t%032x', i),
      800 + i % 5000, 200 + i % 700
    FROM n;
    ${['day', 'month']
      .map(
        (
          span,
        ) => `INSERT INTO spend (span, period, currency, purpose, site, model, workspace, ${spendCounters.join(', ')})
        SELECT '${span}', substr(day, 1, ${span === 'day' ? 10 : 7}), currency, purpose, site, model, workspace,
          ${receiptCounters} FROM receipts GROUP BY 2, 3, 4, 5, 6, 7;`,
      )
      .join('\n')}
    UPDATE receipts SET session_id = 's1' WHERE rowid > ${receipts - 300};
    COMMIT;`);
  database.close();
  return file;
}

async function exportLines(file: string, lines: string): Promise<void> {
  const worker = new LedgerWorker(new URL('../src/store/worker.ts', import.meta.url));
  const out = createWriteStream(lines);
  const result = await worker.exportReceipts(file, { fromDay: '2026-01-01', toDay: today }, (page) => {
    for (const receipt of page) out.write(`${asLine(receipt)}\n`);
  });
  out.end();
  await finished(out);
  if (!result.ok || result.value !== receipts) throw new Error('The export is not whole');
}

function asLine(receipt: Receipt): string {
  return JSON.stringify(receipt, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** What a ledger without a database does: reads every line and adds up the month. */
async function foldLines(lines: string): Promise<bigint> {
  let sum = 0n;
  for await (const line of createInterface({ input: createReadStream(lines) })) {
    const receipt: { day: string; costPico: string } = JSON.parse(line);
    if (receipt.day.startsWith(month)) sum += BigInt(receipt.costPico);
  }
  return sum;
}

async function bookings(
  store: Store,
  lines: string,
): Promise<{ readonly settleMs: readonly number[]; readonly lineMs: number }> {
  const settleMs: number[] = [];
  const lineMs: number[] = [];
  for (let n = 0; n < 2_000; n += 1) {
    const request = requestOf(`bench-${n}`);
    const receipt = receiptOf(request);
    const started = performance.now();
    const admission = await store.ledger.admit(request, { dailyPico: 10n ** 17n, monthlyPico: 10n ** 17n });
    const settled = await store.ledger.settle(receipt);
    settleMs.push(performance.now() - started);
    if (admission.kind !== 'admitted' || !settled.ok) throw new Error('A booking failed');
    const appended = performance.now();
    appendFileSync(lines, `${asLine(receipt)}\n`);
    lineMs.push(performance.now() - appended);
  }
  return { settleMs, lineMs: percentile(lineMs, 0.95) };
}

/** Books on the host's thread while the worker looks the whole file over. */
async function check(store: Store): Promise<{ readonly ms: number; readonly heldMs: readonly number[] }> {
  const worker = new LedgerWorker(new URL('../src/store/worker.ts', import.meta.url));
  const started = performance.now();
  const checking = worker.check(store.file);
  const heldMs = await holds(store, 'during', checking);
  const report = await checking;
  if (!report.ok || report.value.damage.length > 0 || !report.value.sumsAgree)
    throw new Error('The check failed');
  return { ms: performance.now() - started, heldMs };
}

/** How long each call of a window that goes on booking took, until `ended`. */
async function holds(store: Store, name: string, ended: Promise<unknown>): Promise<readonly number[]> {
  let running = true;
  const over = ended.finally(() => {
    running = false;
  });
  const heldMs: number[] = [];
  for (let n = 0; running; n += 1) {
    const request = requestOf(`${name}-${n}`);
    const calls: readonly (() => Promise<unknown>)[] = [
      () => store.ledger.admit(request, {}),
      () => store.ledger.settle(receiptOf(request)),
      async () => store.ledger.summary({ day: today }),
    ];
    for (const call of calls) heldMs.push((await timed(call)).ms);
    await machineClock.sleep(10);
  }
  await over;
  return heldMs;
}

/** Bounded by how long a window waits for a locked file before a booking fails. */
async function rebuild(store: Store): Promise<number> {
  const worker = new LedgerWorker(new URL('../src/store/worker.ts', import.meta.url));
  const before = store.ledger.summary({ month }).totals[0]?.costPico;
  const rebuilt = await timed(() => worker.rebuildSums(store.file));
  const after = store.ledger.summary({ month }).totals[0]?.costPico;
  if (!rebuilt.value.ok || before !== after) throw new Error('The sums were not counted anew');
  return rebuilt.ms;
}

function requestOf(id: string): AdmitRequest {
  return {
    id,
    nowMs: Date.now(),
    day: today,
    windowId: 'bench',
    account: 'k1',
    site: 'cn',
    host: 'api.siliconflow.cn',
    model: 'vendor/model-1',
    purpose: 'completion',
    workspace: 'workspace-1',
    currency: 'CNY',
    promptPico: 1_000_000n,
    picoPerOutputToken: 9_000n,
    outputTokens: 256,
    floorOutputTokens: 256,
  };
}

function receiptOf(request: AdmitRequest): Receipt {
  const { id, day, windowId, account, site, host, model, purpose, currency } = request;
  const costPico = 1_234_567n;
  return {
    ...{ id, day, windowId, account, site, host, model, purpose, currency },
    startedMs: request.nowMs,
    workspace: 'workspace-1',
    usage: { promptTokens: 900, cachedTokens: 300, completionTokens: 40, reasoningTokens: 0 },
    state: 'exact',
    ...{ costPico, lowPico: costPico, highPico: costPico },
    price: null,
    outcome: 'done',
    durationMs: 640,
    firstTokenMs: 210,
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const started = performance.now();
  const value = await work();
  return { ms: performance.now() - started, value };
}

/** Each time after something was booked: a sum that has not changed is not read again. */
async function afterBookings(store: Store, name: string, read: () => unknown): Promise<readonly number[]> {
  const readMs: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const settled = await store.ledger.settle(receiptOf(requestOf(`${name}-${n}`)));
    if (!settled.ok) throw new Error('A booking failed');
    const started = performance.now();
    read();
    readMs.push(performance.now() - started);
  }
  return readMs;
}

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

export const id = 'receipts';

export async function run(): Promise<readonly Measured[]> {
  const figures = await measure();
  return figures.map(([what, valueMs, boundMs, beside]) => ({
    id,
    what,
    value: round(valueMs),
    unit: 'ms',
    bound: boundMs === null ? '' : `≤ ${boundMs}`,
    holds: boundMs === null || valueMs <= boundMs,
    ...(beside === undefined ? {} : { beside }),
  }));
}
