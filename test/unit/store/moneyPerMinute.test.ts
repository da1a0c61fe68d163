import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Admission, BudgetLimits } from '../../../src/core/ports.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { ask, estimated, exact, Place } from './storeFixture.ts';

/** `ask` may cost 2,000: 1,000 for the prompt and 100 tokens at 10. */
const limits: BudgetLimits = { perMinutePico: 5_000n };

describe('the limit per minute', () => {
  let place: Place;
  let store: Store;
  let uptimeMs = 1_000_000;
  const open = (windowId: string): Promise<Store> => place.open({ windowId, uptimeMs: () => uptimeMs });
  const admit = (id: string, of: Store = store): Promise<Admission> => of.ledger.admit(ask(id), limits);
  beforeEach(async () => {
    uptimeMs = 1_000_000;
    place = new Place();
    store = await open('w1');
  });
  afterEach(() => place.remove());

  it('refuses what would go beyond it, names itself, and says when there is room again', async () => {
    await admit('a');
    uptimeMs += 10_000;
    await admit('b');
    const refused = await store.ledger.admit(ask('c', { floorOutputTokens: 100 }), limits);
    assert.deepEqual(refused, {
      kind: 'refused',
      window: 'minute',
      limitPico: 5_000n,
      spentPico: 0n,
      reservedPico: 4_000n,
      neededPico: 2_000n,
      waitMs: 51_000,
    });
    uptimeMs += 50_999;
    assert.equal((await store.ledger.admit(ask('c', { floorOutputTokens: 100 }), limits)).kind, 'refused');
    uptimeMs += 1;
    assert.equal((await store.ledger.admit(ask('c', { floorOutputTokens: 100 }), limits)).kind, 'admitted');
  });

  it('shortens an answer to what it has left, as every budget does', async () => {
    await admit('a');
    const second = await store.ledger.admit(ask('b', { outputTokens: 1_000 }), limits);
    assert.deepEqual(second, { kind: 'admitted', outputTokens: 200, limitedBy: 'minute' });
  });

  it('counts what was spent once a request has ended, at its most, and nothing for one that was never sent', async () => {
    for (const id of ['a', 'b']) await admit(id);
    await store.ledger.settle(exact('a', 300n));
    assert.equal(store.ledger.lastMinute('CNY'), 2_300n);
    await store.ledger.settle(estimated('b', 100n, 500n, 900n));
    assert.equal(store.ledger.lastMinute('CNY'), 1_200n);
    await store.ledger.settle(exact('b', 600n));
    assert.equal(store.ledger.lastMinute('CNY'), 1_200n, 'a late settle changes no sum of the minute');
    await admit('c');
    await store.ledger.release('c');
    assert.equal(store.ledger.lastMinute('CNY'), 1_200n);
    assert.equal(store.ledger.lastMinute('USD'), 0n);
  });

  it('tells of no end of the pause to a request that is more than the limit by itself', async () => {
    const refused = await store.ledger.admit(
      ask('a', { outputTokens: 1_000, floorOutputTokens: 1_000 }),
      limits,
    );
    assert.equal(refused.kind, 'refused');
    assert.ok(refused.kind === 'refused' && refused.window === 'minute' && refused.waitMs === undefined);
  });

  it('is one for all windows, and lets all of them go on when the person says so in one', async () => {
    const other = await open('w2');
    await admit('a');
    await admit('b', other);
    const floor = { floorOutputTokens: 100 };
    assert.equal((await other.ledger.admit(ask('c', floor), limits)).kind, 'refused');
    assert.ok((await store.ledger.startMinuteAnew()).ok);
    assert.equal(other.ledger.lastMinute('CNY'), 0n);
    assert.equal((await other.ledger.admit(ask('c', floor), limits)).kind, 'admitted');
    await store.ledger.settle(exact('a', 500n));
    assert.equal(other.ledger.lastMinute('CNY'), 2_000n, 'what was forgiven gives nothing back either');
  });

  it('neither opens nor closes when the wall clock jumps', async () => {
    await admit('a');
    await admit('b');
    const at = (hours: number) => ({ nowMs: ask('x').nowMs + hours * 3_600_000, floorOutputTokens: 100 });
    for (const hours of [1, -1, 24 * 400])
      assert.equal((await store.ledger.admit(ask('c', at(hours)), limits)).kind, 'refused', `${hours} h`);
    uptimeMs += 61_000;
    assert.equal((await store.ledger.admit(ask('c', at(-1)), limits)).kind, 'admitted');
  });

  it('forgets what was counted before the machine was started anew', async () => {
    await admit('a');
    await admit('b');
    uptimeMs = 30_000;
    assert.equal(store.ledger.lastMinute('CNY'), 0n);
    assert.equal((await admit('c')).kind, 'admitted');
    assert.equal(store.ledger.lastMinute('CNY'), 2_000n);
  });

  it('never lets requests that start within 60 seconds cost more, whatever their order', async () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 25_000 }),
      share: fc.integer({ min: 0, max: 100 }),
      keeps: fc.boolean(),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        run += 1;
        await store.ledger.startMinuteAnew();
        const costs: { readonly atMs: number; readonly most: bigint }[] = [];
        for (const [n, { afterMs, share, keeps }] of steps.entries()) {
          uptimeMs += afterMs;
          const id = `r${run}-${n}`;
          const admission = await admit(id);
          if (admission.kind !== 'admitted') continue;
          const bound = 1_000n + 10n * BigInt(admission.outputTokens);
          const cost = (bound * BigInt(share)) / 100n;
          if (!keeps) await store.ledger.settle(exact(id, cost));
          costs.push({ atMs: uptimeMs, most: keeps ? bound : cost });
        }
        for (const { atMs } of costs) {
          const within = costs.filter((one) => one.atMs >= atMs && one.atMs < atMs + 60_000);
          const sum = within.reduce((total, { most }) => total + most, 0n);
          assert.ok(sum <= 5_000n, `${sum} within a minute`);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the limit per minute of several processes', () => {
  const program = fileURLToPath(new URL('./spendingWindow.ts', import.meta.url));
  const place = new Place();
  const children: ChildProcess[] = [];
  after(() => {
    for (const child of children) child.kill('SIGKILL');
    place.remove();
  });

  it('stops four loops at once, on the clock that all processes of a machine share', async function () {
    this.timeout(60_000);
    const limit = 100_000n;
    for (const name of ['p1', 'p2', 'p3', 'p4'])
      children.push(
        spawn(process.execPath, [program, place.folder, name, String(10n ** 12n), '100000', String(limit)], {
          stdio: ['ignore', 'ignore', 'inherit'],
        }),
      );
    const codes = await Promise.all(
      children.map(async (child) => {
        if (child.exitCode === null) await once(child, 'exit');
        return child.exitCode;
      }),
    );
    assert.deepEqual(codes, [0, 0, 0, 0]);
    const lines = readFileSync(join(place.folder, 'bill.txt'), 'utf8').trim().split('\n');
    const billed = lines.reduce((sum, line) => sum + BigInt(line.split(' ')[1] ?? 0), 0n);
    assert.ok(billed <= limit, `${billed} of ${limit}`);
    assert.ok(billed >= (limit * 9n) / 10n, `${billed} of ${limit}`);
  });
});
