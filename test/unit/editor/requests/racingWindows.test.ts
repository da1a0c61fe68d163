// Eight windows, each a process with the whole way to the platform, and one budget; the sandbox's books say what was spent.
import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leaseMs } from '../../../../src/core/spend/booking.ts';
import { checkFile } from '../../../../src/store/check.ts';
import { exportPages } from '../../../../src/store/exportRows.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { day, exact, Place } from '../../store/storeFixture.ts';

const program = fileURLToPath(new URL('./racingWindow.ts', import.meta.url));
const oneYuan = 10n ** 12n;
/** `RACE_KILLS=50` for the long run. */
const kills = Number(process.env.RACE_KILLS ?? 8);

describe('eight windows that race on one budget', () => {
  let place: Place;
  let sandbox: Sandbox;
  const children = new Set<ChildProcess>();
  beforeEach(async () => {
    place = new Place();
    sandbox = await startSandbox({ site: 'cn', pace: { ttftMs: 20, tokensPerSecond: 3_000 }, limits: {} });
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
    await sandbox.close();
    place.remove();
  });

  function start(windowId: string, limit: bigint): ChildProcess {
    const child = spawn(process.execPath, [program, place.folder, windowId, sandbox.url, String(limit)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(place.folder, 'compiled') },
    });
    children.add(child);
    child.stdout?.setEncoding('utf8');
    return child;
  }

  async function ended(child: ChildProcess): Promise<number | null> {
    child.stdout?.resume();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  const billed = (): bigint => BigInt(sandbox.bill().totals.CNY ?? '0');
  const receipts = () => [...exportPages(place.file, { fromDay: day, toDay: day })].flat();

  it('never spend more than it on the books of the platform, and leave at most a tenth unused', async function () {
    this.timeout(60_000);
    const windows = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8'].map((name) => start(name, oneYuan));
    assert.deepEqual(
      await Promise.all(windows.map(ended)),
      Array.from({ length: 8 }, () => 0),
    );
    const share = Number((billed() * 1_000n) / oneYuan) / 10;
    console.log(`      ${share} % of the budget on the books, ${sandbox.bill().entries.length} requests`);
    assert.ok(billed() <= oneYuan, `${share} %`);
    assert.ok(billed() * 10n >= oneYuan * 9n, `${share} %`);
    assert.equal(receipts().length, sandbox.bill().entries.length);
    assert.ok(new Set(receipts().map(({ windowId }) => windowId)).size > 1, 'they did race');
    assert.deepEqual(checkFile(place.file), { damage: [], sumsAgree: true });
  });

  it(`lose nothing when one of them is killed at any moment, ${kills} times`, async function () {
    this.timeout(60_000);
    const limit = 1_000n * oneYuan;
    const steady = Array.from({ length: 7 }, (_, n) => start(`steady${n}`, limit));
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = start(`victim${kill}`, limit);
      assert.ok(victim.stdout);
      // From before it opened the ledger to far into its requests; within a transaction the moment is the machine's.
      if (kill % 5 !== 0) await once(victim.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, (kill * 7) % 40));
      victim.kill('SIGKILL');
      await ended(victim);
    }
    for (const window of steady) window.kill('SIGKILL');
    await Promise.all(steady.map(ended));
    while (sandbox.open().requests > 0) await new Promise((resolve) => setTimeout(resolve, 5));

    const store = await place.open({ windowId: 'after' });
    await store.ledger.renew('after', Date.now() + leaseMs + 1);
    assert.deepEqual(checkFile(place.file), { damage: [], sumsAgree: true });
    const booked = receipts();
    const lost = booked.filter(({ outcome }) => outcome === 'lost');
    const [sum] = store.ledger.summary({ day }).totals;
    assert.ok(sum && sum.lowPico <= billed() && billed() <= sum.highPico, 'the truth is in the band');
    const rooms = store.ledger.rooms('CNY', 'chat', day, { dailyPico: limit });
    assert.ok(
      rooms.ok && rooms.value[0]?.reservedPico === sum.highPico - sum.costPico,
      'no reservation is left',
    );
    // What the platform answered has its receipt to the last unit; the rest was under way when its window died.
    const byTrace = new Map(booked.map((receipt) => [receipt.traceId, receipt]));
    const underWay = sandbox.bill().entries.filter(({ traceId }) => !byTrace.has(traceId));
    assert.ok(
      underWay.length <= lost.length,
      `${underWay.length} billed without a receipt, ${lost.length} lost`,
    );
    for (const { traceId, costPico } of sandbox.bill().entries) {
      const receipt = byTrace.get(traceId);
      if (receipt?.state === 'exact') assert.equal(receipt.costPico, BigInt(costPico));
    }
    console.log(`      ${booked.length} receipts, ${lost.length} of them lost with their window`);
    // A late settle takes the place of each estimate, and the sum is then what it says.
    for (const { id } of lost) await store.ledger.settle(exact(id, 3n));
    const [late] = store.ledger.summary({ day }).totals;
    const others = booked.filter(({ outcome }) => outcome !== 'lost');
    assert.equal(
      late?.costPico,
      others.reduce((all, { costPico }) => all + (costPico ?? 0n), 3n * BigInt(lost.length)),
    );
    assert.ok(checkFile(place.file).sumsAgree);
  });
});
