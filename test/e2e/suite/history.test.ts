// A person goes back to earlier conversations: finds, names, pins and deletes them, takes one along in a file, and reads one
// that another window has open.
import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { sharedDesk } from '../desk.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('earlier conversations', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    ({ machine, person } = await sharedDesk());
    await person.chat.ask('怎么修复这个编译错误？');
    await person.chat.newChat();
    await person.chat.ask('Where is the parcel tariff rounded?');
  });

  const panel = ({ chat }: PersonsWindow = person): Locator => chat.page.locator('sf-history');
  const row = (text: string, whose: PersonsWindow = person): Locator =>
    panel(whose).getByRole('listitem').filter({ hasText: text }).first();
  const search = (): Locator => panel().getByRole('searchbox');
  async function list(whose: PersonsWindow = person): Promise<void> {
    await whose.window.titleAction('Show Chat History').click();
    await panel(whose).getByRole('listitem').first().waitFor();
  }

  it('are listed with what they cost, and found by two Chinese characters of an answer or a question', async () => {
    await list();
    for (const text of ['编译错误', 'parcel tariff'])
      assert.match(await row(text).innerText(), /2 messages · .*¥/);
    await person.window.screenshot('history-list');
    await search().fill('编译');
    await until('the one that was found', async () =>
      (await panel().locator('mark').allInnerTexts()).includes('编译'),
    );
    assert.equal(await panel().getByRole('listitem').filter({ hasText: 'parcel tariff' }).count(), 0);
    await person.window.screenshot('history-found');
    await search().press('ArrowDown');
    await person.chat.page.locator('.past-open:focus').press('Enter');
    await panel().waitFor({ state: 'detached' });
    await person.chat.page.locator('article.question').filter({ hasText: '编译错误' }).waitFor();
  });

  it('get a name and a pin, and keep them when the conversation goes on', async () => {
    await list();
    await row('编译错误').locator('.past-open').focus();
    await person.chat.page.locator('.past-open:focus').press('F2');
    const name = panel().getByRole('textbox', { name: 'Name of the conversation' });
    await name.fill('Compiler trouble');
    await name.press('Enter');
    await row('Compiler trouble').hover();
    await row('Compiler trouble').getByRole('button', { name: 'Pin Compiler trouble' }).click();
    await panel().getByRole('heading', { name: 'Pinned' }).waitFor();
    await panel().getByRole('button', { name: 'Close (Esc)' }).click();
    await person.chat.ask('And then?');
    assert.equal(await person.chat.page.locator('header.top h1').innerText(), 'Compiler trouble');
    await list();
    assert.match(await panel().getByRole('listitem').first().innerText(), /Compiler trouble\s+.*4 messages/);
    await search().press('Escape');
  });

  it('go into a file and come back from it, also when a byte of it is wrong', async () => {
    const file = join(machine.demo, '..', 'kept.json');
    await list();
    await row('Compiler trouble').hover();
    await row('Compiler trouble').getByRole('button', { name: 'Export Compiler trouble' }).click();
    await person.window.choosePath(file);
    await panel().getByText('Exported to kept.json').waitFor();
    const text = readFileSync(file, 'utf8');
    assert.equal(JSON.parse(text).length, 5);
    writeFileSync(file, text.replace('And then?', 'And them?'));
    await panel().getByRole('button', { name: 'Import Conversations' }).click();
    await person.window.choosePath(file);
    await panel().getByText('kept.json is damaged: 3 messages were imported, but not number 3.').waitFor();
    await person.window.screenshot('history-import');
    const copies = panel().getByRole('listitem').filter({ hasText: 'Compiler trouble' });
    await until('the copy', async () => (await copies.count()) === 2);
    const copy = copies.filter({ hasText: '3 messages' });
    await copy.locator('.past-open').focus();
    await person.chat.page.locator('.past-open:focus').press('Delete');
    await panel().getByRole('button', { name: 'Delete', exact: true }).click();
    await until('the copy to go', async () => (await copies.count()) === 1);
    await search().press('Escape');
  });

  it('are read along in a second window, and written there once it has taken over', async () => {
    const other = await machine.openReady();
    try {
      await list(other);
      assert.match(await row('Compiler trouble', other).innerText(), /open in another window/);
      await row('Compiler trouble', other).locator('.past-open').click();
      const takeOver = other.chat.button('Take Over');
      await takeOver.waitFor();
      assert.equal(await other.chat.answers.count(), 2);
      await person.chat.ask('A third question');
      await until(
        'the third answer in the second window',
        async () => (await other.chat.answers.count()) === 3,
      );
      await other.window.screenshot('history-read-only');

      await takeOver.click();
      const startMs = performance.now();
      await person.chat.button('Take Over').waitFor();
      const tookMs = performance.now() - startMs;
      assert.ok(tookMs < 2_000, `the first window was read-only after ${tookMs} ms`);
      await takeOver.waitFor({ state: 'detached' });
      await other.chat.ask('A fourth question');
      await until(
        'the fourth answer in the first window',
        async () => (await person.chat.answers.count()) === 4,
      );
    } finally {
      await other.window.close();
    }
    // Its lease ends with it, at the latest when that runs out; a click need not wait for it.
    await until('the first window to write again', async () => {
      if ((await person.chat.composer.getAttribute('readonly')) === null) return true;
      const takeOver = person.chat.button('Take Over');
      if (await takeOver.isVisible()) await takeOver.click({ timeout: 1_000 });
      return false;
    });
    await person.chat.ask('A fifth question');
    assert.equal(await person.chat.answers.count(), 5);
  });
});
