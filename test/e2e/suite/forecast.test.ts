// A person sees what a message will cost before it is sent, and is asked before a dear one, in a real VS Code.
import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { sharedDesk } from '../desk.ts';
import { openFile } from '../installed.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('the price before sending', () => {
  let machine: Machine;
  let person: PersonsWindow;
  const line = () => person.chat.page.locator('.forecast-line');

  before(async () => {
    ({ machine, person } = await sharedDesk());
    await machine.editor.changeSettings(person.window, { 'workbench.colorTheme': 'Dark Modern' });
    await openFile(person.window, 'src/tariff.ts');
  });

  it('follows the draft and the attachments, and holds what was then billed', async () => {
    const { chat, window } = person;
    assert.equal(await line().count(), 0);
    await chat.composer.fill('What does this file do?');
    await line().waitFor();
    assert.match(await line().innerText(), /^≈ ¥0\.0\d+–0\.0\d+ · \d+ tokens/);
    const tokens = async (): Promise<number> =>
      Number(/([\d,]+) tokens/.exec(await line().innerText())?.[1]?.replace(',', ''));
    const before = await tokens();
    await chat.attach(join(machine.demo, 'src/parcel.ts'));
    await until('the attachment in the forecast', async () => (await tokens()) > before + 200);
    assert.match(await chat.chips.first().innerText(), /¥0\.00/);
    await line().click();
    const parts = chat.page.locator('.forecast-parts');
    await parts.waitFor();
    assert.match(await parts.innerText(), /parcel\.ts/);
    await window.screenshot('forecast-parts');
    await chat.page.locator('sf-composer textarea').press('Escape');

    const foreseen = await tokens();
    await chat.composer.press('Enter');
    await until('the message to be taken over', async () => (await chat.composer.inputValue()) === '');
    await chat.ended();
    const billed = chat.billed().at(-1);
    assert.ok(
      billed && Math.abs(foreseen / billed.promptTokens - 1) < 0.35,
      `${foreseen} ${billed?.promptTokens}`,
    );
    assert.equal(await line().count(), 0);
    await chat.composer.fill('And who calls it?');
    await line().filter({ hasText: 'likely cached' }).waitFor();
    await chat.composer.fill('');
    await line().waitFor({ state: 'detached' });
  });

  it('asks in the composer above the amount that was set, for a question and for a new answer', async () => {
    const { chat, window } = person;
    await machine.editor.changeSettings(window, { 'siliconflow.budget.confirmAbove': { CNY: 0.0001 } });
    const sentBefore = chat.billed().length;
    const dialog = chat.page.getByRole('alertdialog');
    await chat.composer.fill('Why is that so?');
    await until('the question above the amount', async () => {
      await chat.composer.press('Enter');
      return dialog.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    assert.match(
      await dialog.innerText(),
      /will likely cost ¥0\.0.*At most ¥0\.\d+\. You asked to confirm anything above ¥0\.0001/s,
    );
    await window.screenshot('forecast-confirm');
    await window.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await chat.composer.inputValue(), 'Why is that so?');
    assert.equal(chat.billed().length, sentBefore);

    await chat.composer.press('Enter');
    await dialog.waitFor();
    await window.page.keyboard.press('Enter');
    await until('the message to be taken over', async () => (await chat.composer.inputValue()) === '');
    await chat.ended();
    assert.equal(chat.billed().length, sentBefore + 1);

    await chat.lastAnswer.getByRole('button', { name: 'Regenerate' }).click();
    await dialog.getByText('A new answer will likely cost').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(chat.billed().length, sentBefore + 1);
    assert.equal(await chat.answers.count(), 2, 'the old answer is still there');
  });
});
