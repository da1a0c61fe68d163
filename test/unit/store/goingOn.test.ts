// A window that goes on while nothing can be booked: budgets hold by what it knows, and no receipt and no sum is lost by it.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Admission } from '../../../src/core/ports.ts';
import { closedLedger } from '../../../src/core/spend/closedLedger.ts';
import { GoingOnLedger } from '../../../src/core/spend/goingOnLedger.ts';
import { ledgerFailure } from '../../../src/core/spend/ledgerTrouble.ts';
import { checkFile } from '../../../src/store/check.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { ask, day, estimated, exact, Place, sqliteError, unknown } from './storeFixture.ts';

const diskFull = 13;
/** What a request of the fixture may cost at most. */
const bound = 2_000n;

describe('a window that goes on while nothing can be booked', () => {
  let place: Place;
  let store: Store;
  let ledger: GoingOnLedger;
  let isBroken: boolean;
  let mayGoOn: boolean;
  let wentOn: string[];
  beforeEach(async () => {
    place = new Place();
    [isBroken, mayGoOn, wentOn] = [false, true, []];
    store = await place.open({
      probe: () => {
        if (isBroken) throw sqliteError(diskFull);
      },
    });
    ledger = new GoingOnLedger(
      store.ledger,
      () => mayGoOn,
      (why, { id }) => void wentOn.push(`${id} ${why.detail.split(':')[0]}`),
    );
  });
  afterEach(() => place.remove());

  const limits = { dailyPico: 10_000n };
  const admitted = ({ kind }: Admission): boolean => kind === 'admitted';

  it('is refused every request where the setting says stop', async () => {
    mayGoOn = false;
    isBroken = true;
    const admission = await ledger.admit(ask('a'), limits);
    assert.ok(admission.kind === 'failed' && admission.failure.detail.startsWith('full'));
    assert.deepEqual(wentOn, []);
  });

  it('holds the budget by the last sums known, what runs, and what it has settled since', async () => {
    await ledger.admit(ask('known'), limits);
    await ledger.settle(estimated('known', 1_000n, 3_000n, 4_000n));
    assert.equal(ledger.summary({ day }).totals[0]?.costPico, 3_000n);
    isBroken = true;
    for (const id of ['a', 'b', 'c']) assert.ok(admitted(await ledger.admit(ask(id), limits)), id);
    const refused = await ledger.admit(ask('d', { floorOutputTokens: 100 }), limits);
    assert.ok(
      refused.kind === 'refused' && refused.spentPico === 4_000n && refused.reservedPico === 3n * bound,
    );
    assert.deepEqual(wentOn, ['a full', 'b full', 'c full']);
    await ledger.settle(exact('a', 500n));
    await ledger.settle(unknown('b'));
    const { totals, unpricedRequests, stale } = ledger.summary({ day });
    assert.deepEqual(
      [totals[0]?.costPico, totals[0]?.highPico, totals[0]?.requests, unpricedRequests, stale],
      [3_500n, 4_500n, 2, 1, true],
    );
    assert.ok(admitted(await ledger.admit(ask('d'), limits)), 'what it did not cost is free again');
  });

  it('leaves every receipt in the books once they can be written, each once', async () => {
    isBroken = true;
    await ledger.admit(ask('a'), limits);
    await ledger.admit(ask('never sent'), limits);
    await ledger.settle(exact('a', 700n));
    await ledger.release('never sent');
    isBroken = false;
    await store.ledger.bookLate();
    const { totals, stale } = ledger.summary({ day });
    assert.deepEqual([totals[0]?.costPico, totals[0]?.requests, stale], [700n, 1, undefined]);
    assert.ok(admitted(await ledger.admit(ask('b'), limits)));
    assert.deepEqual(wentOn, ['a full', 'never sent full'], 'and the ledger admits again');
    await ledger.release('b');
    const rooms = store.ledger.rooms('CNY', 'chat', day, limits);
    assert.ok(rooms.ok && rooms.value[0]?.reservedPico === 0n);
    assert.deepEqual(checkFile(place.file), { damage: [], sumsAgree: true });
  });

  it('does not go on with a request that is itself the mistake', async () => {
    await ledger.settle(exact('a', 1n));
    const again = await ledger.admit(ask('a'), limits);
    const dear = await ledger.admit(ask('b', { promptPico: 10n ** 19n }), {});
    assert.deepEqual([again.kind, dear.kind, wentOn], ['failed', 'failed', []]);
  });

  it('counts for itself where no store could be opened, and says that the sums are not all', async () => {
    const alone = new GoingOnLedger(
      closedLedger(ledgerFailure('newer')),
      () => true,
      () => undefined,
    );
    for (let n = 0; n < 5; n += 1) assert.ok(admitted(await alone.admit(ask(`r${n}`), limits)));
    assert.equal((await alone.admit(ask('r5'), limits)).kind, 'refused');
    await alone.settle(exact('r0', 50n));
    assert.deepEqual([alone.summary({ day }).totals[0]?.costPico, alone.summary({ day }).stale], [50n, true]);
    assert.deepEqual(alone.summary({ day: '2026-03-11' }).totals, []);
  });

  it('spends no more than any of its budgets, whatever is asked for and whenever the trouble ends', async () => {
    const step = fc.record({
      act: fc.constantFrom(
        'admit',
        'admit',
        'admit',
        'admit',
        'settle',
        'settle',
        'release',
        'break',
        'mend' as const,
      ),
      share: fc.constantFrom(0, 50, 100),
      isCompletion: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const other = new Place();
        let broken = false;
        const opened = await other.open({
          probe: () => {
            if (broken) throw sqliteError(diskFull);
          },
        });
        const goingOn = new GoingOnLedger(
          opened.ledger,
          () => true,
          () => undefined,
        );
        broken = true;
        const all = { dailyPico: 9_000n, monthlyPico: 8_000n, completionDailyPico: 5_000n };
        const open: { id: string; most: bigint; purpose: 'chat' | 'completion' }[] = [];
        const spent = { chat: 0n, completion: 0n };
        for (const [n, { act, share, isCompletion }] of steps.entries()) {
          const purpose = isCompletion ? 'completion' : 'chat';
          if (act === 'break') {
            // What is under way in the ledger stays there: sums are looked at as the status bar does.
            goingOn.summary({ day });
            goingOn.summary({ month: day.slice(0, 7) });
            goingOn.summary({ day, purpose: 'completion' });
            broken = true;
          } else if (act === 'mend') {
            broken = false;
            await opened.ledger.bookLate();
          } else if (act === 'admit') {
            const admission = await goingOn.admit(ask(`r${n}`, { purpose }), all);
            if (admission.kind === 'admitted')
              open.push({ id: `r${n}`, most: 1_000n + 10n * BigInt(admission.outputTokens), purpose });
          } else {
            const one = open.shift();
            if (one === undefined) continue;
            if (act === 'release') {
              await goingOn.release(one.id);
              continue;
            }
            const cost = (one.most * BigInt(share)) / 100n;
            spent[one.purpose] += cost;
            await goingOn.settle(exact(one.id, cost, { purpose: one.purpose }));
          }
          assert.ok(spent.chat + spent.completion <= 8_000n && spent.completion <= 5_000n);
          const [total] = goingOn.summary({ day }).totals;
          assert.equal(total?.costPico ?? 0n, spent.chat + spent.completion);
        }
        other.remove();
      }),
      { numRuns: 30 },
    );
  });
});
