// Another process holds the file for seconds: the thread of the host goes on, and so does what waits.
import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ledgerCauseOf } from '../../../src/core/spend/ledgerTrouble.ts';
import { checkFile } from '../../../src/store/check.ts';
import { assertThreadFree } from './heldThread.ts';
import { ask, costOn, day, exact, Place, realClock } from './storeFixture.ts';

describe('a ledger that another process holds', function () {
  // What else the machine does only ever adds to the time: the best of three is what our code costs.
  this.retries(2);
  let place: Place;
  let holder: ChildProcess | undefined;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => {
    holder?.kill('SIGKILL');
    place.remove();
  });

  /** Resolves when the lock is held; it is let go after so many ms. */
  async function hold(begin: string, holdMs: number): Promise<void> {
    const script = `
      const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync(process.argv[1]);
      database.exec(${JSON.stringify(begin)});
      console.log('held');
      setTimeout(() => { database.exec('COMMIT'); database.close(); }, ${holdMs});`;
    holder = spawn(process.execPath, ['-e', script, place.file], { stdio: ['ignore', 'pipe', 'inherit'] });
    assert.ok(holder.stdout);
    await once(holder.stdout, 'data');
  }

  it('for two seconds lets the thread go on while twenty calls wait, and then books all of them', async function () {
    this.timeout(60_000);
    const store = await place.open();
    await store.ledger.settle(exact('before', 1n));
    await hold('BEGIN IMMEDIATE', 2_000);
    await assertThreadFree(async () => {
      const calls = Array.from({ length: 20 }, (_, n) =>
        n % 2 ? store.ledger.settle(exact(`s${n}`, 5n)) : store.ledger.admit(ask(`a${n}`), {}),
      );
      const waiting = Promise.all(calls);
      for (let n = 0; n < 15; n += 1) {
        await realClock.sleep(100);
        store.poll();
        assert.equal(costOn(store, { day }), 1n, 'what is booked can be read meanwhile');
      }
      const results = await waiting;
      assert.ok(results.every((result) => ('ok' in result ? result.ok : result.kind === 'admitted')));
    });
    assert.equal(costOn(store, { day }), 51n);
  });

  it('for longer than the patience fails each call in words without holding the thread, and books what was settled later', async function () {
    this.timeout(60_000);
    const store = await place.open({ patienceMs: 300 });
    await hold('BEGIN IMMEDIATE', 1_500);
    await assertThreadFree(async () => {
      const admissions = Array.from({ length: 10 }, (_, n) => store.ledger.admit(ask(`a${n}`), {}));
      const settles = Array.from({ length: 10 }, (_, n) => store.ledger.settle(exact(`s${n}`, 5n)));
      for (const admission of await Promise.all(admissions))
        assert.equal(admission.kind === 'failed' && ledgerCauseOf(admission.failure), 'locked');
      for (const settled of await Promise.all(settles)) assert.ok(!settled.ok);
    });
    assert.equal(store.ledger.unbookedReceipts, 10);
    assert.ok(holder);
    await once(holder, 'exit');
    await store.ledger.bookLate();
    assert.equal(costOn(store, { day }), 50n);
    assert.ok(checkFile(place.file).sumsAgree);
  });

  it('so that not even reading is possible gives the last known sums, marked, and the thread goes on', async function () {
    this.timeout(60_000);
    const store = await place.open({ networkFileSystem: true });
    await store.ledger.settle(exact('before', 1n));
    assert.equal(costOn(store, { day }), 1n);
    await hold('BEGIN EXCLUSIVE', 1_500);
    await assertThreadFree(async () => {
      for (let n = 0; n < 10; n += 1) {
        await realClock.sleep(60);
        store.poll();
        // As many as a status bar reads.
        for (let reads = 0; reads < 8; reads += 1) {
          const summary = store.ledger.summary({ day });
          assert.deepEqual([summary.totals[0]?.costPico, summary.stale], [1n, true]);
        }
      }
    });
    assert.ok((await store.ledger.settle(exact('after', 2n))).ok);
    assert.equal(costOn(store, { day }), 3n);
    assert.equal(store.ledger.summary({ day }).stale, undefined);
  });
});
