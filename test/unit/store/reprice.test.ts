import { strict as assert } from 'node:assert';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { PriceRow } from '../../../src/core/models/model.ts';
import { costOf } from '../../../src/core/spend/cost.ts';
import type { Usage } from '../../../src/core/spend/receipt.ts';
import { lateCost } from '../../../src/core/spend/reprice.ts';
import { checkFile } from '../../../src/store/check.ts';
import { LedgerWorker } from '../../../src/store/ledgerWorker.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { repriceFile } from '../../../src/store/repriceReceipts.ts';
import { costOn, day, estimated, exact, Place, unknown } from './storeFixture.ts';

const price: PriceRow = {
  id: 'setting/m1',
  currency: 'CNY',
  validFromMs: 0,
  checkedOn: '2026-03-10',
  confidence: 'high',
  source: 'siliconflow.models',
  tiers: [{ inputMicro: 2_000_000, outputMicro: 8_000_000, cachedMicro: 500_000 }],
};
const order = { site: 'cn', model: 'm1', host: null, price } as const;
const usage = (promptTokens: number, cachedTokens: number, completionTokens: number): Usage => ({
  promptTokens,
  cachedTokens,
  completionTokens,
  reasoningTokens: 0,
});
const sure = (one: Usage) => ({ usage: one, usageBand: { low: one, high: one } });

describe('a price that is given later', () => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = new Place();
    store = await place.open();
  });
  afterEach(() => place.remove());

  const read = async (id: string) => {
    const found = await store.ledger.receipt(id);
    assert.ok(found.ok);
    return found.value;
  };

  it('makes exact what was certain, estimates what was not, and leaves what has no tokens', async () => {
    await store.ledger.settle(unknown('sure', sure(usage(1_000, 400, 100))));
    const likely = usage(100, 0, 50);
    const usageBand = { low: usage(100, 0, 10), high: usage(100, 0, 90) };
    await store.ledger.settle(unknown('cut', { usage: likely, usageBand, outcome: 'cut' }));
    await store.ledger.settle(unknown('lost', { usage: null, outcome: 'lost' }));
    // 600 × ¥2 + 400 × ¥0.5 + 100 × ¥8, each per million; then 100 × ¥2 + 50 × ¥8.
    assert.deepEqual(repriceFile(place.file, order), {
      priced: 2,
      costPico: 2_200_000_000n + 600_000_000n,
      estimatedPico: 600_000_000n,
      left: 1,
    });
    const [certain, cut, lost] = [await read('sure'), await read('cut'), await read('lost')];
    assert.deepEqual([certain?.state, certain?.costPico, certain?.price], ['exact', 2_200_000_000n, price]);
    assert.deepEqual(
      [cut?.state, cut?.lowPico, cut?.costPico, cut?.highPico, cut?.usageBand],
      ['estimated', 280_000_000n, 600_000_000n, 920_000_000n, undefined],
    );
    assert.equal(lost?.state, 'unknown');
    assert.equal(costOn(store, { day }), 2_800_000_000n);
    assert.equal(costOn(store, { month: '2026-03' }), 2_800_000_000n);
    assert.equal(store.ledger.summary({ day }).unpricedRequests, 1);
    assert.deepEqual(checkFile(place.file), { damage: [], sumsAgree: true });
  });

  it('touches nothing but the unknown receipts of that site, model and, for an own address, host', async () => {
    const one = sure(usage(10, 0, 10));
    const others = [
      exact('priced', 7n),
      estimated('band', 1n, 2n, 3n),
      unknown('model', { ...one, model: 'm2' }),
      unknown('site', { ...one, site: 'global' }),
      unknown('host', { ...one, site: 'custom', host: 'a.example' }),
    ];
    for (const receipt of others) await store.ledger.settle(receipt);
    assert.equal(repriceFile(place.file, order).priced, 0);
    assert.equal(repriceFile(place.file, { ...order, site: 'custom', host: 'b.example' }).priced, 0);
    for (const receipt of others) assert.deepEqual(await read(receipt.id), receipt);
  });

  it('is booked once: the second time there is nothing left to price, and a dearer price changes nothing', async () => {
    await store.ledger.settle(unknown('a', sure(usage(10, 0, 10))));
    assert.equal(repriceFile(place.file, order).priced, 1);
    const dearer = { ...price, tiers: [{ inputMicro: 9_000_000, outputMicro: 9_000_000 }] };
    assert.equal(repriceFile(place.file, { ...order, price: dearer }).priced, 0);
    assert.equal((await read('a'))?.costPico, 100_000_000n);
  });

  it('leaves a receipt unknown that the price would make dearer than can be booked', async () => {
    await store.ledger.settle(unknown('a', sure(usage(9_000_000, 0, 0))));
    const mad = { ...price, tiers: [{ inputMicro: 1e12, outputMicro: 0 }] };
    assert.deepEqual(repriceFile(place.file, { ...order, price: mad }), {
      priced: 0,
      costPico: 0n,
      estimatedPico: 0n,
      left: 1,
    });
    assert.equal((await read('a'))?.state, 'unknown');
  });

  it('runs in the worker for thousands, in one transaction, while this window goes on booking', async () => {
    const worker = new LedgerWorker(new URL('../../../src/store/worker.ts', import.meta.url));
    try {
      const count = 2_000;
      for (let at = 0; at < count; at += 1) {
        const month = at % 2 === 0 ? '02' : '03';
        await store.ledger.settle(
          unknown(`r${at}`, { ...sure(usage(at, 0, 1)), day: `2026-${month}-05`, workspace: `w${at % 3}` }),
        );
      }
      const pricing = worker.reprice(place.file, order);
      await store.ledger.settle(exact('meanwhile', 5n));
      const report = await pricing;
      assert.ok(report.ok);
      const expected = BigInt((count * (count - 1)) / 2) * 2_000_000n + BigInt(count) * 8_000_000n;
      assert.deepEqual(report.value, { priced: count, costPico: expected, estimatedPico: 0n, left: 0 });
      assert.equal(costOn(store, {}), expected + 5n);
      assert.deepEqual(checkFile(place.file), { damage: [], sumsAgree: true });
      assert.equal(store.poll(), true);
    } finally {
      await worker.dispose();
    }
  });

  it('changes nothing at all when it fails half-way', async () => {
    for (const id of ['a', 'b', 'c']) await store.ledger.settle(unknown(id, sure(usage(1, 0, 1))));
    const raw = new DatabaseSync(place.file);
    raw.exec(
      "CREATE TRIGGER no BEFORE UPDATE ON receipts WHEN old.id = 'c' BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    raw.close();
    assert.throws(() => repriceFile(place.file, order), /no/);
    for (const id of ['a', 'b', 'c']) assert.equal((await read(id))?.state, 'unknown');
    assert.deepEqual(checkFile(place.file), { damage: [], sumsAgree: true });
  });
});

describe('the cost of a receipt by a later price', () => {
  const count = fc.nat(100_000);
  const anyUsage = fc
    .record({ prompt: count, cached: count, completion: count })
    .map(({ prompt, cached, completion }) => usage(prompt, Math.min(prompt, cached), completion));

  it('lies in its band, and is exact only when the usage was', () => {
    fc.assert(
      fc.property(anyUsage, anyUsage, anyUsage, (low, likely, high) => {
        const cost = lateCost({ startedMs: 0, usage: likely, usageBand: { low, high } }, price);
        assert.ok(cost !== null && cost.lowPico <= cost.costPico && cost.costPico <= cost.highPico);
        assert.equal(cost.costPico, costOf(likely, price, 0));
        if (cost.state === 'exact') assert.deepEqual([low, high], [likely, likely]);
      }),
    );
  });

  it('is an estimate from nothing to twice as much where an older version kept no band', () => {
    const cost = lateCost({ startedMs: 0, usage: usage(100, 0, 10), usageBand: undefined }, price);
    assert.deepEqual(cost, {
      state: 'estimated',
      costPico: 280_000_000n,
      lowPico: 0n,
      highPico: 560_000_000n,
    });
  });
});

describe('the models used since a day', () => {
  it('are those with a receipt on or after it, each once, of all sites', async () => {
    const place = new Place();
    try {
      const store = await place.open();
      await store.ledger.settle(exact('old', 1n, { day: '2026-01-01', model: 'm0' }));
      await store.ledger.settle(exact('a', 1n, { model: 'm1' }));
      await store.ledger.settle(unknown('b', { model: 'm1', day: '2026-03-11' }));
      await store.ledger.settle(exact('c', 1n, { model: 'm2', site: 'global', currency: 'USD' }));
      assert.deepEqual(store.usedModels(day), {
        ok: true,
        value: [
          { site: 'cn', model: 'm1' },
          { site: 'global', model: 'm2' },
        ],
      });
    } finally {
      place.remove();
    }
  });
});
