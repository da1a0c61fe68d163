// What is kept of a person, and its end: code that is marked, the record of what was sent, and one command that takes it all.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEYS } from '../../sandbox/keys.ts';
import { ChatPanel } from '../chatPanel.ts';
import { Machine, type PersonsWindow } from '../machine.ts';
import { allReceipts } from '../receipts.ts';
import { until } from '../until.ts';
import { UsagePanel } from '../usagePanel.ts';

const canary = 'canary-words-of-a-person';

describe('what is kept, and its deletion', () => {
  let machine: Machine;
  let one: PersonsWindow;
  let two: PersonsWindow;
  let chat: ChatPanel;

  before(async () => {
    machine = await Machine.start({
      viewport: { width: 1360, height: 900 },
      settings: {
        'siliconflow.privacy.markGenerated': 'comment',
        'workbench.colorTheme': 'Default Dark Modern',
      },
    });
    one = await machine.openReady();
    two = await machine.openReady({});
    chat = new ChatPanel(one.window, machine.cn, one.window.webview('purpose=webviewView'));
  });
  after(() => machine.stop());

  const holders = (): readonly string[] =>
    readdirSync(machine.editor.dataFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path).includes(canary));

  it('marks code that is inserted, and remembers where it went', async () => {
    await chat.ask('Write a test for src/tariff.ts, please.');
    await chat.lastAnswer.getByRole('button', { name: 'Open code block 1 as a new file' }).click();
    await one.window.page
      .locator('.view-line')
      .filter({ hasText: /AI-generated.by.deepseek-ai\/DeepSeek-V3\.2/ })
      .waitFor();
    await one.window.screenshot('marked-code-dark');
  });

  it('shows what was sent with a receipt, without a word of it', async () => {
    await chat.ask(canary);
    const usage = await UsagePanel.open(one.window);
    await until('both receipts', async () => (await usage.rows.count()) >= 2);
    await usage.rows.last().locator('.line').click();
    assert.match(await usage.rows.last().innerText(), /Untitled-1/);
    await usage.rows.first().locator('.line').click();
    await one.window.screenshot('usage-what-was-sent-dark');
    await usage.button('Show Record').first().click();
    const lines = one.window.page.locator('.editor-instance .view-lines').last();
    await lines.filter({ hasText: /Body:.*bytes,.SHA-256/ }).waitFor();
    assert.doesNotMatch(await lines.innerText(), /canary/);
    await one.window.screenshot('sent-record-dark');
  });

  it('asks once, with everything listed', async () => {
    machine.cn.setFault({ fault: 'pace-5', kind: 'chat' });
    await two.chat.send(`Tell me about ${canary}`);
    await until('a request of the other window', () => machine.cn.open().requests === 1);
    assert.ok(holders().length > 0);
    await one.window.runCommand('SiliconFlow: Delete All Data');
    await one.window.dialog.getByText(/Delete everything that SiliconFlow keeps/).waitFor();
    assert.match(
      await one.window.dialog.innerText(),
      /Receipts: 2\. Records of what was sent: 2\. Chats: 2\./,
    );
    await one.window.screenshot('delete-all-dark');
    await one.window.dialog.getByRole('button', { name: 'Delete Everything' }).click();
  });

  it('ends the requests of all windows, and leaves nothing of it in any file', async () => {
    await until('the other request to end', () => machine.cn.open().requests === 0);
    await until('an empty store', () => allReceipts(machine).length === 0);
    for (const { window } of [one, two]) {
      const page = new ChatPanel(window, machine.cn, window.webview('purpose=webviewView'));
      // The keys go first, and the other window looks at the store each second: this is the set-up of the first day.
      await page.button('Agree and Continue').waitFor();
    }
    await until('nothing to be found', () => holders().length === 0);
    await one.window.screenshot('deleted-all-dark');
  });

  it('goes on in both windows as on the first day', async () => {
    for (const person of [two, one]) {
      const page = new ChatPanel(person.window, machine.cn, person.window.webview('purpose=webviewView'));
      await page.setUp(KEYS.cn);
      await page.ask('Hello');
    }
    assert.equal(allReceipts(machine).length, 2);
    assert.deepEqual(one.window.errors, []);
    assert.deepEqual(two.window.errors, []);
  });
});
