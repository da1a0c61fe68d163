// A store that cannot be used: the extension starts all the same, and refuses in words what it could not book.
import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Page, sandboxOf, setUp, start, stop, until } from './inHost.ts';

describe('a store in trouble', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stores-'));

  before(setUp);
  afterEach(stop);
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await start();
  });

  /** Makes a store, closes it, and gives the path of its file. */
  async function made(name: string): Promise<string> {
    await stop();
    await start(join(folder, name));
    await stop();
    const file = readdirSync(join(folder, name)).find((one) => !/-(wal|shm)$/.test(one));
    assert.ok(file);
    return join(folder, name, file);
  }

  async function assertRefuses(name: string): Promise<string> {
    const parts = await start(join(folder, name));
    const page = new Page(parts);
    const banner = await until('the banner says why', () => page.state.banner);
    assert.equal(banner.level, 'error');
    // The notice can be agreed to in this window, so that a question comes as far as the store.
    await parts.account.actions.act('acceptNotice');
    await until('the key is read', () => parts.account.setup.stage === 'ready');
    const before = (await sandboxOf('cn').bill()).entries.filter((entry) => entry.kind === 'chat').length;
    const turn = await page.ask('Can you answer?');
    page.close();
    assert.equal(turn.state, 'failed');
    assert.ok((turn.failure?.message ?? '').length > 20);
    const after = (await sandboxOf('cn').bill()).entries.filter((entry) => entry.kind === 'chat').length;
    assert.equal(after, before);
    return banner.message;
  }

  it('is set aside when it is damaged, kept, and named in the chat', async () => {
    const file = await made('damaged');
    writeFileSync(file, 'This was a database once. '.repeat(500));
    const page = new Page(await start(join(folder, 'damaged')));
    const { banner } = page.state;
    page.close();
    assert.match(banner?.message ?? '', /Damaged receipts were set aside/);
    const aside = readdirSync(join(folder, 'damaged')).filter((name) =>
      readFileSync(join(folder, 'damaged', name)).includes('This was a database once.'),
    );
    assert.equal(aside.length, 1);
    assert.ok(banner?.detail?.includes(aside[0] ?? '?'));
  });

  it('refuses requests when a newer version wrote it, and leaves it as it was', async () => {
    const file = await made('newer');
    const { DatabaseSync }: typeof import('node:sqlite') = createRequire(__filename)('node:sqlite');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version=9999');
    database.close();
    await assertRefuses('newer');
    await stop();
    const again = new DatabaseSync(file, { readOnly: true });
    assert.deepEqual({ ...again.prepare('PRAGMA user_version').get() }, { user_version: 9999 });
    again.close();
  });

  it('refuses requests when its folder cannot be written', async () => {
    await stop();
    mkdirSync(folder, { recursive: true });
    // A file where the folder should be: also root cannot write there.
    writeFileSync(join(folder, 'file'), '');
    await assertRefuses(join('file', 'store'));
  });
});
