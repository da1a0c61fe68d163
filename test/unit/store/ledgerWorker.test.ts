import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import type { Receipt } from '../../../src/core/spend/receipt.ts';
import { Database } from '../../../src/store/database.ts';
import { LedgerWorker } from '../../../src/store/ledgerWorker.ts';
import { ask, exact, Place } from './storeFixture.ts';

describe('the worker of the ledger', () => {
  let place: Place;
  let worker: LedgerWorker;
  beforeEach(() => {
    place = new Place();
    worker = new LedgerWorker(new URL('../../../src/store/worker.ts', import.meta.url));
  });
  afterEach(async () => {
    await worker.dispose();
    place.remove();
  });

  it('finds a good file whole and its sums right, while the window goes on booking', async () => {
    const store = await place.open();
    for (let n = 0; n < 50; n += 1) await store.ledger.settle(exact(`r${n}`, 5n));
    const checking = worker.check(place.file);
    for (let n = 0; n < 50; n += 1) await store.ledger.admit(ask(`q${n}`), {});
    assert.deepEqual(await checking, { ok: true, value: { damage: [], sumsAgree: true } });
  });

  it('finds a sum that is one unit off', async () => {
    const store = await place.open();
    await store.ledger.settle(exact('a', 5n));
    const database = new Database(place.file);
    database.run("UPDATE spend SET cost_pico = cost_pico + 1 WHERE span = 'month'");
    database.close();
    assert.deepEqual(await worker.check(place.file), { ok: true, value: { damage: [], sumsAgree: false } });
  });

  it('reports damage as a finding, and a missing file as a failure', async () => {
    writeFileSync(place.file, 'garbage '.repeat(1_000));
    const found = await worker.check(place.file);
    assert.ok(found.ok && found.value.damage.length > 0);
    assert.equal((await worker.check(`${place.folder}/none.db`)).ok, false);
  });

  it('hands over every receipt of a range once, oldest day first', async () => {
    const store = await place.open();
    const days = ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'];
    for (let n = 0; n < 1_300; n += 1) {
      await store.ledger.settle(exact(`r${n}`, BigInt(n), { day: days[n % 4] ?? '' }));
    }
    const got: Receipt[] = [];
    const range = { fromDay: '2026-03-10', toDay: '2026-03-11' };
    const count = await worker.exportReceipts(place.file, range, (page) => got.push(...page));
    assert.deepEqual(count, { ok: true, value: 650 });
    assert.equal(new Set(got.map((receipt) => receipt.id)).size, 650);
    assert.deepEqual(
      got.map((receipt) => receipt.day),
      got.map((receipt) => receipt.day).toSorted(),
    );
    assert.equal(
      got.reduce((sum, receipt) => sum + (receipt.costPico ?? 0n), 0n),
      sumOf(1_300, [1, 2]),
    );
  });

  it('fails the jobs that run when it is ended, and when it cannot start', async () => {
    await place.open();
    const checking = worker.check(place.file);
    await worker.dispose();
    assert.equal((await checking).ok, false);
    const broken = new LedgerWorker(new URL('./not-there.ts', import.meta.url));
    assert.equal((await broken.check(place.file)).ok, false);
    await broken.dispose();
  });
});

/** 0 + … + (count - 1), over the numbers with these remainders by four. */
function sumOf(count: number, remainders: readonly number[]): bigint {
  let sum = 0n;
  for (let n = 0; n < count; n += 1) if (remainders.includes(n % 4)) sum += BigInt(n);
  return sum;
}
