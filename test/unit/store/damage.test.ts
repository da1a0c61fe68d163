import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { ledgerCauseOf } from '../../../src/core/spend/ledgerTrouble.ts';
import { checkFile } from '../../../src/store/check.ts';
import { Database } from '../../../src/store/database.ts';
import { fileIdentity, isOnNetwork, setAside } from '../../../src/store/ledgerFile.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { costOn, day, exact, Place, realClock } from './storeFixture.ts';

describe('a file that is no ledger', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  /** A ledger with enough in it to have many pages, closed. */
  async function written(): Promise<void> {
    const store = await place.open({ windowId: 'before' });
    for (let n = 0; n < 300; n += 1) await store.ledger.settle(exact(`old${n}`, 1n));
    store.close();
  }

  async function opensAside(expected: Buffer): Promise<void> {
    const store = await place.open();
    const { openedAs } = store;
    assert.ok(openedAs.as === 'setAside');
    assert.match(openedAs.asidePath, /ledger\.damaged-2026-03-10T120000Z(-\d+)?\.db$/);
    assert.ok(readFileSync(openedAs.asidePath).equals(expected), 'the damaged file is kept to the last byte');
    await store.ledger.settle(exact('new', 5n));
    assert.equal(costOn(store, { day }), 5n);
  }

  it('is set aside when it holds something else', async () => {
    for (const content of [
      Buffer.from('{"receipts": []}\n'.repeat(100)),
      Buffer.alloc(9_000),
      Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7_919) % 256)),
      Buffer.from('SQLite format 3\u0000but nothing after it'),
    ]) {
      writeFileSync(place.file, content);
      await opensAside(content);
      place.remove();
      place = new Place();
    }
  });

  it('is set aside when it was cut in the middle', async () => {
    await written();
    truncateSync(place.file, 4_096 * 3);
    await opensAside(readFileSync(place.file));
  });

  it("is set aside when it is another program's database", async () => {
    const foreign = new Database(place.file);
    foreign.exec('CREATE TABLE notes (text TEXT); PRAGMA user_version=7;');
    foreign.close();
    await opensAside(readFileSync(place.file));
  });

  it('is set aside together with its log when it was emptied beside it', async () => {
    writeFileSync(place.file, '');
    writeFileSync(`${place.file}-wal`, 'all that is left');
    const store = await place.open();
    const { openedAs } = store;
    assert.ok(openedAs.as === 'setAside');
    assert.equal(readFileSync(`${openedAs.asidePath}-wal`, 'utf8'), 'all that is left');
  });

  it('is never overwritten by the next one of the same second', async () => {
    for (let n = 0; n < 3; n += 1) {
      writeFileSync(place.file, `garbage ${n} `.repeat(100));
      (await place.open()).close();
    }
    const aside = readdirSync(place.folder).filter(
      (name) => name.includes('damaged') && name.endsWith('.db'),
    );
    assert.equal(aside.length, 3);
  });

  it('leaves the new file alone that another window put in its place meanwhile', () => {
    writeFileSync(place.file, 'garbage');
    const found = fileIdentity(place.file);
    assert.ok(setAside(place.file, found, 0) !== null);
    // The old file still exists under its new name, so that its number cannot be given to the next.
    writeFileSync(place.file, 'the new ledger of the other window');
    assert.equal(setAside(place.file, found, 0), null);
    assert.equal(readFileSync(place.file, 'utf8'), 'the new ledger of the other window');
  });

  it('is simply new when it is empty and alone', async () => {
    writeFileSync(place.file, '');
    assert.equal((await place.open()).openedAs.as, 'fresh');
  });

  it('is left alone and refused in words when a newer version wrote it', async () => {
    await written();
    const database = new Database(place.file);
    database.exec('PRAGMA user_version=999');
    database.close();
    const before = readFileSync(place.file);
    const opened = await openStore({ folder: place.folder, clock: place.clock, windowId: 'w1' });
    assert.equal(!opened.ok && ledgerCauseOf(opened.failure), 'newer');
    assert.ok(readFileSync(place.file).equals(before));
    assert.deepEqual(readdirSync(place.folder), ['ledger.db']);
  });

  it('is set aside when the damage shows while it is in use: that booking fails in words, the next goes on', async () => {
    await written();
    const store = await place.open({ windowId: 'w1' });
    assert.equal(store.openedAs.as, 'existing');
    // Pages behind the first are overwritten under the open file, as a broken disk would.
    const content = readFileSync(place.file);
    content.fill(0xa5, 4_096);
    writeFileSync(place.file, content);
    const other = await place.open({ windowId: 'w2' });
    let causes: string[] = [];
    for (const one of [store, other]) {
      for (let n = 0; n < 3; n += 1) {
        const settled = await one.ledger.settle(exact(`${n}`, 5n));
        if (!settled.ok) causes = [...causes, ledgerCauseOf(settled.failure)];
      }
      one.poll();
      await one.ledger.bookLate();
    }
    assert.ok(
      causes.every((cause) => cause === 'damaged'),
      causes.join(),
    );
    const next = await place.open({ windowId: 'w3' });
    assert.deepEqual(checkFile(place.file), { damage: [], sumsAgree: true });
    assert.equal(costOn(next, { day }), 15n);
    assert.ok(readdirSync(place.folder).some((name) => name.includes('damaged')));
  });

  it('that a check found damaged is set aside for all windows, each of which moves to the new one', async () => {
    const one = await place.open();
    const two = await place.open({ windowId: 'w2' });
    await one.ledger.settle(exact('old', 5n));
    const aside = one.replaceDamaged();
    assert.ok(aside !== null && existsSync(aside));
    await one.ledger.settle(exact('a', 3n));
    assert.equal(two.poll(), true);
    await two.ledger.settle(exact('b', 4n));
    assert.equal(two.replaceDamaged() !== null, true);
    one.poll();
    assert.equal(costOn(one, { day }), 0n);
  });

  it('is made anew when a person deletes it under an open window', async () => {
    const store = await place.open();
    await store.ledger.settle(exact('a', 3n));
    for (const name of readdirSync(place.folder)) rmSync(`${place.folder}/${name}`);
    assert.equal(store.poll(), true);
    assert.ok((await store.ledger.settle(exact('b', 4n))).ok);
    assert.equal(costOn(store, { day }), 4n);
  });
});

describe('a folder that is no place for a ledger', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('is refused in words when a file stands in its way', async () => {
    writeFileSync(`${place.folder}/file`, '');
    const opened = await openStore({ folder: `${place.folder}/file`, clock: realClock, windowId: 'w' });
    assert.equal(!opened.ok && ledgerCauseOf(opened.failure), 'unreadable');
  });

  it('is refused in words when it cannot be written to', function () {
    if (process.platform === 'win32') this.skip();
    const folder = `${place.folder}/locked`;
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    chmodSync(dirname(folder), 0o755);
    const source = new URL('../../../src/store/openStore.ts', import.meta.url).href;
    const trouble = new URL('../../../src/core/spend/ledgerTrouble.ts', import.meta.url).href;
    const script = `
      const { openStore } = await import(${JSON.stringify(source)});
      const { ledgerCauseOf } = await import(${JSON.stringify(trouble)});
      if (process.getuid() === 0) process.setuid(65534); // permissions do not bind root
      const clock = { nowMs: Date.now, monotonicMs: () => performance.now(), localDay: () => '', sleep: async () => {} };
      const opened = await openStore({ folder: ${JSON.stringify(folder)}, clock, windowId: 'w' });
      console.log(opened.ok ? 'opened' : ledgerCauseOf(opened.failure));`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(child.stdout.trim(), 'readOnly', child.stderr);
  });

  it('gets a rollback journal when it is on a network, with the same bookings', async () => {
    const store = await place.open({ networkFileSystem: true });
    const other = await place.open({ networkFileSystem: true, windowId: 'w2' });
    await store.ledger.settle(exact('a', 5n));
    await other.ledger.settle(exact('b', 6n));
    assert.equal(store.poll(), true);
    assert.equal(costOn(store, { day }), 11n);
    assert.ok(!existsSync(`${place.file}-wal`));
    const database = new Database(place.file, { readOnly: true });
    assert.equal(database.get('PRAGMA journal_mode')?.journal_mode, 'delete');
    database.close();
  });

  it('is told from a local one where the system says so', () => {
    assert.equal(isOnNetwork('\\\\server\\share\\folder'), true);
    assert.equal(isOnNetwork(place.folder), false);
    assert.equal(isOnNetwork(`${place.folder}/not there`), false);
  });
});
