// Sums, lists, files and deletion of ranges, beside a fold over every receipt there is.
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { PriceRow } from '../../../src/core/models/model.ts';
import { cacheSavingPico } from '../../../src/core/spend/cacheSaving.ts';
import { costOf } from '../../../src/core/spend/cost.ts';
import type { Receipt } from '../../../src/core/spend/receipt.ts';
import type { ReceiptFilter, ReceiptPlace } from '../../../src/core/spend/receiptQuery.ts';
import { barUnitOf, type DayRange, dayAfter } from '../../../src/core/spend/usageRange.ts';
import { checkFile } from '../../../src/store/check.ts';
import { LedgerWorker } from '../../../src/store/ledgerWorker.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { readReceipts } from '../../../src/store/usageReceipts.ts';
import { deleteReceipts } from '../../../src/store/usageRemoval.ts';
import { readUsage } from '../../../src/store/usageSums.ts';
import { ask, estimated, exact, Place, takeBackTo, unknown } from './storeFixture.ts';

const price: PriceRow = {
  id: 'cn/m1@2026-01-01',
  currency: 'CNY',
  validFromMs: 0,
  checkedOn: '2026-01-01',
  confidence: 'high',
  source: 'https://example.invalid/prices',
  tiers: [
    { upToPromptTokens: 50, inputMicro: 2_000_000, outputMicro: 3_000_000, cachedMicro: 200_000 },
    { inputMicro: 4_000_000, outputMicro: 6_000_000, cachedMicro: 400_000 },
  ],
};

const anyReceipt = fc
  .record({
    day: fc.integer({ min: 0, max: 70 }).map((days) => dayAfter('2026-01-20', days)),
    kind: fc.constantFrom('exact', 'estimated', 'unknown', 'free'),
    currency: fc.constantFrom('CNY', 'USD'),
    model: fc.constantFrom('m1', 'm2', 'a%b_c'),
    purpose: fc.constantFrom('chat' as const, 'completion' as const),
    workspace: fc.constantFrom(undefined, 'w1', '=w2'),
    site: fc.constantFrom('cn' as const, 'global' as const),
    outcome: fc.constantFrom('done' as const, 'stopped' as const, 'cut' as const, 'failed' as const),
    prompt: fc.integer({ min: 0, max: 100 }),
    cachedShare: fc.integer({ min: 0, max: 100 }),
    completion: fc.integer({ min: 0, max: 100 }),
  })
  .map((made) => made);

type Made = typeof anyReceipt extends fc.Arbitrary<infer T> ? T : never;

function receiptOf(made: Made, index: number): Receipt {
  const usage = {
    promptTokens: made.prompt,
    cachedTokens: Math.floor((made.prompt * made.cachedShare) / 100),
    completionTokens: made.completion,
    reasoningTokens: 0,
  };
  const over: Partial<Receipt> = {
    day: made.day,
    startedMs: Date.parse(`${made.day}T10:00:00Z`) + index,
    model: made.model,
    purpose: made.purpose,
    site: made.site,
    outcome: made.outcome,
    usage,
    traceId: `ti_${index}`,
    ...(made.workspace === undefined ? {} : { workspace: made.workspace }),
  };
  const id = `r${index}`;
  if (made.kind === 'unknown') return unknown(id, over);
  if (made.kind === 'free') return exact(id, 0n, { ...over, outcome: 'failed', usage: null });
  const row = { ...price, currency: made.currency };
  const cost = costOf(usage, row, 0) ?? 0n;
  const priced = { ...over, currency: made.currency, price: row };
  return made.kind === 'exact' ? exact(id, cost, priced) : estimated(id, 0n, cost, cost * 2n, priced);
}

const within =
  ({ fromDay, toDay }: DayRange) =>
  (receipt: Receipt): boolean =>
    receipt.day >= fromDay && receipt.day <= toDay;

/** What a person with a pencil would come to: every sum from every receipt, by currency and by one more key. */
function folded(receipts: readonly Receipt[], keyOf: (receipt: Receipt) => string): Map<string, bigint[]> {
  const sums = new Map<string, bigint[]>();
  for (const receipt of receipts) {
    const key = `${receipt.currency ?? ''} ${keyOf(receipt)}`;
    const { usage } = receipt;
    const isFailed = receipt.outcome !== 'done' && receipt.outcome !== 'stopped';
    const values = [
      1,
      receipt.costPico ?? 0,
      receipt.lowPico ?? 0,
      receipt.highPico ?? 0,
      receipt.state === 'estimated' ? (receipt.costPico ?? 0) : 0,
      cacheSavingPico(receipt),
      usage?.promptTokens ?? 0,
      usage?.cachedTokens ?? 0,
      usage?.completionTokens ?? 0,
      isFailed ? 1 : 0,
      receipt.state === 'unknown' ? 1 : 0,
    ].map(BigInt);
    sums.set(
      key,
      (sums.get(key) ?? []).length === 0
        ? values
        : values.map((value, index) => value + (sums.get(key)?.[index] ?? 0n)),
    );
  }
  return sums;
}

function shown(file: string, range: DayRange, dimension: 'model' | 'purpose' | 'workspace' | 'site') {
  const report = readUsage(file, { range, hourStarts: [], bills: [] });
  return new Map(
    report.currencies.flatMap(({ currency, groups }) =>
      groups[dimension].map((sums): [string, bigint[]] => [
        `${currency} ${sums.key}`,
        [
          sums.requests,
          sums.costPico,
          sums.lowPico,
          sums.highPico,
          sums.estimatedPico,
          sums.savedPico,
          sums.promptTokens,
          sums.cachedTokens,
          sums.completionTokens,
          sums.failedRequests,
          sums.unpricedRequests,
        ].map(BigInt),
      ]),
    ),
  );
}

const sorted = (sums: Map<string, bigint[]>): [string, bigint[]][] =>
  [...sums].sort(([a], [b]) => (a < b ? -1 : 1));

describe('usage of a range of days', () => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = new Place();
    store = await place.open();
  });
  afterEach(() => place.remove());

  async function book(receipts: readonly Receipt[]): Promise<void> {
    for (const receipt of receipts) assert.ok((await store.ledger.settle(receipt)).ok);
  }

  it('is the fold over its receipts in every dimension, over whole months and their ends', async () => {
    const made = fc.sample(anyReceipt, { numRuns: 400, seed: 7 }).map(receiptOf);
    await book(made);
    const day = fc.integer({ min: -5, max: 80 }).map((days) => dayAfter('2026-01-20', days));
    fc.assert(
      fc.property(day, day, (one, other) => {
        const range = one < other ? { fromDay: one, toDay: other } : { fromDay: other, toDay: one };
        const own = made.filter(within(range));
        for (const dimension of ['model', 'purpose', 'workspace', 'site'] as const)
          assert.deepEqual(
            sorted(shown(store.file, range, dimension)),
            sorted(folded(own, (receipt) => receipt[dimension] ?? '')),
          );
        const { bars, currencies } = readUsage(store.file, { range, hourStarts: [], bills: [] });
        if (range.fromDay === range.toDay) return;
        const unit = barUnitOf(range);
        if (unit === 'hour') return;
        const length = { day: 10, month: 7, year: 4 }[unit];
        assert.ok(currencies.length > 0 || own.length === 0);
        assert.deepEqual(
          bars.map((bar) => `${bar.currency} ${bar.period} ${bar.requests} ${bar.costPico}`).sort(),
          [...folded(own, ({ day }) => day.slice(0, length))]
            .map(([key, sums]) => `${key} ${sums[0]} ${sums[1]}`)
            .sort(),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('of one day goes by its hours, also of 23 and 25; what began before midnight is in the first', async () => {
    const day = '2026-03-29';
    const startMs = Date.parse(`${day}T00:00:00Z`);
    for (const hours of [23, 24, 25]) {
      const starts = Array.from({ length: hours + 1 }, (_, hour) => startMs + hour * 3_600_000);
      const id = `h${hours}`;
      await book([
        exact(`${id}a`, 1n, { day, startedMs: startMs - 5 }),
        exact(`${id}b`, 2n, { day, startedMs: startMs + 3_600_000 }),
        exact(`${id}c`, 4n, { day, startedMs: startMs + (hours - 1) * 3_600_000 + 5 }),
        exact(`${id}d`, 8n, { day, startedMs: startMs + 90_000_000 }),
      ]);
      const { bars } = readUsage(store.file, {
        range: { fromDay: day, toDay: day },
        hourStarts: starts,
        bills: [],
      });
      const at = (hour: number): bigint =>
        bars.find((bar) => bar.period === String(starts[hour]))?.costPico ?? 0n;
      assert.deepEqual([at(0), at(1), at(hours - 1)], [1n, 2n, 12n]);
      await deleteReceipts(store.file, { fromDay: day, toDay: day });
    }
  });

  it('lists every receipt once, newest booking first, in pages of any size, while others are booked', async () => {
    const made = fc.sample(anyReceipt, { numRuns: 120, seed: 3 }).map(receiptOf);
    await book(made);
    const range = { fromDay: '2026-02-01', toDay: '2026-03-15' };
    const filter: ReceiptFilter = { text: '', model: '', purpose: '', outcome: '' };
    const seen: Receipt[] = [];
    let before: ReceiptPlace | null = null;
    do {
      const page = readReceipts(store.file, { ...range, filter, before, limit: 7 });
      seen.push(...page.receipts.map((one) => one.receipt));
      before = page.next;
      await book([exact(`later${seen.length}`, 1n, { day: '2026-03-15' })]);
    } while (before !== null);
    const expected = made
      .filter(within(range))
      .toReversed()
      .sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
    assert.deepEqual(
      seen.map(({ id }) => id),
      expected.map(({ id }) => id),
    );
    assert.deepEqual(seen, expected);
  });

  it('finds receipts by part of a name, and takes no letter for a wildcard', async () => {
    const made = fc.sample(anyReceipt, { numRuns: 60, seed: 5 }).map(receiptOf);
    await book(made);
    const find = (filter: Partial<ReceiptFilter>): string[] =>
      readReceipts(store.file, {
        fromDay: '2026-01-01',
        toDay: '2026-12-31',
        filter: { text: '', model: '', purpose: '', outcome: '', ...filter },
        before: null,
        limit: 1_000,
      })
        .receipts.map(({ receipt }) => receipt.id)
        .sort();
    const those = (isOne: (receipt: Receipt) => boolean): string[] =>
      made
        .filter(isOne)
        .map(({ id }) => id)
        .sort();
    assert.deepEqual(
      find({ text: '%b_' }),
      those(({ model }) => model === 'a%b_c'),
    );
    assert.deepEqual(find({ text: 'TI_17' }), ['r17']);
    assert.deepEqual(
      find({ text: '=w2 m1' }),
      those(({ workspace, model }) => workspace === '=w2' && model === 'm1'),
    );
    assert.deepEqual(
      find({ purpose: 'chat', outcome: 'failed', model: 'm2' }),
      those((one) => one.purpose === 'chat' && one.outcome === 'failed' && one.model === 'm2'),
    );
    assert.deepEqual(find({ text: "' OR 1=1 --" }), []);
  });

  it('is gone after a deletion, to the last unit, and what is reserved stays', async () => {
    const made = fc.sample(anyReceipt, { numRuns: 200, seed: 11 }).map(receiptOf);
    await book(made);
    const reserved = ask('still-running', { day: '2026-02-10' });
    assert.equal((await store.ledger.admit(reserved, {})).kind, 'admitted');
    const range = { fromDay: '2026-02-03', toDay: '2026-03-02' };
    const gone = made.filter(within(range));
    assert.equal(await deleteReceipts(store.file, range), gone.length);
    const left = made.filter((receipt) => !within(range)(receipt));
    const everything = { fromDay: '2026-01-01', toDay: '2026-12-31' };
    assert.deepEqual(
      sorted(shown(store.file, everything, 'model')),
      sorted(folded(left, ({ model }) => model)),
    );
    assert.deepEqual(checkFile(store.file), { damage: [], sumsAgree: true });
    assert.equal(store.poll(), true, 'the window hears of what the worker did');
    assert.ok((await store.ledger.settle(exact('still-running', 5n, { day: '2026-02-10' }))).ok);
    assert.equal(store.ledger.summary({ day: '2026-02-10' }).totals[0]?.costPico, 5n);
    assert.deepEqual(checkFile(store.file), { damage: [], sumsAgree: true });
  });

  it('is counted for a bill by its day or month, site and currency', async () => {
    const made = fc.sample(anyReceipt, { numRuns: 100, seed: 13 }).map(receiptOf);
    await book(made);
    const bills = ['2026-02', '2026-02-14'].map((period) => ({
      site: 'cn' as const,
      currency: 'CNY',
      period,
    }));
    const range = { fromDay: '2026-03-01', toDay: '2026-03-01' };
    const { counted } = readUsage(store.file, { range, hourStarts: [0, 1], bills });
    const cost = (period: string): bigint =>
      made
        .filter((one) => one.site === 'cn' && one.currency === 'CNY' && one.day.startsWith(period))
        .reduce((sum, one) => sum + (one.costPico ?? 0n), 0n);
    assert.deepEqual(
      counted.map(({ costPico }) => costPico),
      [cost('2026-02'), cost('2026-02-14')],
    );
  });
});

describe('a ledger from before the usage page', () => {
  it('gets what the cache saved and what failed when it is opened, and its sums agree', async () => {
    const place = new Place();
    try {
      const store = await place.open();
      const made = fc.sample(anyReceipt, { numRuns: 150, seed: 17 }).map(receiptOf);
      for (const receipt of made) await store.ledger.settle(receipt);
      store.close();
      takeBackTo(3, place.file);
      const reopened = await place.open();
      assert.deepEqual(checkFile(reopened.file), { damage: [], sumsAgree: true });
      const range = { fromDay: '2026-01-01', toDay: '2026-12-31' };
      assert.deepEqual(
        sorted(shown(reopened.file, range, 'model')),
        sorted(folded(made, ({ model }) => model)),
      );
    } finally {
      place.remove();
    }
  });
});

describe('files of usage', () => {
  let place: Place;
  let store: Store;
  let worker: LedgerWorker;
  const facts = { writtenBy: 'test 1', machine: 'here', writtenMs: 0 };
  const range = { fromDay: '2026-01-01', toDay: '2026-12-31' };

  before(async () => {
    place = new Place();
    store = await place.open();
    worker = new LedgerWorker(new URL('../../../src/store/worker.ts', import.meta.url));
    const made = fc.sample(anyReceipt, { numRuns: 1_200, seed: 19 }).map(receiptOf);
    for (const receipt of made) await store.ledger.settle(receipt);
  });
  after(async () => {
    await worker.dispose();
    place.remove();
  });

  const sums = (): Map<string, bigint> =>
    new Map(
      readUsage(store.file, { range, hourStarts: [], bills: [] })
        .currencies.filter((one) => one.currency !== '')
        .map((one) => [one.currency, one.sums.costPico]),
    );
  const picoOf = (decimal: string): bigint => {
    const [whole = '0', fraction = ''] = decimal.split('.');
    return BigInt(whole + fraction.padEnd(12, '0'));
  };
  const added = (lines: readonly { readonly currency?: string; readonly cost?: string }[]) => {
    const total = new Map<string, bigint>();
    for (const { currency, cost } of lines)
      if (currency && cost) total.set(currency, (total.get(currency) ?? 0n) + picoOf(cost));
    return total;
  };

  it('as CSV hold every receipt, a mark that Excel knows, and amounts that add up exactly', async () => {
    const target = `${place.folder}/usage.csv`;
    const job = { format: 'csv' as const, facts: { ...facts, ...range }, target };
    const written = await worker.writeFile(store.file, job, new AbortController().signal);
    assert.deepEqual(written, { ok: true, value: 1_200 });
    const text = readFileSync(target, 'utf8');
    assert.ok(text.startsWith('\uFEFFid,started,day,'));
    const [head = '', ...lines] = text.slice(1).split('\r\n').slice(0, -1);
    const names = head.split(',');
    assert.equal(lines.length, 1_200);
    const rows = lines.map((line) =>
      Object.fromEntries(line.split(',').map((cell, at) => [names[at], cell])),
    );
    assert.deepEqual(added(rows), sums());
    assert.ok(rows.some((row) => row.workspace === `"'=w2"`));
    assert.equal(existsSync(`${target}.part`), false);
  });

  it('as JSON hold every receipt with the price it was made with, and amounts as exact strings', async () => {
    const target = `${place.folder}/usage.json`;
    const job = { format: 'json' as const, facts: { ...facts, ...range }, target };
    assert.ok((await worker.writeFile(store.file, job, new AbortController().signal)).ok);
    const read = JSON.parse(readFileSync(target, 'utf8'));
    assert.equal(read.schema, 1);
    assert.equal(read.count, 1_200);
    assert.equal(read.receipts.length, 1_200);
    assert.deepEqual([read.fromDay, read.toDay, read.machine], ['2026-01-01', '2026-12-31', 'here']);
    assert.deepEqual(added(read.receipts), sums());
    const priced = read.receipts.find((one: { price?: string }) => one.price === price.id);
    assert.deepEqual(priced.price_row.tiers, price.tiers);
  });

  it('of nothing are whole files too', async () => {
    const empty = { fromDay: '2030-01-01', toDay: '2030-01-02' };
    const target = `${place.folder}/none.json`;
    const job = { format: 'json' as const, facts: { ...facts, ...empty }, target };
    assert.deepEqual(await worker.writeFile(store.file, job, new AbortController().signal), {
      ok: true,
      value: 0,
    });
    assert.deepEqual(JSON.parse(readFileSync(target, 'utf8')).receipts, []);
  });

  it('are not there when they were cancelled, nor when the place cannot be written to', async () => {
    const target = `${place.folder}/cancelled.csv`;
    const job = { format: 'csv' as const, facts: { ...facts, ...range }, target };
    const aborted = AbortSignal.abort();
    assert.deepEqual(await worker.writeFile(store.file, job, aborted), { ok: true, value: null });
    assert.equal(existsSync(target), false);
    assert.equal(existsSync(`${target}.part`), false);
    const nowhere = { ...job, target: `${place.folder}/no/such/folder.csv` };
    assert.equal((await worker.writeFile(store.file, nowhere, new AbortController().signal)).ok, false);
  });
});
