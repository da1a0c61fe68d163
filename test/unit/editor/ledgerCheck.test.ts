import { strict as assert } from 'node:assert';
import type { Sentence } from '../../../src/core/sentence.ts';
import { ledgerFailure } from '../../../src/core/spend/ledgerTrouble.ts';
import { checkLedger, type LedgerCheckParts } from '../../../src/editor/ledgerCheck.ts';
import { Database } from '../../../src/store/database.ts';
import { LedgerWorker } from '../../../src/store/ledgerWorker.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { KeptLog } from '../siliconflow/fakes.ts';
import { costOn, day, estimated, exact, Place, unknown } from '../store/storeFixture.ts';

const never = new AbortController().signal;

describe('the long look at the ledger', () => {
  let place: Place;
  let worker: LedgerWorker;
  let told: Sentence[];
  let log: KeptLog;
  beforeEach(() => {
    place = new Place();
    worker = new LedgerWorker(new URL('../../../src/store/worker.ts', import.meta.url));
    told = [];
    log = new KeptLog();
  });
  afterEach(async () => {
    await worker.dispose();
    place.remove();
  });

  async function look(store: Store, by: LedgerCheckParts['worker'] = worker, signal = never): Promise<void> {
    await checkLedger(
      {
        ...{ clock: { sleep: async () => undefined }, log, store, worker: by },
        tell: (words) => told.push(words),
        onReplaced: () => told.push({ text: 'replaced' }),
      },
      signal,
    );
  }

  async function filled(windowId: string): Promise<Store> {
    const store = await place.open({ windowId });
    for (let n = 0; n < 40; n += 1) {
      const over = { day: n % 2 ? day : '2026-02-28', purpose: n % 3 ? 'chat' : 'completion' } as const;
      await store.ledger.settle(exact(`e${n}`, BigInt(n), { ...over, currency: n % 5 ? 'CNY' : 'USD' }));
    }
    await store.ledger.settle(estimated('b', 1n, 2n, 3n, { workspace: 'w' }));
    await store.ledger.settle(unknown('u'));
    return store;
  }

  /** What another program or a bug of ours might do to the sums. */
  function spoil(sql: string): void {
    const database = new Database(place.file);
    database.exec(sql);
    database.close();
  }

  for (const [name, sql] of [
    [
      'one sum is a unit off',
      "UPDATE spend SET cost_pico = cost_pico + 1 WHERE span = 'day' AND purpose = 'chat'",
    ],
    ['the sums of a month are gone', "DELETE FROM spend WHERE span = 'month'"],
    ['there are sums of nothing', "UPDATE spend SET period = '2026-12-24' WHERE period = '2026-02-28'"],
    ['a receipt is gone', "DELETE FROM receipts WHERE id = 'e7'"],
  ] as const) {
    it(`notices that ${name}, counts anew from the receipts, and tells it once`, async () => {
      const store = await filled('w1');
      const other = await place.open({ windowId: 'w2' });
      const before = JSON.stringify(sums(store));
      spoil(sql);
      await look(store);
      assert.equal(told.length, 1);
      assert.deepEqual(await worker.check(place.file), { ok: true, value: { damage: [], sumsAgree: true } });
      if (!sql.includes('receipts')) assert.equal(JSON.stringify(sums(store)), before);
      other.poll();
      assert.deepEqual(sums(other), sums(store));
      await look(other);
      assert.equal(told.length, 1, 'told once');
      assert.equal((await place.open({ windowId: 'w3' })).isCheckDue, false);
    });
  }

  it('says nothing about sums that agree, and is due again in a week', async () => {
    const store = await filled('w1');
    await look(store);
    assert.deepEqual([told, log.lines], [[], []]);
    assert.equal((await place.open({ windowId: 'w2' })).isCheckDue, false);
  });

  it('stays due when the sums could not be counted anew, and leaves them as they are', async () => {
    const store = await filled('w1');
    spoil("UPDATE spend SET cost_pico = cost_pico + 1 WHERE span = 'day'");
    const spoiled = costOn(store, { day });
    const locked = { ok: false, failure: ledgerFailure('unreadable', 'database is locked') } as const;
    await look(store, { check: (file) => worker.check(file), rebuildSums: async () => locked });
    assert.deepEqual(told, []);
    assert.equal(costOn(store, { day }), spoiled);
    assert.equal((await place.open({ windowId: 'w2' })).isCheckDue, true);
    await look(store);
    assert.equal(told.length, 1);
  });

  it('books of other windows made while the sums are counted are in them', async () => {
    const store = await filled('w1');
    spoil('DELETE FROM spend');
    const looking = look(store);
    const booked = Array.from({ length: 60 }, (_, n) => store.ledger.settle(exact(`n${n}`, 1_000n)));
    for (const one of booked) assert.ok((await one).ok);
    await looking;
    const checked = await worker.check(place.file);
    assert.deepEqual(checked, { ok: true, value: { damage: [], sumsAgree: true } });
  });

  it('sets a damaged file aside, and does nothing once the window ends', async () => {
    const store = await filled('w1');
    await look(store, worker, AbortSignal.abort());
    assert.equal((await place.open({ windowId: 'w2' })).isCheckDue, true);
    const damaged = { ok: true, value: { damage: ['page 7'], sumsAgree: false } } as const;
    const rebuildSums = async (): Promise<never> => assert.fail('there is nothing to count in it');
    await look(store, { check: async () => damaged, rebuildSums });
    assert.deepEqual(told, [{ text: 'replaced' }]);
    assert.equal(store.openedAs.as, 'setAside');
  });

  function sums(store: Store): unknown {
    return [{ day }, { day: '2026-02-28' }, { month: '2026-02' }, { month: '2026-03' }, {}].map((filter) =>
      store.ledger.summary(filter).totals.map((total) => Object.values(total).map(String)),
    );
  }
});
