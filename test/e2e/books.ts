// Holds the receipts on the disk of a machine against the sandbox's books: every request once, sums equal to the last unit.
import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Sandbox } from '../sandbox/server.ts';
import { storageFolder } from './receipts.ts';
import { until } from './until.ts';

export interface Booked {
  readonly traceId: string;
  readonly purpose: string;
  readonly state: string;
  readonly outcome: string;
  readonly costPico: bigint;
  readonly lowPico: bigint;
  readonly highPico: bigint;
}

/** All receipts of a machine, oldest first. */
export function bookedOn(dataFolder: string): readonly Booked[] {
  const file = join(storageFolder(dataFolder), 'ledger.db');
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('SELECT * FROM receipts ORDER BY rowid');
    rows.setReadBigInts(true);
    return rows.all().map((row) => ({
      traceId: String(row.trace_id ?? ''),
      purpose: String(row.purpose),
      state: String(row.state),
      outcome: String(row.outcome),
      costPico: BigInt(Number(row.cost_pico ?? 0)),
      lowPico: BigInt(Number(row.low_pico ?? 0)),
      highPico: BigInt(Number(row.high_pico ?? 0)),
    }));
  } finally {
    database.close();
  }
}

/** What became of a completion, as it lies on the disk. */
export interface KeptOutcome {
  readonly language: string;
  readonly shownLines: number;
  readonly acceptedLines: number;
  readonly insertedInto: string;
}

/** What became of every completion of a machine that has a receipt. */
export function outcomesOn(dataFolder: string): readonly KeptOutcome[] {
  const database = new DatabaseSync(join(storageFolder(dataFolder), 'ledger.db'), { readOnly: true });
  try {
    return database
      .prepare('SELECT * FROM completion_outcomes JOIN receipts USING (id)')
      .all()
      .map((row) => ({
        language: String(row.language),
        shownLines: Number(row.shown_lines),
        acceptedLines: Number(row.accepted_lines),
        insertedInto: String(row.inserted_into ?? ''),
      }));
  } finally {
    database.close();
  }
}

/** Puts a small fact where all windows of a machine share it, as one of them would. */
export function rememberIn(dataFolder: string, key: string, value: string): void {
  const database = new DatabaseSync(join(storageFolder(dataFolder), 'ledger.db'));
  try {
    database.exec('PRAGMA busy_timeout=2000');
    database
      .prepare(
        'INSERT INTO memory (space, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      )
      .run('account', key, value);
  } finally {
    database.close();
  }
}

const billable = new Set(['chat', 'completion']);

/**
 * Waits until nothing runs and all is booked; then every request of the bill has one receipt, exact ones cost what the
 * bill says, estimated ones lie in their band. A request that was given up before its headers has no trace id on its
 * receipt: those are compared by their sums. Of these there may be more receipts than entries of the bill: a busy platform
 * never comes to read a request whose connection is closed again at once, and nobody here can know that.
 */
export async function assertBooksAgree(site: Sandbox, dataFolder: string): Promise<void> {
  const billed = () => site.bill().entries.filter(({ kind }) => billable.has(kind));
  await until(
    'all requests to be booked',
    () => billed().every(({ running }) => !running) && bookedOn(dataFolder).length >= billed().length,
  ).catch((error: unknown) => {
    const traced = new Set(bookedOn(dataFolder).map(({ traceId }) => traceId));
    const counts = `${billed().length} billed, ${bookedOn(dataFolder).length} booked, ${bookedOn(dataFolder).filter(({ traceId }) => traceId === '').length} of them without a trace id`;
    const unnamed = billed().filter(({ traceId }) => !traced.has(traceId));
    throw new Error(`${counts}; on the bill alone: ${JSON.stringify(unnamed)}`, { cause: error });
  });
  const bill = billed();
  const receipts = bookedOn(dataFolder);
  const byTrace = new Map(receipts.filter(({ traceId }) => traceId !== '').map((one) => [one.traceId, one]));
  for (const entry of bill) {
    const receipt = byTrace.get(entry.traceId);
    if (!receipt) continue;
    const cost = BigInt(entry.costPico);
    if (receipt.state === 'exact') assert.equal(receipt.costPico, cost, `${entry.traceId} ${entry.fault}`);
    else
      assert.ok(
        receipt.lowPico <= cost && cost <= receipt.highPico,
        `${entry.traceId}: ${cost} outside ${receipt.lowPico}–${receipt.highPico} (${entry.fault})`,
      );
  }
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
  const untraced = receipts.filter(({ traceId }) => traceId === '');
  const unnamed = bill.filter(({ traceId }) => !byTrace.has(traceId));
  const traceIds = new Set(bill.map(({ traceId }) => traceId));
  assert.equal(byTrace.size + untraced.length, receipts.length, 'two receipts for one request');
  for (const traceId of byTrace.keys()) assert.ok(traceIds.has(traceId), `${traceId} is on no bill`);
  assert.ok(untraced.length >= unnamed.length, 'receipts without a trace id');
  const cost = sum(unnamed.map(({ costPico }) => BigInt(costPico)));
  assert.ok(sum(untraced.map(({ lowPico }) => lowPico)) <= cost, 'the band of those without a trace id');
  assert.ok(cost <= sum(untraced.map(({ highPico }) => highPico)), 'the band of those without a trace id');
}
