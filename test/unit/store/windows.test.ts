import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { leaseMs } from '../../../src/core/spend/booking.ts';
import { checkFile } from '../../../src/store/check.ts';
import { ask, costOn, day, exact, Place } from './storeFixture.ts';

const program = fileURLToPath(new URL('./spendingWindow.ts', import.meta.url));

describe('several windows, each a process', () => {
  let place: Place;
  const children = new Set<ChildProcess>();
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
    place.remove();
  });

  function start(windowId: string, limit: bigint, rounds: number): ChildProcess {
    const child = spawn(process.execPath, [program, place.folder, windowId, String(limit), String(rounds)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    return child;
  }

  async function ended(child: ChildProcess): Promise<number | null> {
    child.stdout?.resume();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  /** What the platform billed: the windows wrote it down themselves, past the ledger. */
  function bill(): Map<string, bigint> {
    const lines = readFileSync(join(place.folder, 'bill.txt'), 'utf8').trim().split('\n');
    return new Map(lines.map((line) => [line.split(' ')[0] ?? '', BigInt(line.split(' ')[1] ?? '')]));
  }

  it('race on one budget and never spend more than it, nor leave much of it unused', async function () {
    this.timeout(60_000);
    const limit = 300_000n;
    const windows = ['p1', 'p2', 'p3', 'p4'].map((name) => start(name, limit, 1_000));
    assert.deepEqual(await Promise.all(windows.map(ended)), [0, 0, 0, 0]);
    const billed = [...bill().values()].reduce((sum, cost) => sum + cost, 0n);
    assert.ok(billed <= limit, `${billed} of ${limit}`);
    assert.ok(billed >= (limit * 9n) / 10n, `${billed} of ${limit}`);
    const store = await place.open();
    assert.equal(costOn(store, { day }), billed);
    assert.ok(checkFile(place.file).sumsAgree);
  });

  it('lose nothing when one is killed at any moment, and hold its reservation no longer than its lease', async function () {
    this.timeout(60_000);
    const limit = 10_000_000n;
    const steady = start('steady', limit, 250);
    for (let kill = 1; kill <= 10; kill += 1) {
      const victim = start(`victim${kill}`, limit, 100_000);
      let sent = 0;
      if (victim.stdout === null) throw new Error('no output');
      for await (const line of createInterface({ input: victim.stdout })) {
        if (line === 'sent') sent += 1;
        // Each victim gets a little further; the moment within a transaction is the machine's.
        if (sent === kill * 3) victim.kill('SIGKILL');
      }
      await ended(victim);
      assert.equal(victim.signalCode, 'SIGKILL');
    }
    assert.equal(await ended(steady), 0);

    place.clock.now = Date.now();
    const store = await place.open();
    assert.equal(store.isCheckDue, true, 'never checked so far');
    await store.noteChecked();
    assert.equal(
      (await place.open({ windowId: 'w2' })).isCheckDue,
      false,
      'the leases of the dead still run',
    );
    await store.ledger.renew('w1', Date.now() + leaseMs + 1);
    assert.deepEqual(checkFile(place.file), { damage: [], sumsAgree: true });

    const billed = bill();
    const total = [...billed.values()].reduce((sum, cost) => sum + cost, 0n);
    const shown = store.ledger.summary({ day }).totals[0];
    assert.ok(shown !== undefined && shown.lowPico <= total && total <= shown.highPico);
    for (const [id, cost] of billed) {
      const booked = await store.ledger.receipt(id);
      assert.ok(booked.ok && booked.value !== undefined, `${id} was billed and has a receipt`);
      if (booked.value.outcome === 'lost') await store.ledger.settle(exact(id, cost));
    }
    // Late settles turn estimates into what was billed; a request killed between admit and sending stays an estimate.
    const late = store.ledger.summary({ day }).totals[0];
    assert.ok(late !== undefined && late.lowPico <= total && total <= late.highPico);
    assert.ok(checkFile(place.file).sumsAgree);
    const room = store.ledger.rooms('CNY', 'chat', day, { dailyPico: limit });
    assert.ok(
      room.ok && room.value[0]?.reservedPico === late.highPico - late.costPico,
      'no reservation is left',
    );
  });

  it('a window that died makes a check due, until one was made', async () => {
    const victim = start('victim', 10n ** 12n, 100_000);
    if (victim.stdout === null) throw new Error('no output');
    for await (const _line of createInterface({ input: victim.stdout })) victim.kill('SIGKILL');
    await ended(victim);
    place.clock.now = Date.now() + leaseMs + 1;
    const store = await place.open();
    assert.equal(store.isCheckDue, true);
    await store.noteChecked();
    store.close();
    assert.equal((await place.open()).isCheckDue, false);
    place.clock.now += 8 * 24 * 3_600_000;
    assert.equal((await place.open({ windowId: 'w3' })).isCheckDue, true);
  });

  it('book the day of the time zone they are in, also over nights that have 23 or 25 hours', async () => {
    // 30 minutes around local midnight of both switches in Berlin, Kathmandu's odd offset, and the end of 32-bit time.
    const moments: readonly [string, string, string][] = [
      ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
      ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
      ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
      ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
      ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
      ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
      ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
      ['Asia/Kathmandu', '2026-01-01T18:14:59Z', '2026-01-01'],
      ['Asia/Kathmandu', '2026-01-01T18:15:00Z', '2026-01-02'],
      ['America/Los_Angeles', '2027-01-01T07:59:59Z', '2026-12-31'],
      ['America/Los_Angeles', '2027-01-01T08:00:00Z', '2027-01-01'],
      ['America/Los_Angeles', '2028-03-01T07:59:59Z', '2028-02-29'],
      ['America/Havana', '2026-03-08T04:59:59Z', '2026-03-07'],
      ['America/Havana', '2026-03-08T05:00:00Z', '2026-03-08'],
      ['America/Havana', '2026-11-01T04:30:00Z', '2026-11-01'],
      ['America/Havana', '2026-11-01T05:30:00Z', '2026-11-01'],
      ['Pacific/Kiritimati', '2026-11-30T10:00:00Z', '2026-12-01'],
      ['Asia/Shanghai', '2038-01-19T03:14:08Z', '2038-01-19'],
    ];
    const source = new URL('../../../src/editor/clock.ts', import.meta.url).href;
    const script = `import { machineClock } from ${JSON.stringify(source)};
      for (const text of process.argv.slice(1)) console.log(machineClock.localDay(Date.parse(text)));`;
    const locales = ['ar_EG.UTF-8', 'fa_IR.UTF-8', 'th_TH.UTF-8@calendar=buddhist'];
    for (const [at, zone] of [...new Set(moments.map(([name]) => name))].entries()) {
      const locale = locales[at % locales.length] ?? '';
      const mine = moments.filter(([name]) => name === zone);
      const child = spawn(
        process.execPath,
        ['--input-type=module', '-e', script, ...mine.map(([, at]) => at)],
        {
          env: { ...process.env, TZ: zone, LANG: locale, LC_ALL: locale },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      children.add(child);
      const days: string[] = [];
      if (child.stdout === null) throw new Error('no output');
      for await (const line of createInterface({ input: child.stdout })) days.push(line);
      assert.deepEqual(
        days,
        mine.map(([, , expected]) => expected),
        zone,
      );
    }
  });

  it('change the day they book when the zone changes, and leave what was booked where it is', async () => {
    const store = await place.open();
    await store.ledger.settle(exact('a', 5n, { day: '2026-03-11' }));
    await store.ledger.settle(exact('b', 7n, { day: '2026-03-10' }));
    assert.equal(costOn(store, { day: '2026-03-11' }), 5n);
    // Westward, the budget of the day before still counts what was booked a "day later".
    const refused = await store.ledger.admit(ask('c', { day: '2026-03-10' }), { dailyPico: 12n });
    assert.equal(refused.kind === 'refused' && refused.spentPico, 12n);
  });
});
