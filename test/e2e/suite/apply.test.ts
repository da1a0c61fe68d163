// A person takes code of an answer into a file: looks at the diff, accepts and rejects, undoes, and edits a selection in place.
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';
import { caretTo } from '../caret.ts';
import { readableTerminal, sharedDesk } from '../desk.ts';
import { openFile } from '../installed.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('code of an answer', () => {
  let machine: Machine;
  let person: PersonsWindow;
  const guard = "throw new TypeError('parcel is required');";

  before(async () => {
    ({ machine, person } = await sharedDesk());
    await machine.editor.changeSettings(person.window, {
      'window.autoDetectColorScheme': true,
      'workbench.preferredLightColorTheme': 'Light Modern',
      'workbench.preferredDarkColorTheme': 'Dark Modern',
      'siliconflow.privacy.markGenerated': 'comment',
      ...readableTerminal,
    });
    await openFile(person.window, 'src/tariff.ts');
    await person.window.runCommand('SiliconFlow: Add File to Chat');
    await person.chat.chips.waitFor();
  });

  const onDisk = (): string => readFileSync(join(machine.demo, 'src/tariff.ts'), 'utf8');
  const diffTab = (name = ''): Locator =>
    person.window.page.locator('.tab').filter({ hasText: `${name}: proposed` });
  const titleButton = (name: string): Locator =>
    person.window.page
      .locator('.editor-group-container.active .editor-actions')
      .getByRole('button', { name, exact: false });
  const fileTab = (): Locator =>
    person.window.page.locator('.tab').filter({ hasText: /^tariff\.ts(?!.*proposed)/ });

  it('opens as a diff with its reason, and each change says what can be done with it', async () => {
    const { chat, window } = person;
    await chat.ask('Improve priceCents.');
    await chat.lastAnswer.locator('figure.code [data-act="applyCode"]').first().click();
    await diffTab().waitFor();
    assert.match(
      (await diffTab().getAttribute('aria-label')) ?? '',
      /tariff\.ts: proposed \(named in the answer/,
    );
    await window.page
      .locator('.editor.modified .view-lines')
      .filter({ hasText: 'parcel is required' })
      .waitFor();
    await titleButton('Accept All Changes').waitFor();
    for (const name of ['Accept Change', 'Reject Change', 'Reject All Changes'])
      await titleButton(name).waitFor();
    assert.doesNotMatch(onDisk(), /parcel is required/);
    for (const theme of ['light', 'dark'] as const) {
      await window.page.emulateMedia({ colorScheme: theme });
      await chat.page.locator(`body.vscode-${theme}`).waitFor();
      await window.screenshot(`apply-diff-${theme}`);
    }
  });

  it('is in the file after Accept All, and out of it after one undo', async () => {
    const { window } = person;
    await titleButton('Accept All Changes').click();
    await diffTab().waitFor({ state: 'detached' });
    await window.page.locator('.tab.dirty').filter({ hasText: 'tariff.ts' }).waitFor();
    await window.page.locator('.view-lines').filter({ hasText: guard }).first().waitFor();
    await window.screenshot('apply-accepted');
    await fileTab().click();
    await window.page.keyboard.press('ControlOrMeta+Z');
    await window.page.locator('.tab.dirty').filter({ hasText: 'tariff.ts' }).waitFor({ state: 'detached' });
    assert.doesNotMatch(onDisk(), /parcel is required/);
  });

  it('stays out of the file when it is rejected by the keyboard', async () => {
    const { chat, window } = person;
    await chat.lastAnswer.locator('figure.code [data-act="applyCode"]').first().click();
    await diffTab().waitFor();
    await titleButton('Reject Change').waitFor();
    await window.runCommand('SiliconFlow: Reject Change');
    await diffTab().waitFor({ state: 'detached' });
    assert.equal(await window.page.locator('.tab.dirty').count(), 0);
  });

  it('comes from an instruction on selected lines as well', async () => {
    const { window } = person;
    await caretTo(window, 'tariff.ts', 26);
    for (let line = 0; line < 8; line++) await window.page.keyboard.press('Shift+ArrowDown');
    await window.runCommand('SiliconFlow: Edit Selection…');
    await window.quickInput.locator('input').first().waitFor();
    await window.screenshot('apply-instruction');
    await window.answerInput('Rewrite priceCents so that it refuses a missing parcel.');
    await diffTab().waitFor({ timeout: 60_000 });
    await window.page
      .locator('.editor.modified .view-lines')
      .filter({ hasText: 'parcel is required' })
      .waitFor();
    await window.screenshot('apply-edited-selection');
    await until('the change to be accepted', async () => {
      await titleButton('Accept All Changes')
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      return (await diffTab().count()) === 0;
    });
    await window.page.locator('.tab.dirty').filter({ hasText: 'tariff.ts' }).waitFor();
    const sent = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions');
    assert.match(sent?.body ?? '', /the selection/);
    await window.page.keyboard.press('ControlOrMeta+Z');
    await window.page.locator('.tab.dirty').filter({ hasText: 'tariff.ts' }).waitFor({ state: 'detached' });
  });

  it('of several files is a list, of which each is reviewed apart; what lies outside is refused in words', async () => {
    const { chat, window } = person;
    machine.cn.setFault({ fault: 'many-files', kind: 'chat' });
    const answer = await chat.ask('Let parcels be insured.');
    await answer.getByRole('button', { name: 'Apply All Code…' }).click();
    await window.quickInput.getByPlaceholder(/^Each file opens as a diff\./).waitFor();
    const listed = [
      'src/tariff.ts',
      'src/insurance.ts',
      '.vscode/tasks.json',
      '../elsewhere.ts',
      '../elsewhere.ts is outside this workspace, so nothing is written there.',
    ];
    // The rows of a list that was open before go some time after it.
    await until('the files to be listed', async () => isDeepStrictEqual(await window.pickLabels(), listed));
    const outside = window.quickInput
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: '../elsewhere.ts is outside this workspace' });
    const ticked = window.quickInput.locator('.quick-input-list .monaco-list-row[aria-checked="true"]');
    await until('three to be ticked', async () => (await ticked.count()) === 3);
    await window.screenshot('apply-all-list');
    // Whoever ticks it all the same is told when it comes to that.
    await outside.click();
    await until('all to be ticked', async () => (await ticked.count()) === 4);
    await window.quickInput.getByRole('button', { name: 'OK' }).click();
    for (const name of ['tariff.ts', 'insurance.ts', 'tasks.json']) await diffTab(name).waitFor();
    await chat.banner.filter({ hasText: '../elsewhere.ts is outside this workspace' }).waitFor();
    await window.screenshot('apply-all-diffs');
    assert.equal(existsSync(join(machine.demo, '../elsewhere.ts')), false);
  });

  it('asks once more before it goes into a file that decides what runs', async () => {
    const { window } = person;
    await diffTab('tasks.json').click();
    await titleButton('Accept All Changes').click();
    await window.dialog.getByText('Change .vscode/tasks.json?').waitFor();
    await window.screenshot('apply-protected');
    await window.dialog.getByRole('button', { name: 'Cancel' }).click();
    await window.dialog.waitFor({ state: 'detached' });
    await titleButton('Reject All Changes').click();
    await diffTab('tasks.json').waitFor({ state: 'detached' });
    assert.equal(existsSync(join(machine.demo, '.vscode/tasks.json')), false);
  });

  it('makes a new file, and carries its mark where the person wants one', async () => {
    const { window } = person;
    await diffTab('insurance.ts').click();
    await titleButton('Accept All Changes').click();
    await diffTab('insurance.ts').waitFor({ state: 'detached' });
    await window.page.locator('.tab.active').filter({ hasText: 'insurance.ts' }).waitFor();
    await window.screenshot('apply-new-file');
    assert.match(
      readFileSync(join(machine.demo, 'src/insurance.ts'), 'utf8'),
      /AI[\s\S]*export function insuranceCents/,
    );
  });

  it('says how many errors it has brought, and goes away again by a button', async () => {
    const { window } = person;
    await diffTab('tariff.ts').click();
    await titleButton('Accept All Changes').click();
    await diffTab('tariff.ts').waitFor({ state: 'detached' });
    // By the mouse: the file takes the focus when it comes in place of the diff, from the palette too.
    await window.statusItem('status.notifications').click();
    // An earlier change may have left one of its own, which can be undone no more.
    const news = window.notifications
      .filter({ hasText: /tariff\.ts after the accepted change: \d new error/ })
      .filter({ has: window.page.getByRole('button', { name: 'Undo' }) });
    await news.waitFor();
    await window.screenshot('apply-new-errors');
    await news.getByRole('button', { name: 'Undo' }).click();
    await window.page.locator('.tab.dirty').filter({ hasText: 'tariff.ts' }).waitFor({ state: 'detached' });
    assert.match(onDisk(), /BASE_CENTS = 450/);
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('stands at the prompt of a terminal where it is commands, and does not run', async () => {
    const { chat, window } = person;
    await chat.lastAnswer.getByRole('button', { name: /into a terminal without running it/ }).click();
    // Whatever the prompt is: once, and nothing below it.
    const terminal = window.page.locator('.terminal-wrapper.active .xterm-rows');
    await until('the commands at the prompt', async () =>
      /^[^&]*[#$] cd test && node --test$/.test((await terminal.innerText()).replace(/\s+/g, ' ').trim()),
    );
    await window.screenshot('apply-terminal');
    await window.runCommand('Terminal: Kill the Active Terminal Instance');
  });

  it('looks right in high contrast', async () => {
    const { chat, window } = person;
    await machine.editor.changeSettings(window, {
      'window.autoDetectColorScheme': false,
      'workbench.colorTheme': 'Default High Contrast',
    });
    await chat.page.locator('body.vscode-high-contrast').waitFor();
    await chat.lastAnswer.locator('figure.code [data-act="applyCode"]').first().click();
    await diffTab().waitFor();
    await window.page
      .locator('.editor.modified .view-lines')
      .filter({ hasText: "BASE_CENTS = '500'" })
      .waitFor();
    await window.screenshot('apply-diff-contrast');
    await titleButton('Reject All Changes').click();
    await diffTab().waitFor({ state: 'detached' });
  });
});
