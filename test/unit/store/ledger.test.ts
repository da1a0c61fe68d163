import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { AdmitRequest } from '../../../src/core/ports.ts';
import { leaseMs } from '../../../src/core/spend/booking.ts';
import { ledgerCauseOf } from '../../../src/core/spend/ledgerTrouble.ts';
import type { Receipt } from '../../../src/core/spend/receipt.ts';
import { checkFile } from '../../../src/store/check.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { MemoryLedger } from '../fakes/memoryLedger.ts';
import { ask, costOn, day, estimated, exact, Place, unknown } from './storeFixture.ts';

describe('the ledger', () => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = new Place();
    store = await place.open();
  });
  afterEach(() => place.remove());

  it('gives a receipt back as it was booked', async () => {
    const price = {
      id: 'p',
      currency: 'CNY',
      validFromMs: 5,
      checkedOn: '2026-01-01',
      confidence: 'low' as const,
      source: 's',
      tiers: [{ upToPromptTokens: 5, inputMicro: 1, outputMicro: 2, cachedMicro: 3 }],
      windows: [{ fromMinute: 1, toMinute: 2, utcOffsetMinutes: -60, tiers: [] }],
    };
    const whole = exact('a', 700n, {
      sessionId: 's1',
      workspace: 'demo',
      price,
      failure: 'stalled',
      traceId: 't',
      firstTokenMs: 3,
      insertedInto: 'src/a.ts',
    });
    for (const receipt of [whole, unknown('b', { usage: null }), estimated('c', 1n, 2n, 3n)]) {
      await store.ledger.settle(receipt);
      assert.deepEqual(await store.ledger.receipt(receipt.id), { ok: true, value: receipt });
    }
  });

  it('counts reservations of all windows against one budget, and settles free what they held too much', async () => {
    const other = await place.open({ windowId: 'w2' });
    const limits = { dailyPico: 3_000n };
    assert.deepEqual(await store.ledger.admit(ask('a'), limits), { kind: 'admitted', outputTokens: 100 });
    assert.equal((await other.ledger.admit(ask('b', { windowId: 'w2' }), limits)).kind, 'refused');
    await store.ledger.settle(exact('a', 500n));
    assert.equal((await other.ledger.admit(ask('b', { windowId: 'w2' }), limits)).kind, 'admitted');
  });

  it('admits and settles the same id once, however often it is told', async () => {
    const limits = { dailyPico: 1_500n };
    const first = await store.ledger.admit(ask('a'), limits);
    assert.deepEqual(await store.ledger.admit(ask('a'), limits), first);
    await store.ledger.settle(exact('a', 500n));
    await store.ledger.settle(exact('a', 500n));
    assert.equal(costOn(store, { day }), 500n);
    const again = await store.ledger.admit(ask('a'), limits);
    assert.equal(again.kind === 'failed' && ledgerCauseOf(again.failure), 'alreadyBooked');
  });

  it('forgets a released reservation and nothing else', async () => {
    await store.ledger.admit(ask('a'), {});
    await store.ledger.release('a');
    await store.ledger.settle(exact('b', 5n));
    await store.ledger.release('b');
    assert.deepEqual(await store.ledger.receipt('a'), { ok: true, value: undefined });
    assert.equal(costOn(store, { day }), 5n);
  });

  it('keeps currencies, and what has no price, apart', async () => {
    await store.ledger.settle(exact('a', 5n));
    await store.ledger.settle(exact('b', 7n, { currency: 'USD', site: 'global' }));
    await store.ledger.settle(unknown('c'));
    const summary = store.ledger.summary({ day });
    assert.deepEqual(
      summary.totals.map((total) => [total.currency, total.costPico]),
      [
        ['CNY', 5n],
        ['USD', 7n],
      ],
    );
    assert.deepEqual([summary.unpricedRequests, summary.unpricedTokens], [1, 15]);
    assert.equal((await store.ledger.admit(ask('d'), { dailyPico: 1_100n })).kind, 'admitted');
    const dollars = await store.ledger.admit(ask('e', { currency: 'USD' }), { dailyPico: 2_007n });
    assert.deepEqual(dollars, { kind: 'admitted', outputTokens: 100 });
  });

  it('lets a request without a price pass, since no budget can count it, and books it as unknown', async () => {
    const unpriced = ask('a', { currency: null, promptPico: 0n, picoPerOutputToken: 0n });
    assert.equal((await store.ledger.admit(unpriced, { dailyPico: 0n })).kind, 'admitted');
  });

  it('turns the reservation of a dead window into an estimate, which a late settle replaces exactly', async () => {
    await store.ledger.admit(ask('a', { sessionId: 's1', windowId: 'dead' }), {});
    await store.ledger.renew('w1', ask('a').nowMs + leaseMs);
    assert.deepEqual(
      store.ledger
        .summary({ sessionId: 's1' })
        .totals.map((total) => [total.lowPico, total.costPico, total.highPico]),
      [[0n, 1_000n, 2_000n]],
    );
    // The whole of it still weighs on the budget, since it may have been spent.
    const refused = await store.ledger.admit(ask('b'), { dailyPico: 2_500n });
    assert.deepEqual(refused.kind === 'refused' && [refused.spentPico, refused.reservedPico], [
      1_000n,
      1_000n,
    ]);
    await store.ledger.settle(exact('a', 321n, { day: '2026-03-11' }));
    assert.equal(costOn(store, { day }), 0n);
    assert.equal(costOn(store, { day: '2026-03-11' }), 321n);
    assert.equal(costOn(store, { month: '2026-03' }), 321n);
    assert.equal(store.ledger.summary({ day }).totals.length, 0);
  });

  it('keeps the reservation of a window that renews it', async () => {
    await store.ledger.admit(ask('a'), {});
    await store.ledger.renew('w1', ask('a').nowMs + leaseMs - 1);
    await store.ledger.renew('w2', ask('a').nowMs + leaseMs + 1);
    assert.equal(costOn(store, { day }), 0n);
  });

  it('leaves no reservation behind when a window closes', async () => {
    await store.ledger.admit(ask('a'), {});
    store.close();
    const next = await place.open({ windowId: 'w2' });
    const booked = await next.ledger.receipt('a');
    assert.equal(booked.ok && booked.value?.outcome, 'lost');
    assert.equal((await next.ledger.admit(ask('b'), { dailyPico: 4_000n })).kind, 'admitted');
  });

  it('opens no fresh budget when the clock is set back a day or a month', async () => {
    await store.ledger.settle(exact('a', 1_900n));
    const limits = { dailyPico: 2_000n };
    const yesterday = ask('b', { day: '2026-03-09', nowMs: ask('b').nowMs - 24 * 3_600_000 });
    assert.equal((await store.ledger.admit(yesterday, limits)).kind, 'refused');
    const lastMonth = ask('c', { day: '2026-02-20' });
    assert.equal((await store.ledger.admit(lastMonth, { monthlyPico: 2_000n })).kind, 'refused');
    assert.equal((await store.ledger.admit(ask('d', { day: '2026-03-11' }), limits)).kind, 'admitted');
    assert.equal(costOn(store, { day }), 1_900n);
  });

  it('leaves no reservation for ever when the clock was set back after it was made', async () => {
    await store.ledger.admit(
      ask('a', { windowId: 'dead', nowMs: ask('a').nowMs + 365 * 24 * 3_600_000 }),
      {},
    );
    await store.ledger.renew('w1', ask('a').nowMs);
    const booked = await store.ledger.receipt('a');
    assert.equal(booked.ok && booked.value?.outcome, 'lost');
  });

  it('has a budget of its own for completions, inside that of the day', async () => {
    const limits = { dailyPico: 10_000n, completionDailyPico: 2_000n };
    const completion = (id: string) => ask(id, { purpose: 'completion', floorOutputTokens: 100 });
    assert.equal((await store.ledger.admit(completion('a'), limits)).kind, 'admitted');
    const second = await store.ledger.admit(completion('b'), limits);
    assert.equal(second.kind === 'refused' && second.window, 'completionDay');
    assert.equal((await store.ledger.admit(ask('c'), limits)).kind, 'admitted');
    const rooms = store.ledger.rooms('CNY', 'completion', day, limits);
    assert.deepEqual(rooms.ok && rooms.value.map((room) => [room.window, room.reservedPico]), [
      ['day', 4_000n],
      ['completionDay', 2_000n],
    ]);
  });

  it('refuses an amount that no request costs, before it can spoil a sum', async () => {
    const admission = await store.ledger.admit(ask('a', { promptPico: 10n ** 19n }), {});
    assert.equal(admission.kind === 'failed' && ledgerCauseOf(admission.failure), 'beyondBelief');
    const settled = await store.ledger.settle(exact('b', 10n ** 18n + 1n));
    assert.equal(!settled.ok && ledgerCauseOf(settled.failure), 'beyondBelief');
    for (let n = 0; n < 9; n += 1) assert.ok((await store.ledger.settle(exact(`c${n}`, 10n ** 18n))).ok);
    // The tenth would leave 64 bits: an error, and the sum stays what it was.
    const tenth = await store.ledger.settle(exact('d', 10n ** 18n));
    assert.equal(!tenth.ok && ledgerCauseOf(tenth.failure), 'beyondBelief');
    assert.equal(costOn(store, { day }), 9n * 10n ** 18n);
  });

  it('holds no money for a request whose receipt can never be booked: its reservation becomes an estimate', async () => {
    await store.ledger.admit(ask('a'), {});
    const settled = await store.ledger.settle(exact('a', 10n ** 18n + 1n));
    assert.ok(!settled.ok);
    const booked = await store.ledger.receipt('a');
    assert.ok(booked.ok && booked.value?.outcome === 'lost' && booked.value.highPico === 2_000n);
    await store.ledger.renew('w1', place.clock.now);
    const rooms = store.ledger.rooms('CNY', 'chat', day, { dailyPico: 10_000n });
    // What the estimate leaves open, and no reservation beside it.
    assert.ok(rooms.ok && rooms.value[0]?.spentPico === 1_000n && rooms.value[0].reservedPico === 1_000n);
  });

  it('marks where code went, and keeps the mark when a better receipt comes', async () => {
    await store.ledger.settle(estimated('a', 1n, 2n, 3n));
    await store.ledger.noteInserted('a', 'src/a.ts');
    await store.ledger.settle(exact('a', 2n));
    const booked = await store.ledger.receipt('a');
    assert.equal(booked.ok && booked.value?.insertedInto, 'src/a.ts');
  });

  it('marks every place that code went to, each once', async () => {
    await store.ledger.settle(exact('a', 2n));
    for (const file of ['src/a.ts', 'a.ts', 'src/a.ts', 'odd\nname.ts', 'src/a.ts'])
      await store.ledger.noteInserted('a', file);
    const booked = await store.ledger.receipt('a');
    assert.equal(booked.ok && booked.value?.insertedInto, 'src/a.ts\na.ts\nodd name.ts');
  });

  it("tells of changes: its own at once, another window's with the next poll", async () => {
    const other = await place.open({ windowId: 'w2' });
    store.poll();
    let told = 0;
    const listening = store.ledger.onDidChange(() => {
      told += 1;
    });
    assert.equal(store.poll(), false);
    await other.ledger.settle(exact('a', 5n));
    assert.equal(told, 0);
    assert.equal(store.poll(), true);
    assert.equal(told, 1);
    await store.ledger.settle(exact('b', 5n));
    assert.equal(told, 2);
    assert.equal(store.poll(), false);
    listening.dispose();
    await store.ledger.settle(exact('c', 5n));
    assert.equal(told, 2);
  });

  it('reads a sum again only after a change of it, here or in another window', async () => {
    const asked: string[] = [];
    const watched = await place.open({ windowId: 'w3', probe: (sql) => asked.push(sql) });
    const other = await place.open({ windowId: 'w2' });
    const requests = (): number | undefined => watched.ledger.summary({ day }).totals[0]?.requests;
    /** How often sums were read while this was done. */
    const readsOf = async (work: () => Promise<unknown>): Promise<number> => {
      asked.length = 0;
      await work();
      requests();
      return asked.filter((sql) => /^SELECT currency, sum/.test(sql)).length;
    };
    requests();
    assert.equal(await readsOf(async () => undefined), 0);
    assert.equal(await readsOf(() => watched.ledger.admit(ask('a'), {})), 0);
    assert.equal(await readsOf(() => watched.ledger.settle(exact('a', 5n))), 1);
    assert.equal(requests(), 1);
    assert.equal(await readsOf(() => other.ledger.settle(exact('b', 5n))), 1);
    assert.equal(requests(), 2);
    assert.equal(await readsOf(async () => undefined), 0);
  });

  it('tells who keeps facts of every change but the bookings of its own window', async () => {
    const other = await place.open({ windowId: 'w2' });
    store.poll();
    let told = 0;
    const listening = store.onDidChangeFacts(() => {
      told += 1;
    });
    assert.equal((await store.ledger.admit(ask('a'), {})).kind, 'admitted');
    await store.ledger.settle(exact('a', 5n));
    await store.ledger.release('b');
    assert.equal(told, 0);
    await store.memory.set('facts', 'key', 'value');
    assert.equal(told, 1);
    await other.ledger.settle(exact('c', 5n));
    assert.equal(store.poll(), true);
    assert.equal(told, 2);
    listening.dispose();
    await store.memory.set('facts', 'key', 'other');
    assert.equal(told, 2);
  });
});

describe('any order of bookings', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const days = ['2026-02-28', '2026-03-01', '2026-03-10'];
  const id = fc.constantFrom(...ids);
  const window = fc.constantFrom('w1', 'w2', 'w3');
  const limits = fc.record(
    {
      dailyPico: fc.bigInt(0n, 9_000n),
      monthlyPico: fc.bigInt(0n, 12_000n),
      completionDailyPico: fc.bigInt(0n, 5_000n),
    },
    { requiredKeys: [] },
  );
  const request: fc.Arbitrary<AdmitRequest> = fc
    .record({
      id,
      windowId: window,
      day: fc.constantFrom(...days),
      purpose: fc.constantFrom('chat' as const, 'completion' as const),
      currency: fc.constantFrom('CNY', 'USD', null),
      promptPico: fc.bigInt(0n, 2_000n),
      outputTokens: fc.integer({ min: 1, max: 300 }),
      sessionId: fc.constantFrom('s1', 's2', undefined),
    })
    .map(({ sessionId, ...over }) => ask(over.id, sessionId === undefined ? over : { ...over, sessionId }));
  const receipt: fc.Arbitrary<Receipt> = fc
    .record({
      id,
      day: fc.constantFrom(...days),
      purpose: fc.constantFrom('chat' as const, 'completion' as const),
      cost: fc.bigInt(0n, 3_000n),
      over: fc.bigInt(0n, 500n),
      kind: fc.constantFrom('exact', 'estimated', 'unknown'),
      currency: fc.constantFrom('CNY', 'USD'),
      workspace: fc.constantFrom('x', 'y', undefined),
    })
    .map(({ id, cost, over, kind, currency, workspace, ...rest }) => {
      const more = workspace === undefined ? rest : { ...rest, workspace };
      if (kind === 'exact') return exact(id, cost, { ...more, currency });
      return kind === 'unknown'
        ? unknown(id, more)
        : estimated(id, 0n, cost, cost + over, { ...more, currency });
    });
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('admit' as const), request, limits, through: fc.nat(1) }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const), receipt, through: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), id, through: fc.nat(1) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('renew' as const), windowId: window, through: fc.nat(1) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('pass' as const),
        ms: fc.integer({ min: -200_000, max: 100_000 }),
      }),
    },
  );

  it('gives the answers and sums of a ledger that recounts everything, through two windows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const place = new Place();
        try {
          const stores = [await place.open(), await place.open({ windowId: 'w2' })];
          const oracle = new MemoryLedger();
          let nowMs = ask('').nowMs;
          for (const one of steps) {
            if (one.do === 'pass') {
              nowMs += one.ms;
              continue;
            }
            const store = stores[one.through];
            assert.ok(store !== undefined);
            if (one.do === 'admit') {
              const now = { ...one.request, nowMs };
              const [got, expected] = [
                await store.ledger.admit(now, one.limits),
                await oracle.admit(now, one.limits),
              ];
              if (expected.kind === 'failed') assert.equal(got.kind, 'failed');
              else assert.deepEqual(got, expected);
            } else if (one.do === 'settle') {
              await store.ledger.settle(one.receipt);
              await oracle.settle(one.receipt);
            } else if (one.do === 'release') {
              await store.ledger.release(one.id);
              await oracle.release(one.id);
            } else {
              await store.ledger.renew(one.windowId, nowMs);
              await oracle.renew(one.windowId, nowMs);
            }
          }
          for (const store of stores) {
            for (const filter of [
              {},
              ...days.map((one) => ({ day: one })),
              { month: '2026-03' },
              { month: '2026-03', purpose: 'completion' as const },
              { sessionId: 's1' },
              { sessionId: 's1', month: '2026-02', purpose: 'chat' as const },
            ]) {
              assert.deepEqual(store.ledger.summary(filter), oracle.summary(filter));
            }
          }
          assert.ok(checkFile(place.file).sumsAgree);
        } finally {
          place.remove();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of the same receipts gives the same sums', async () => {
    const batch = fc.uniqueArray(receipt, { selector: (one) => one.id + one.state, maxLength: 12 });
    const shuffled = batch.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([one, other]) => {
        // Equals in certainty give way to the later one; only the order of unequals must not matter.
        const certain = (of: readonly Receipt[]) => of.filter((r) => r.state !== 'unknown');
        const sums = await Promise.all(
          [certain(one), certain(other)].map(async (receipts) => {
            const place = new Place();
            try {
              const store = await place.open();
              for (const each of receipts) await store.ledger.settle(each);
              return store.ledger.summary({});
            } finally {
              place.remove();
            }
          }),
        );
        assert.deepEqual(sums[0], sums[1]);
      }),
      { numRuns: 25 },
    );
  });
});
