// Where there is no workspace, none that is trusted, or a machine in disorder: the chat works all the same and says so.
import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYS } from '../../sandbox/keys.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { sharedDesk } from '../desk.ts';
import { Machine, type PersonsWindow } from '../machine.ts';
import { storageFolder } from '../receipts.ts';
import { until } from '../until.ts';

describe('a window without a folder', () => {
  let machine: Machine;
  let person: PersonsWindow;
  const folder = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const file = join(folder, 'stray.ts');

  before(async () => {
    writeFileSync(file, 'export const stray = 1;\n');
    ({ machine } = await sharedDesk());
    person = await machine.openReady({ files: [file] });
    await person.chat.newChat();
  });
  after(async () => {
    await person.window.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers, without a word of any workspace in the request', async () => {
    const answer = await person.chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
    const body = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
    assert.ok(!body.includes(machine.demo) && !body.includes(folder));
  });

  it('attaches a file that lies outside of any workspace when it is asked to', async () => {
    const { chat, window } = person;
    await window.page.locator('.tab').filter({ hasText: 'stray.ts' }).click();
    await window.runCommand('SiliconFlow: Add File to Chat');
    await chat.chips.filter({ hasText: 'stray.ts' }).waitFor();
    const answer = await chat.ask('Explain stray.ts');
    assert.match(await answer.innerText(), /stray/);
    const body = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
    assert.match(body, /source=\\"stray\.ts\\"/, 'by its name: where it lies is nobody’s business');
  });

  it('has ticked in the walkthrough what was set up before that was opened for the first time', async () => {
    const { window } = person;
    // What holds already when the editor first reads a walkthrough ticks nothing, then or later in that window. Each step
    // names a second condition, which comes true only after that: that the walkthrough is in front.
    await window.runCommand('Welcome: Open Walkthrough...');
    await window.pick('Get Started with SiliconFlow');
    const ticks = window.page.locator('.getting-started-step .codicon-getting-started-step-checked');
    await until('site, notice and key to be ticked', async () => (await ticks.count()) >= 3);
    await window.screenshot('walkthrough-late');
    await window.closeAllEditors();
  });
});

describe('a machine in disorder: a damaged store, settings of nonsense, a workspace that is not trusted', () => {
  let machine: Machine;
  let person: PersonsWindow;
  const dataFolder = mkdtempSync(join(tmpdir(), 'disorder-'));
  const damaged = Buffer.from(`SQLite format 3\0${'not a page of a database '.repeat(400)}`, 'latin1');

  before(async () => {
    const storage = storageFolder(dataFolder);
    mkdirSync(storage, { recursive: true });
    writeFileSync(join(storage, 'ledger.db'), damaged);
    machine = await Machine.start({
      dataFolder,
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
        'siliconflow.chat.maxTokens': 'many',
        'siliconflow.chat.thinking': 7,
        'siliconflow.models': ['nonsense'],
        'siliconflow.site': 'cn',
      },
    });
    person = await machine.open();
    await person.chat.setUp(KEYS.cn);
  });
  after(async () => {
    await machine.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it('sets the damaged file aside whole, says so, and keeps books in a new one', async () => {
    const { chat } = person;
    const banner = chat.banner.filter({ hasText: 'Damaged receipts were set aside.' });
    await banner.waitFor();
    await banner.getByText('Details').click();
    await banner.getByText(/was damaged and saved as .*ledger\.damaged-/).waitFor();
    await person.window.page.screenshot({ path: 'test-results/screenshots/damaged-store.png' });
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    await banner.waitFor({ state: 'detached' });
    const aside = readdirSync(storageFolder(dataFolder)).find((name) =>
      /^ledger\.damaged-.*\.db$/.test(name),
    );
    assert.ok(aside);
    assert.ok(
      readFileSync(join(storageFolder(dataFolder), aside)).equals(damaged),
      'not a byte of it is lost',
    );
    const answer = await chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
  });

  it('says that the workspace is not trusted, attaches none of its files, and answers without them', async () => {
    const { chat } = person;
    await chat.page.locator('.banner.info').filter({ hasText: 'Restricted mode' }).waitFor();
    await chat.composer.fill('A question in the making');
    await chat.attach(join(machine.demo, 'src/tariff.ts'));
    await chat.banner
      .filter({ hasText: /This workspace is not trusted, so none of its files are attached/ })
      .waitFor();
    assert.equal(await chat.chips.count(), 0);
    assert.equal(await chat.composer.inputValue(), 'A question in the making');
    await chat.composer.fill('');
    const answer = await chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
  });

  it('does not search it for @codebase, and lists none of it behind an @', async () => {
    const { chat, window } = person;
    const asked = machine.cn.requests().length;
    await chat.composer.fill('@codebase What does a parcel cost?');
    await chat.composer.press('Enter');
    await chat.page
      .locator('sf-composer .problem')
      .filter({ hasText: 'This workspace is not trusted, so its files are not read for a search.' })
      .waitFor();
    assert.equal(await chat.chips.count(), 0);
    assert.equal(await chat.composer.inputValue(), '@codebase What does a parcel cost?');
    assert.equal(machine.cn.requests().length, asked);
    await window.screenshot('restricted-codebase');
    await chat.composer.fill('');
    await chat.composer.pressSequentially('@tariff');
    await chat.page.getByText('only pages of the web can be attached so').waitFor();
    await window.screenshot('restricted-mentions');
    assert.equal(await chat.page.getByRole('option').count(), 0);
    await chat.composer.fill('');
  });

  it('names a setting that cannot be used, goes on without it, and leaves it as the person wrote it', async () => {
    const { chat, window } = person;
    await window.reload();
    await chat.whenShown();
    await chat.composer.waitFor();
    await until('the remark', async () => /siliconflow\./.test(await chat.banner.first().innerText()));
    await chat.banner.getByRole('button', { name: 'Open Settings' }).waitFor();
    const settings: unknown = JSON.parse(machine.editor.settingsText);
    assert.equal(Reflect.get(Object(settings), 'siliconflow.chat.maxTokens'), 'many');
    const answer = await chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
  });

  it('says in words that the site cannot be reached, and answers when it can again', async () => {
    const { chat } = person;
    await machine.cn.close();
    await chat.ask('Is anybody there?');
    assert.match(await chat.failure.innerText(), /cannot be reached\. Check your network connection\./);
    await chat.failure.getByRole('button', { name: 'Try Again' }).waitFor();
    const again = await startSandbox({ site: 'cn', port: machine.cn.port, pace: 'instant' });
    try {
      await chat.replacing(() => chat.failure.getByRole('button', { name: 'Try Again' }).click());
      assert.match(await chat.lastAnswer.innerText(), /Is anybody there\?/);
    } finally {
      await again.close();
    }
  });
});
