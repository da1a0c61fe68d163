import { strict as assert } from 'node:assert';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Result } from '../../../../src/core/failure.ts';
import type { Sentence } from '../../../../src/core/sentence.ts';
import { type DeletionParts, deleteAllData } from '../../../../src/editor/records/deleteAllData.ts';
import { LettingGo } from '../../../../src/editor/records/lettingGo.ts';
import { removeFiles, storedFiles } from '../../../../src/editor/records/storedFiles.ts';
import { LedgerWorker } from '../../../../src/store/ledgerWorker.ts';
import type { Store } from '../../../../src/store/openStore.ts';
import { exact, Place } from '../../store/storeFixture.ts';

describe('letting go before a deletion', () => {
  let place: Place;
  let worker: LedgerWorker;
  const ending: (() => void)[] = [];
  beforeEach(() => {
    place = new Place();
    worker = new LedgerWorker(new URL('../../../../src/store/worker.ts', import.meta.url));
  });
  afterEach(async () => {
    for (const end of ending.splice(0)) end();
    await worker.dispose();
    place.remove();
  });

  interface Window {
    readonly store: Store;
    readonly letting: LettingGo;
    readonly events: string[];
  }
  /** A window that polls as the extension does; it and its clock are twenty times as fast. */
  async function window(id: string, letGo: (store: Store) => Promise<void>, follows = true): Promise<Window> {
    const store = await place.open({ windowId: id });
    const events: string[] = [];
    const letting = new LettingGo({
      clock: {
        monotonicMs: () => performance.now() * 20,
        sleep: (ms, signal) => place.clock.sleep(ms / 20, signal),
      },
      memory: store.memory,
      windowId: id,
      others: () => {
        const others = store.otherWindows();
        return others.ok ? others.value : [];
      },
      onDidChange: (listener) => store.onDidChange(listener),
      letGo: async () => {
        await letGo(store);
        events.push('let go');
      },
      onErased: () => events.push('erased'),
    });
    const timer = follows ? setInterval(() => store.poll(), 10) : undefined;
    ending.push(() => {
      clearInterval(timer);
      letting.dispose();
    });
    return { store, letting, events };
  }
  const heard = async (one: Window, event: string): Promise<void> => {
    while (!one.events.includes(event)) await new Promise((resolve) => setImmediate(resolve));
  };

  it('waits for the other window, so that what it still writes is erased too', async () => {
    const one = await window('w1', async () => undefined);
    const two = await window('w2', async (store) => {
      assert.ok((await store.ledger.settle(exact('last', 9n))).ok);
    });
    assert.deepEqual(await one.letting.everywhere('m1'), { ok: true, value: 0 });
    assert.deepEqual(two.events, ['let go']);
    assert.ok((await worker.eraseAll(place.file, 'm1')).ok);
    await heard(two, 'erased');
    assert.deepEqual(two.store.ledger.summary({ day: '2026-03-10' }).totals, []);
  });

  it('counts a window that does not answer, and does not wait for it for ever', async () => {
    const one = await window('w1', async () => undefined);
    await window('w2', async () => undefined, false);
    assert.deepEqual(await one.letting.everywhere('m1'), { ok: true, value: 1 });
  });

  it('happens anew with each deletion, and not at the start of a window that comes later', async () => {
    const one = await window('w1', async () => undefined);
    const two = await window('w2', async () => undefined);
    for (const mark of ['m1', 'm2']) {
      assert.deepEqual(await one.letting.everywhere(mark), { ok: true, value: 0 });
      assert.ok((await worker.eraseAll(place.file, mark)).ok);
      two.events.push(mark);
      await heard(two, mark);
    }
    assert.deepEqual(two.events.filter((event) => event === 'let go').length, 2);
    const three = await window('w3', async () => undefined);
    await three.store.memory.set('account', 'any', 'change');
    assert.deepEqual(three.events, []);
  });
});

describe('the deletion of everything', () => {
  const ok = <T>(value: T): Result<T> => ({ ok: true, value });
  const locked: Result<never> = { ok: false, failure: { kind: 'ledger', detail: 'locked', sent: false } };

  function scripted(over: Partial<DeletionParts> = {}, yes = true) {
    const done: string[] = [];
    const said: string[] = [];
    const asked: string[] = [];
    const text = (one: Sentence): string =>
      one.text.replace(/\{(\d)\}/g, (_, index) => String(one.args?.[Number(index)]));
    const parts: DeletionParts = {
      dialogs: {
        confirm: async (title, lines) => {
          asked.push(text(title), ...lines.map(text));
          return yes;
        },
        during: (_, work) => work(new AbortController().signal),
        tell: async (level, lines) => {
          said.push(level, ...lines.map(text));
          return undefined;
        },
      },
      count: String,
      newMark: () => 'm1',
      store: {
        inventory: async () => ok({ receipts: 12, records: 11, sessions: 3, facts: 20 }),
        erase: async () => {
          done.push('store');
          return ok(true);
        },
      },
      letGo: async () => {
        done.push('windows');
        return ok(0);
      },
      keys: {
        names: async () => ok(['siliconflow.key.cn', 'siliconflow.key.global']),
        removeAll: async () => {
          done.push('keys');
          return ok(undefined);
        },
      },
      files: {
        list: async () => ['/logs/a.log'],
        remove: async () => {
          done.push('files');
          return { removed: 1, left: [] };
        },
      },
      ...over,
    };
    return { parts, done, said, asked };
  }

  it('asks one question that lists it with counts, and does nothing without a yes', async () => {
    const { parts, done, asked } = scripted({}, false);
    assert.equal(await deleteAllData(parts), false);
    assert.deepEqual(done, []);
    const question = asked.join('\n');
    for (const count of [
      /Receipts: 12\./,
      /sent: 11\./,
      /Chats: 3\./,
      /facts: 20\./,
      /sites: 2\./,
      /aside: 1\./,
    ])
      assert.match(question, count);
    assert.match(question, /What stays: your settings/);
  });

  it('lets all windows go first, and empties the store after the keys, whose removal is counted there', async () => {
    const { parts, done, said } = scripted();
    assert.equal(await deleteAllData(parts), true);
    assert.deepEqual(done, ['windows', 'keys', 'store', 'files']);
    assert.deepEqual(said, ['info', 'Everything was deleted.']);
  });

  it('says what is left, and goes on with the rest, whichever step fails', async () => {
    const keys = { ...scripted().parts.keys, removeAll: async () => locked };
    const store = { inventory: async () => locked, erase: async () => locked };
    for (const over of [
      { keys },
      { store },
      { store: { ...store, erase: async () => ok(false) } },
      { letGo: async () => ok(1) },
      { files: { list: async () => [], remove: async () => ({ removed: 0, left: ['a.log'] }) } },
    ] satisfies Partial<DeletionParts>[]) {
      const { parts, said } = scripted(over);
      assert.equal(await deleteAllData(parts), true);
      assert.deepEqual(said.slice(0, 2), ['warning', 'Deleted, but not all of it.']);
      assert.equal(said.length, 3, said.join('\n'));
    }
  });
});

describe('the files of the extension', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'stored-files-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (...names: string[]): string => {
    const path = join(root, ...names);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'canary');
    return path;
  };

  it('are those of its storage but for the open ledger, and its logs of all windows and days', async () => {
    const name = 'publisher.extension';
    const storage = join(root, 'storage');
    const logs = join(root, 'logs', '20261122T043000', 'window1', 'exthost', name);
    const ledger = write('storage', 'ledger.db');
    write('storage', 'ledger.db-wal');
    const aside = write('storage', 'ledger.damaged-2026.db');
    const index = write('storage', 'codebase', 'a1b2c3.db');
    const own = write('logs', '20261122T043000', 'window1', 'exthost', name, 'SiliconFlow.log');
    const other = write('logs', '20261122T043000', 'window2', 'exthost', name, 'SiliconFlow.log');
    const old = write('logs', '20261120T010000', 'exthost1', name, 'SiliconFlow.log');
    const foreign = write('logs', '20261122T043000', 'window1', 'exthost', 'other.extension', 'x.log');
    const outside = write('outside', 'precious.txt');
    symlinkSync(join(root, 'outside'), join(storage, 'link'));
    const found = await storedFiles({ storage, logs }, false);
    assert.deepEqual([...found].sort(), [aside, index, own, other, old].sort());
    assert.deepEqual(await removeFiles(found, logs), { removed: 5, left: [] });
    assert.equal(readFileSync(own, 'utf8'), '');
    for (const path of [aside, index, other, old]) assert.equal(existsSync(path), false, path);
    for (const path of [ledger, foreign, outside]) assert.equal(readFileSync(path, 'utf8'), 'canary', path);
    assert.ok((await storedFiles({ storage, logs }, true)).includes(ledger));
  });

  it('are none where nothing was ever written', async () => {
    const nowhere = join(root, 'nowhere');
    assert.deepEqual(await storedFiles({ storage: nowhere, logs: join(nowhere, 'logs') }, true), []);
  });
});
