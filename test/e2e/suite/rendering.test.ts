// A person reads an answer with all that a page can draw: while it comes in and after, and goes where it leads.
import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import { sharedDesk } from '../desk.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('an answer with formulas, footnotes, files and long code', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    ({ machine, person } = await sharedDesk());
  });

  const scrolledTo = (): Promise<number> =>
    person.chat.page.locator('main.scroller').evaluate((scroller) => scroller.scrollTop);
  const longCode = (): Locator => person.chat.lastAnswer.locator('figure.code').last();

  it('leaves a reader alone who has scrolled up while it comes in, and offers the way to its end', async () => {
    const { chat, window } = person;
    machine.cn.setFault({ fault: 'rich,pace-300', kind: 'chat' });
    await chat.send('Why does the price rise in steps?');
    await chat.lastAnswer.locator('figure.code.growing').filter({ hasText: 'step 3' }).waitFor();
    await window.screenshot('rich-coming');
    await chat.lastAnswer.hover();
    await window.page.mouse.wheel(0, -400);
    const toEnd = chat.button('Jump to End');
    await toEnd.waitFor();
    const place = await scrolledTo();
    await chat.lastAnswer.filter({ hasText: 'step 30' }).waitFor();
    assert.equal(await scrolledTo(), place);
    await chat.ended();
    await toEnd.click();
    await toEnd.waitFor({ state: 'detached' });
    await window.screenshot('rich-end');
  });

  it('has formulas in MathML, footnotes that lead there and back, a table and tasks', async () => {
    const { chat, window } = person;
    const { lastAnswer } = chat;
    assert.equal(await lastAnswer.locator('math').count(), 4);
    assert.equal(await lastAnswer.locator('math[display="block"]').count(), 1);
    assert.equal(await lastAnswer.locator('table tr').count(), 3);
    assert.deepEqual(
      await lastAnswer
        .locator('.task-box')
        .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label'))),
      ['done', 'not done'],
    );
    const mark = lastAnswer.locator('.footnote-ref').first();
    await mark.scrollIntoViewIfNeeded();
    await window.screenshot('rich-beginning');
    await mark.press('Enter');
    await lastAnswer.locator('.footnote-mark:focus').press('Enter');
    await lastAnswer.locator('.footnote-ref:focus').waitFor();
    await lastAnswer.locator('p:dir(rtl)').filter({ hasText: 'MAX_GRAMS' }).waitFor();
  });

  it('folds its long code, opens it, and wraps its long lines', async () => {
    const figure = longCode();
    const fold = figure.locator('.fold-code');
    const pre = figure.locator('pre');
    const size = (): Promise<{ height: number; isWide: boolean }> =>
      pre.evaluate(({ clientHeight, scrollWidth, clientWidth }) => ({
        height: clientHeight,
        isWide: scrollWidth > clientWidth,
      }));
    const folded = await size();
    assert.ok(folded.isWide, 'a long line scrolls');
    assert.equal(await fold.innerText(), 'Show all 42 lines');
    await fold.press('Enter');
    assert.equal(await fold.innerText(), 'Show fewer lines');
    assert.ok((await size()).height > folded.height);
    await figure.getByRole('button', { name: /^Wrap long lines/ }).press(' ');
    assert.equal((await size()).isWide, false);
    await person.window.screenshot('rich-wrapped');
    await fold.click();
    assert.equal((await size()).height, folded.height);
  });

  it('opens a file that it names at its line, and makes no link of one that is not there', async () => {
    const { chat, window } = person;
    const link = chat.lastAnswer.locator('.file-link');
    await until('the files to be found', async () => (await link.count()) === 3);
    assert.equal(
      await chat.lastAnswer.locator('code').filter({ hasText: 'missing.ts' }).getAttribute('role'),
      null,
    );
    await link.filter({ hasText: 'tariff.ts:27' }).click();
    await window.page.locator('.tab.active').filter({ hasText: 'tariff.ts' }).waitFor();
    await atLine(27);
    await window.screenshot('rich-file-opened');
    await link.filter({ hasText: 'the constants' }).press('Enter');
    await atLine(15);
  });

  it('opens its diagram as a file', async () => {
    const { chat, window } = person;
    const diagram = chat.lastAnswer.locator('figure.code[data-language="mermaid"]');
    await diagram.getByRole('button', { name: /as a new file/ }).click();
    await window.page.locator('.view-lines').filter({ hasText: 'parcel --> grams' }).waitFor();
    await window.screenshot('rich-diagram');
    // Whoever comes next is not asked whether to save it.
    await window.runCommand('View: Revert and Close Editor');
    await window.page.locator('.tab').filter({ hasText: '.mmd' }).waitFor({ state: 'detached' });
  });

  async function atLine(line: number): Promise<void> {
    await person.window.page
      .locator('.statusbar-item')
      .filter({ hasText: `Ln ${line}, ` })
      .waitFor();
  }
});
