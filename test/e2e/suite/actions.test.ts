// A person lets code be explained, fixed and documented, and a commit be described: what is sent, what comes, what it costs.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import * as v from 'valibot';
import { caretTo } from '../caret.ts';
import { Machine, type PersonsWindow } from '../machine.ts';
import { allReceipts } from '../receipts.ts';
import { until } from '../until.ts';

const sentSchema = v.looseObject({
  model: v.string(),
  messages: v.array(v.looseObject({ role: v.string(), content: v.string() })),
});
const actionModel = 'Qwen/Qwen3-Coder-30B-A3B-Instruct';

describe('a command on code', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    machine = await Machine.start({ settings: { 'siliconflow.action.model': actionModel } });
    stageChanges(machine.demo);
    person = await machine.openReady({
      workspace: machine.demo,
      files: [join(machine.demo, 'src/tracking.ts')],
    });
  });
  after(() => machine.stop());

  it('explains the function at the cursor, from the menu of the editor', async () => {
    const { window, chat } = person;
    await caretTo(window, 'tracking.ts', 22);
    await window.page.keyboard.press('Shift+F10');
    await menuItem('SiliconFlow').hover();
    await menuItem('Generate Documentation').waitFor();
    await window.screenshot('actions-menu');
    // The editor's own assistant has an entry of the same name, which stands in the outer menu.
    await menuItem('Explain').last().click();
    await chat.lastAnswer.waitFor({ timeout: 60_000 });
    const answer = await chat.ended();
    const question = chat.page.locator('article.question').last();
    assert.match(await question.innerText(), /Explain statusOf\./);
    assert.match(await question.innerText(), /tracking\.ts:19-28/);
    assert.match(await answer.innerText(), /statusOf/);
    const { model, words } = lastSent();
    assert.equal(model, actionModel);
    assert.match(words, /<data-\w+ source="src\/tracking\.ts:19-28">\nexport function statusOf\(/);
    assert.doesNotMatch(words, /lateParcels/, 'nothing but what is meant');
    await window.screenshot('actions-explained');
  });

  it('fixes the error of a file from its light bulb, with what the editor says about it', async () => {
    const { window, chat } = person;
    const before = await chat.answers.count();
    await caretTo(window, 'tracking.ts', 26);
    await window.page.locator('.squiggly-error').first().waitFor();
    await window.page.keyboard.press('Home');
    for (let i = 0; i < 6; i++) await window.page.keyboard.press('ArrowRight');
    const fix = window.page
      .locator('.action-widget .monaco-list-row')
      .filter({ hasText: 'Fix with SiliconFlow' });
    await until('the quick fix', async () => {
      await window.page.keyboard.press('ControlOrMeta+.');
      const isThere = await fix.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (!isThere) await window.page.keyboard.press('Escape');
      return isThere;
    });
    await window.screenshot('actions-light-bulb');
    await fix.click();
    await until('a new answer', async () => (await chat.answers.count()) > before);
    await chat.ended();
    const { words } = lastSent();
    assert.match(
      words,
      /<data-(\w+) source="problems of src\/tracking\.ts:19-28">\n26:9 error \(ts 2322\): Type 'string'/,
    );
    assert.match(words, /<data-\w+ source="src\/tracking\.ts:19-28">\nexport function statusOf\(/);
    assert.match(words, /\n\nFix statusOf\.\n\nThe problems that the editor reports there are attached\./);
    assert.match(await chat.page.locator('article.question').last().innerText(), /1 problem/);
    await window.screenshot('actions-fixed');
  });

  it('documents a Python function where no language server knows it', async () => {
    const { window, chat } = person;
    const before = await chat.answers.count();
    await openFile('tools/report.py');
    await caretTo(window, 'report.py', 27);
    await window.runCommand('SiliconFlow: Generate Documentation');
    await until('a new answer', async () => (await chat.answers.count()) > before);
    await chat.ended();
    const { words } = lastSent();
    assert.match(
      words,
      /<data-(\w+) source="tools\/report\.py:26-28">\ndef price_cents\(row: Row\) -> int:\n[^<]*<\/data-\1>/,
    );
    assert.match(words, /docstring \(PEP 257\)/);
    assert.match(await chat.textOfLast(), /price_cents/);
    await window.screenshot('actions-documented');
  });

  it('says in words why a private file is not sent, and sends nothing', async () => {
    const { window, chat } = person;
    const before = machine.cn.bill().entries.length;
    await openFile('.env');
    await window.runCommand('SiliconFlow: Explain');
    await chat.page.getByText(/\.env never leaves this machine/).waitFor();
    assert.equal(machine.cn.bill().entries.length, before);
    await window.closeEditor('.env');
  });

  it('describes the staged changes, without what is private, generated or binary, and says so', async () => {
    const { window } = person;
    await window.runCommand('Source Control: Focus on Changes View');
    await pressInTitle('Generate Commit Message');
    const message = await until('the message', async () => {
      const text = await boxText();
      return /tariff\.ts: \+/.test(text) && text;
    });
    assert.match(message, /^Add refundCents to tariff/);
    const { words, model } = lastSent();
    assert.notEqual(model, actionModel, 'the chat’s model writes it');
    assert.match(
      words,
      /<data-(\w+) source="git diff --cached">\ndiff --git a\/src\/tariff\.ts b\/src\/tariff\.ts\n/,
    );
    assert.match(words, /source="latest subjects">\nfeat: open the parcel desk\n/);
    assert.match(words, /source="changed, not shown">\nassets\/label\.png\npackage-lock\.json\n/);
    assert.doesNotMatch(words, /rotated-token|P-9999|lockfileVersion|\.env|parcels\.csv/);
    await window.screenshot('actions-commit');
    await window.runCommand('Notifications: Show Notifications');
    const notice = window.page.locator('.notification-list-item').filter({ hasText: 'Not sent: ' });
    await notice.waitFor();
    const said = await notice.innerText();
    for (const part of [
      '.env (never leaves',
      'data/parcels.csv (never',
      'package-lock.json (generated)',
      'label.png (binary)',
    ])
      assert.ok(said.includes(part), said);
    await window.screenshot('actions-commit-notice');
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('puts back what stood in the box when it is cancelled, and frees the socket', async () => {
    const { window } = person;
    await writeBox('my own words');
    machine.cn.setFault({ fault: 'pace-6', kind: 'chat' });
    await pressInTitle('Generate Commit Message');
    await until('the first words', async () => !/^(my own words)?$/.test(await boxText()));
    await window.screenshot('actions-commit-cancel');
    await pressInTitle('Cancel Commit Message');
    await until('the old text', async () => (await boxText()) === 'my own words');
    await until('the socket to be free', () => machine.cn.open().requests === 0);
    assert.equal(machine.cn.bill().entries.at(-1)?.aborted, true);
    assert.match(lastSent().words, /source="already written">\nmy own words\n/);
    const last = await until('the receipt', () => {
      const receipt = allReceipts(machine).at(-1);
      return receipt?.outcome === 'stopped' && receipt;
    });
    assert.equal(last.purpose, 'commit');
    assert.equal(last.state, 'estimated');
  });

  it('keeps the text when the platform refuses, and says it once with the cure', async () => {
    const { window } = person;
    machine.cn.setFault({ fault: 'http-403-disabled', kind: 'chat' });
    await pressInTitle('Generate Commit Message');
    await window.runCommand('Notifications: Show Notifications');
    const notice = window.page.locator('.notification-list-item');
    await notice.getByRole('button', { name: 'Select Model' }).waitFor();
    assert.equal(await notice.count(), 1);
    assert.equal(await boxText(), 'my own words');
    await window.screenshot('actions-commit-refused');
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('reviews the staged changes as a chip that holds nothing private', async () => {
    const { window, chat } = person;
    const before = await chat.answers.count();
    await pressInTitle('Review');
    await until('a new answer', async () => (await chat.answers.count()) > before);
    await chat.ended();
    const question = await chat.page.locator('article.question').last().innerText();
    assert.match(question, /Review the attached changes\./);
    assert.match(question, /Staged changes/);
    const { words, model } = lastSent();
    assert.equal(model, actionModel);
    assert.match(words, /<data-\w+ source="staged changes">\ndiff --git a\/src\/tariff\.ts/);
    assert.doesNotMatch(words, /rotated-token|P-9999|lockfileVersion|\.env/);
    await window.screenshot('actions-review');
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('is on the books of both sides with the same sums', async () => {
    const entries = machine.cn.bill().entries.filter((entry) => entry.kind === 'chat');
    const booked = await until('all receipts', () => {
      const all = allReceipts(machine);
      return all.length === entries.length && all;
    });
    assert.deepEqual(
      booked.map(({ purpose }) => purpose),
      ['action', 'action', 'action', 'commit', 'commit', 'commit', 'action'],
    );
    for (const entry of entries) {
      const receipt = booked.find(({ traceId }) => traceId === entry.traceId);
      assert.ok(receipt, entry.traceId);
      const billed = BigInt(entry.costPico);
      if (!entry.aborted) assert.equal(receipt.costPico, billed);
      assert.ok((receipt.lowPico ?? -1n) <= billed && billed <= (receipt.highPico ?? -1n), entry.traceId);
    }
  });

  it('sees what an @ names of the same work: symbols, problems, what git knows, and nothing private of it', async () => {
    const { window, chat } = person;
    await chat.newChat();
    git(machine.demo, 'commit', '-q', '-m', 'feat: pay senders back');
    appendFileSync(join(machine.demo, 'README.md'), '\nThe desk opens at nine.\n');
    git(machine.demo, 'add', 'README.md');
    appendFileSync(join(machine.demo, 'tools/report.py'), '\n# The last line of the report.\n');
    const changes = window.page.locator('.activitybar .action-item').filter({ hasText: /^2$/ });
    await until('git to see two changes', async () => (await changes.count()) > 0);
    await mention('@statusOf', /statusOf\(\)\s*src\/tracking\.ts:19/, 'tracking.ts:19-28');
    await mention('@prob', 'errors and warnings of the workspace', 'Problems');
    await mention('@staged', 'what a commit would hold', 'Git: staged changes');
    await mention('@work', 'all that has changed since the last commit', 'Git: working tree');
    await mention('@commit', 'feat: pay senders back', /^commit [0-9a-f]{8}/);
    // The first commit has none before it to be compared with.
    await mention(
      '@commit',
      'feat: open the parcel desk',
      `commit ${git(machine.demo, 'rev-parse', 'HEAD^').slice(0, 8)}`,
    );
    await window.screenshot('actions-mentioned');
    await chat.ask('What is left to do?');
    const { words } = lastSent();
    for (const source of [
      'src/tracking\\.ts:19-28">\nexport function statusOf',
      "problems of the workspace\">[^<]*26:9 error \\(ts 2322\\): Type 'string'",
      'git diff --staged">[^<]*\\+The desk opens at nine\\.',
      'git diff HEAD">[^<]*\\+# The last line of the report\\.',
      'git show [0-9a-f]{8}: feat: pay senders back">[^<]*\\+export function refundCents',
      'git show [0-9a-f]{8}: feat: open the parcel desk">(?:(?!</data)[^])*@@ -0,0 (?:(?!</data)[^])*\\+export function priceCents',
    ])
      assert.match(words, new RegExp(`source="${source}`));
    assert.doesNotMatch(words, /rotated-token|P-9999|SECRET/);
  });

  /** Types it and takes this row, which becomes this chip. */
  async function mention(typed: string, row: string | RegExp, chip: string | RegExp): Promise<void> {
    const { chat, window } = person;
    await chat.composer.fill('');
    await chat.composer.pressSequentially(typed);
    const option = chat.page.getByRole('option').filter({ hasText: row }).first();
    await option.waitFor();
    await window.screenshot(`actions-mention-${typed.slice(1)}`);
    await option.click();
    await chat.chips.locator('.chip-label').filter({ hasText: chip }).waitFor();
  }

  /** By the editor's own file dialog, into which a path can be typed. */
  async function openFile(path: string): Promise<void> {
    const { window } = person;
    await window.runCommand('File: Open File...');
    const input = window.quickInput.locator('input[type="text"]').first();
    await input.waitFor();
    // The dialog fills in its folder when it has read it, over whatever stands there by then.
    await until('the file dialog to take the path', async () => {
      if (await window.quickInput.isHidden()) return true;
      await input.fill(join(machine.demo, path), { timeout: 1_000 });
      await input.press('Enter', { timeout: 1_000 });
      return window.quickInput.waitFor({ state: 'hidden', timeout: 1_500 }).then(() => true);
    });
    const name = path.split('/').at(-1) ?? path;
    await window.page.locator('.tab').filter({ hasText: name }).waitFor();
  }

  function menuItem(name: string): Locator {
    return person.window.page.getByRole('menuitem', { name, exact: true });
  }

  function lastSent(): { readonly model: string; readonly words: string } {
    const request = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions');
    const { model, messages } = v.parse(sentSchema, JSON.parse(request?.body ?? ''));
    return { model, words: messages.at(-1)?.content ?? '' };
  }

  /** The editor's own assistant has a button of the same name inside the box; ours stands in the title bar. */
  async function pressInTitle(name: string): Promise<void> {
    const header = person.window.page.locator('.pane-header').filter({ hasText: 'Changes' });
    // It shows its buttons only to a mouse that is there.
    await header.hover();
    await header.getByRole('button', { name }).click();
  }

  function box(): Locator {
    return person.window.page.locator('.scm-editor .view-lines');
  }

  async function boxText(): Promise<string> {
    return (await box().innerText()).replaceAll('\u00a0', ' ').trim();
  }

  async function writeBox(text: string): Promise<void> {
    await box().click();
    await person.window.page.keyboard.press('ControlOrMeta+A');
    await person.window.page.keyboard.type(text);
    await until('the typed text', async () => (await boxText()) === text);
  }
});

/** Makes a git repository of the demo, with changes of every sort staged. */
function stageChanges(folder: string): void {
  git(folder, 'init', '-q');
  git(folder, 'add', '-A', '-f');
  git(folder, 'commit', '-q', '-m', 'feat: open the parcel desk\n\nWith tariffs and tracking.');
  appendFileSync(
    join(folder, 'src/tariff.ts'),
    '\n/** What a sender gets back. */\nexport function refundCents(paid: number): number {\n  return Math.floor(paid / 2);\n}\n',
  );
  appendFileSync(join(folder, '.env'), 'NEW=rotated-token\n');
  appendFileSync(join(folder, 'data/parcels.csv'), 'P-9999,local,1\n');
  appendFileSync(join(folder, 'assets/label.png'), Buffer.from([0, 1, 2]));
  writeFileSync(join(folder, 'package-lock.json'), '{ "lockfileVersion": 3 }\n');
  git(folder, 'add', '-A', '-f');
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=Desk', '-c', 'user.email=desk@example.invalid', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}
