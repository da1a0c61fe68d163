import { strict as assert } from 'node:assert';
import { leaseMs } from '../../../src/core/spend/booking.ts';
import { ledgerCauseOf } from '../../../src/core/spend/ledgerTrouble.ts';
import { checkFile } from '../../../src/store/check.ts';
import { Connection } from '../../../src/store/connection.ts';
import { Database } from '../../../src/store/database.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { SqliteLedger } from '../../../src/store/sqliteLedger.ts';
import { assertThreadFree } from './heldThread.ts';
import { ask, costOn, day, estimated, exact, Place, realClock, sqliteError } from './storeFixture.ts';

const busy = 5;
const ioError = 10;
const full = 13;

/** Fails the n-th statement from `arm` on, once. */
class NthFails {
  #left = 0;
  #code = 0;
  fired = false;
  arm(n: number, code: number): void {
    this.#left = n;
    this.#code = code;
    this.fired = false;
  }
  readonly probe = (): void => {
    if (this.#left === 0) return;
    this.#left -= 1;
    if (this.#left > 0) return;
    this.fired = true;
    throw sqliteError(this.#code);
  };
}

describe('when the n-th statement fails', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  /** A day in the life of a ledger: each kind of booking, over an estimate, a lapsed lease and a release. */
  async function live(store: Store): Promise<void> {
    await store.ledger.admit(ask('a'), { dailyPico: 1_000_000n });
    await store.ledger.settle(estimated('a', 100n, 200n, 300n));
    await store.ledger.settle(exact('a', 250n));
    await store.ledger.admit(ask('b'), { dailyPico: 1_000_000n });
    await store.ledger.release('b');
    await store.ledger.admit(ask('c', { windowId: 'dead' }), {});
    await store.ledger.renew('w1', ask('c').nowMs + leaseMs + 1);
    await store.ledger.settle(exact('c', 50n));
    await store.ledger.settle(exact('d', 7n));
  }

  for (const [name, code] of [
    ['by a full disk', full],
    ['by an I/O error', ioError],
    ['by a lock', busy],
  ] as const) {
    it(`${name}, nothing is lost and no sum is wrong, for every n`, async function () {
      this.timeout(60_000);
      const faults = new NthFails();
      let n = 1;
      for (; ; n += 1) {
        place = new Place();
        const store = await place.open({ probe: faults.probe });
        faults.arm(n, code);
        await live(store);
        const { fired } = faults;
        faults.arm(0, code);
        await store.ledger.bookLate();
        assert.equal(store.ledger.unbookedReceipts, 0);
        // What was admitted may be missing (it was then not sent); what was settled is there, to the last unit.
        assert.equal(costOn(store, { day }), 307n, `statement ${n}`);
        assert.ok(checkFile(place.file).sumsAgree);
        const room = store.ledger.rooms('CNY', 'chat', day, { dailyPico: 1_000n });
        assert.ok(
          room.ok && room.value[0]?.reservedPico === 0n,
          `a reservation is left after statement ${n}`,
        );
        place.remove();
        if (!fired) break;
      }
      assert.ok(n > 50, `only ${n} statements were tried`);
    });
  }

  it('while opening, the next try opens', async () => {
    const faults = new NthFails();
    for (let n = 1; ; n += 1) {
      place = new Place();
      faults.arm(n, ioError);
      const failed = await place.open({ probe: faults.probe }).then(
        () => null,
        (error: Error) => error.message,
      );
      const { fired } = faults;
      faults.arm(0, ioError);
      if (fired) assert.match(failed ?? '', /unreadable/);
      const store = await place.open();
      await store.ledger.settle(exact('a', 5n));
      assert.equal(costOn(store, { day }), 5n);
      place.remove();
      if (!fired) break;
    }
  });
});

describe('a ledger in trouble', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('waits out a lock without holding the thread, then books', async function () {
    // What else the machine does only ever adds to the time.
    this.retries(2);
    const store = await place.open();
    const holder = new Database(place.file);
    holder.exec('BEGIN IMMEDIATE');
    await assertThreadFree(async () => {
      const admitting = store.ledger.admit(ask('a'), {});
      const settling = store.ledger.settle(exact('b', 5n));
      await realClock.sleep(300);
      holder.exec('COMMIT');
      holder.close();
      assert.equal((await admitting).kind, 'admitted');
      assert.ok((await settling).ok);
    });
  });

  it('says that it is locked when that lasts, keeps the receipt, and books it later', async () => {
    const store = await place.open({ patienceMs: 50 });
    const holder = new Database(place.file);
    holder.exec('BEGIN IMMEDIATE');
    const admission = await store.ledger.admit(ask('a'), {});
    assert.equal(admission.kind === 'failed' && ledgerCauseOf(admission.failure), 'locked');
    assert.ok(!(await store.ledger.settle(exact('b', 5n))).ok);
    assert.equal(store.ledger.unbookedReceipts, 1);
    holder.exec('COMMIT');
    holder.close();
    store.poll();
    await store.ledger.settle(exact('c', 7n));
    await store.ledger.bookLate();
    assert.equal(costOn(store, { day }), 12n);
    assert.equal(store.ledger.unbookedReceipts, 0);
  });

  it('gives the last known sums, marked, while it cannot read', async () => {
    let broken = false;
    const store = await place.open({
      probe: () => {
        if (broken) throw sqliteError(ioError);
      },
    });
    await store.ledger.settle(exact('a', 5n));
    assert.equal(costOn(store, { day }), 5n);
    broken = true;
    assert.equal(costOn(store, { day }), 5n);
    assert.equal(store.ledger.summary({ day }).stale, true);
    assert.deepEqual(store.ledger.summary({ month: '2026-03' }), {
      totals: [],
      unpricedRequests: 0,
      unpricedTokens: 0,
      stale: true,
    });
    broken = false;
    assert.equal(store.ledger.summary({ day }).stale, undefined);
  });

  it('says that the disk is full (a real limit of the file) and goes on when there is room', async () => {
    const connection = new Connection({ folder: place.folder, clock: place.clock });
    const ledger = new SqliteLedger(connection);
    // The limit belongs to the connection, so it is set through the ledger's own.
    const limitPages = (to: number): void => {
      assert.ok(connection.read((database) => database.exec(`PRAGMA max_page_count=${to}`)).ok);
    };
    const receipts = Array.from({ length: 400 }, (_, n) => exact(`r${n}`, 1n, { host: 'h'.repeat(1_000) }));
    limitPages(60);
    const causes = new Set<string>();
    for (const receipt of receipts) {
      const settled = await ledger.settle(receipt);
      if (!settled.ok) causes.add(ledgerCauseOf(settled.failure));
    }
    assert.deepEqual([...causes], ['full']);
    assert.ok(ledger.unbookedReceipts > 0);
    assert.equal(ledger.summary({ day }).stale, true, 'a sum that lacks receipts says so');
    limitPages(100_000);
    await ledger.bookLate();
    const { totals, stale } = ledger.summary({ day });
    assert.deepEqual([totals[0]?.costPico, stale], [400n, undefined]);
    connection.close();
    assert.ok(checkFile(place.file).sumsAgree);
  });

  it('is in no transaction for ever when even the rollback fails', async () => {
    let failing = false;
    const store = await place.open({
      probe: (sql) => {
        if (failing && (sql === 'COMMIT' || sql === 'ROLLBACK')) throw sqliteError(ioError);
      },
    });
    failing = true;
    assert.ok(!(await store.ledger.settle(exact('a', 5n))).ok);
    failing = false;
    assert.ok((await store.ledger.settle(exact('b', 7n))).ok);
    await store.ledger.bookLate();
    assert.equal(costOn(store, { day }), 12n);
  });

  it('refuses everything after it was closed, in words', async () => {
    const store = await place.open();
    store.close();
    const admission = await store.ledger.admit(ask('a'), {});
    assert.equal(admission.kind === 'failed' && ledgerCauseOf(admission.failure), 'closed');
    assert.equal(store.poll(), false);
  });

  it('lets a bug through as an error, with nothing half-written', async () => {
    const store = await place.open();
    await assert.rejects(store.ledger.settle(exact('a', 5n, { day: '10/03/2026' })), /CHECK constraint/);
    assert.equal(costOn(store, {}), 0n);
    assert.ok((await store.ledger.settle(exact('a', 5n))).ok);
  });
});
