// Disks and files that fail under an open ledger: refused or kept for later, in words, and never with a wrong sum.
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../src/core/failure.ts';
import { ledgerCauseOf, ledgerSentence } from '../../../src/core/spend/ledgerTrouble.ts';
import { checkFile } from '../../../src/store/check.ts';
import { Database } from '../../../src/store/database.ts';
import { openStore, type Store } from '../../../src/store/openStore.ts';
import { ask, costOn, day, exact, Place } from './storeFixture.ts';

describe('a ledger on a real disk in trouble', () => {
  let place: Place;
  let disk: string;
  /** A file system of 8 MB of its own; false where this process may not mount one. */
  function mount(): boolean {
    mkdirSync(disk);
    return spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status === 0;
  }
  beforeEach(() => {
    place = new Place();
    disk = join(place.folder, 'disk');
  });
  afterEach(() => {
    place.remove({ before: () => spawnSync('/bin/umount', ['--lazy', disk]) });
  });

  function wordsOf(failure: Failure): string {
    const words = ledgerSentence(failure).text;
    assert.ok(words.length > 20);
    return ledgerCauseOf(failure);
  }

  const fillUp = (): void => {
    const filler = join(disk, 'filler');
    for (const size of [1_000_000, 64_000, 4_096, 512])
      for (;;) {
        try {
          writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
        } catch {
          break;
        }
      }
  };

  it('refuses in words when it is full, keeps the receipts, and books them to the last unit when there is room', async function () {
    if (!mount()) this.skip();
    const store = await place.open({ folder: disk });
    await store.ledger.settle(exact('before', 5n));
    fillUp();
    const causes = new Set<string>();
    for (let n = 0; n < 300; n += 1) {
      const settled = await store.ledger.settle(exact(`r${n}`, 1n, { host: 'h'.repeat(900) }));
      if (!settled.ok) causes.add(wordsOf(settled.failure));
    }
    assert.deepEqual([...causes], ['full']);
    const kept = store.ledger.unbookedReceipts;
    assert.ok(kept > 0);
    assert.equal(costOn(store, { day }), 305n - BigInt(kept));
    const admission = await store.ledger.admit(ask('a'), {});
    if (admission.kind === 'failed') assert.equal(wordsOf(admission.failure), 'full');
    await store.ledger.release('a');
    rmSync(join(disk, 'filler'));
    await store.ledger.bookLate();
    assert.equal(store.ledger.unbookedReceipts, 0);
    assert.equal(costOn(store, { day }), 305n);
    assert.deepEqual(checkFile(store.file), { damage: [], sumsAgree: true });
  });

  it('does not open in words when it is full, and opens with every sum when there is room', async function () {
    if (!mount()) this.skip();
    const before = await place.open({ folder: disk });
    await before.ledger.settle(exact('before', 5n));
    before.close();
    fillUp();
    const opened = await openStore({ folder: disk, clock: place.clock, windowId: 'w2' });
    assert.ok(!opened.ok);
    assert.equal(wordsOf(opened.failure), 'full');
    rmSync(join(disk, 'filler'));
    assert.equal(costOn(await place.open({ folder: disk, windowId: 'w3' }), { day }), 5n);
  });

  it('refuses in words when the disk becomes read-only, and goes on where it was when it can write again', async function () {
    if (!mount()) this.skip();
    const store = await place.open({ folder: disk });
    await store.ledger.settle(exact('before', 5n));
    // A file system with open writers cannot be made read-only, so the open file moves to one that is.
    store.close();
    spawnSync('/bin/mount', ['-o', 'remount,ro', disk]);
    const opened = await openStore({ folder: disk, clock: place.clock, windowId: 'w2' });
    assert.ok(!opened.ok);
    assert.equal(wordsOf(opened.failure), 'readOnly');
    spawnSync('/bin/mount', ['-o', 'remount,rw', disk]);
    assert.equal(costOn(await place.open({ folder: disk, windowId: 'w3' }), { day }), 5n);
  });

  it('refuses in words when only its file is read-only', async function () {
    if (process.platform === 'win32') this.skip();
    const store = await place.open();
    await store.ledger.settle(exact('before', 5n));
    store.close();
    chmodSync(place.folder, 0o777);
    chmodSync(place.file, 0o444);
    const source = new URL('../../../src/store/openStore.ts', import.meta.url).href;
    const script = `
      const { openStore } = await import(${JSON.stringify(source)});
      if (process.getuid() === 0) process.setuid(65534); // permissions do not bind root
      const clock = { nowMs: Date.now, monotonicMs: () => performance.now(), localDay: () => '', sleep: async () => {} };
      const opened = await openStore({ folder: ${JSON.stringify(place.folder)}, clock, windowId: 'w' });
      console.log(opened.ok ? 'opened' : opened.failure.detail.split(':')[0]);`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(child.stdout.trim(), 'readOnly', child.stderr);
    // SQLite gives the files beside it the permissions of the file.
    for (const name of readdirSync(place.folder)) chmodSync(join(place.folder, name), 0o644);
    assert.equal(costOn(await place.open({ windowId: 'w3' }), { day }), 5n);
  });

  it('starts anew when its whole folder is deleted under it, and keeps what is booked from then on', async () => {
    const folder = join(place.folder, 'storage', 'deep');
    const store = await place.open({ folder });
    await store.ledger.settle(exact('a', 3n));
    await store.ledger.admit(ask('b'), {});
    rmSync(join(place.folder, 'storage'), { recursive: true });
    const settled = await store.ledger.settle(exact('b', 4n));
    store.poll();
    if (!settled.ok) wordsOf(settled.failure);
    await store.ledger.bookLate();
    assert.equal(store.ledger.unbookedReceipts, 0);
    assert.equal((await store.ledger.admit(ask('c'), { dailyPico: 1_000_000n })).kind, 'admitted');
    assert.equal(costOn(store, { day }), 4n);
    assert.deepEqual(checkFile(store.file), { damage: [], sumsAgree: true });
  });

  it('refuses in words when a newer version migrates it under an open window', async () => {
    const store = await place.open();
    await store.ledger.settle(exact('a', 3n));
    const newer = new Database(place.file);
    newer.exec('PRAGMA user_version=999');
    const admission = await store.ledger.admit(ask('b'), {});
    assert.equal(admission.kind === 'failed' && wordsOf(admission.failure), 'newer');
    assert.ok(!(await store.ledger.settle(exact('c', 4n))).ok);
    assert.equal(newer.get('SELECT count(*) AS n FROM receipts')?.n, 1n);
    assert.equal(newer.get('PRAGMA user_version')?.user_version, 999n);
    newer.close();
  });
});

describe('damage in the middle of a ledger', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  /** A ledger of some sixty pages and the sum of what is in it. */
  async function written(): Promise<Buffer> {
    const store = await place.open({ windowId: 'before' });
    for (let n = 0; n < 300; n += 1)
      await store.ledger.settle(exact(`old${n}`, 1n, { host: 'h'.repeat(300) }));
    store.close();
    return readFileSync(place.file);
  }

  /** The sums shown are those of all receipts, those of a new file, or marked as not known: never anything between. */
  async function use(store: Store, old: bigint, about: string): Promise<void> {
    let booked = 0n;
    for (let n = 0; n < 3; n += 1)
      if ((await store.ledger.settle(exact(`${about}.${n}`, 5n))).ok) booked += 5n;
    await store.ledger.bookLate();
    assert.equal(store.ledger.unbookedReceipts, 0, about);
    const { totals, stale } = store.ledger.summary({ day });
    const cost = totals[0]?.costPico ?? 0n;
    assert.ok(
      stale ||
        cost === old + 15n ||
        (store.openedAs.as === 'setAside' && cost <= 15n && cost >= booked - 15n),
      `${about}: ${cost}`,
    );
  }

  it('in any one page gives the whole sum or a new file, never a wrong sum, and the check finds it', async function () {
    this.timeout(60_000);
    const content = await written();
    const pages = content.length / 4_096;
    assert.ok(pages > 40);
    for (let page = 1; page < pages; page += 1) {
      place.remove();
      place = new Place();
      const damaged = Buffer.from(content);
      damaged.fill(0xa5, page * 4_096 + 8, page * 4_096 + 2_048);
      writeFileSync(place.file, damaged);
      const store = await place.open();
      await use(store, 300n, `page ${page}`);
      // Damage that no booking touched is found by the check; a free page has nothing to damage.
      if (store.openedAs.as !== 'setAside') {
        const { damage, sumsAgree } = checkFile(place.file);
        assert.ok(damage.length > 0 || sumsAgree, `page ${page}`);
      }
    }
  });

  it('of a log that was cut anywhere loses the last bookings whole, and no sum is wrong', async function () {
    this.timeout(60_000);
    const store = await place.open();
    for (let n = 0; n < 60; n += 1) await store.ledger.settle(exact(`r${n}`, 1n));
    const copy = new Place();
    const [wal, length] = [`${copy.file}-wal`, readFileSync(`${place.file}-wal`).length];
    let least = 60n;
    for (let part = 0; part <= 40; part += 1) {
      copyFileSync(place.file, copy.file);
      copyFileSync(`${place.file}-wal`, wal);
      rmSync(`${copy.file}-shm`, { force: true });
      truncateSync(wal, Math.floor((length * part) / 40) - (part % 3) * Math.min(part, 7));
      const opened = await openStore({ folder: copy.folder, clock: copy.clock, windowId: 'w' });
      assert.ok(opened.ok);
      const receipts = new Database(copy.file);
      const count = receipts.get('SELECT count(*) AS n FROM receipts')?.n;
      receipts.close();
      assert.equal(costOn(opened.value, { day }), count, `cut at ${part} of 40`);
      assert.deepEqual(checkFile(copy.file), { damage: [], sumsAgree: true });
      if (typeof count === 'bigint' && count < least) least = count;
      opened.value.close();
      rmSync(copy.file);
    }
    assert.ok(least < 10n, 'the log held most of it');
    copy.remove();
  });
});
