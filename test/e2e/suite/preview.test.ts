// A person looks at what will be sent, lets a false alarm through, drops a file, sends, and sees what was sent: in a real
// VS Code, against the bytes that the sandbox got.
import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedDesk } from '../desk.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

const alarm = 'kX93-qpZ7-vBn2-Lm41';
/** In the shape of a token, joined here so that no scanner finds one in this repository. */
const token = ['ghp', 'n4Xw7QbLz0PvT2kRy8MsD5hJc1GfUeA3iOoV'].join('_');

describe('what will be sent and what was sent', () => {
  let machine: Machine;
  let person: PersonsWindow;
  const panel = () => person.chat.page.locator('.request');
  const exactBody = () => panel().locator('.exact-body');
  const lastBody = (): string | undefined =>
    machine.cn.requests().findLast(({ url }) => url.startsWith('/v1/chat/completions'))?.body;

  before(async () => {
    ({ machine, person } = await sharedDesk());
    await machine.editor.changeSettings(person.window, { 'workbench.colorTheme': 'Dark Modern' });
    writeFileSync(join(machine.demo, 'src/login.ts'), `export const token = '${token}';\n`);
  });

  it('are the same bytes, with one value let through and one file dropped in between', async () => {
    const { chat, window } = person;
    await chat.attach(join(machine.demo, 'src/login.ts'));
    await chat.attach(join(machine.demo, 'src/parcel.ts'));
    await chat.composer.fill(`Is this right? password = "${alarm}"`);
    await chat.button('Preview').click();
    await until('both masked values', async () => (await panel().locator('mark').count()) === 2);
    assert.ok(!(await panel().innerText()).includes(alarm), 'the value does not stand in the preview');
    await window.screenshot('preview');

    await panel().getByRole('button', { name: 'Leave Out parcel.ts' }).click();
    const words = panel().locator('.piece').last();
    await words.getByRole('button', { name: /^Send in Clear Once/ }).click();
    await panel().getByRole('button', { name: 'Exact Body' }).click();
    await until('the body as chosen', async () => {
      const body = await exactBody().evaluate((node) => node.textContent);
      return body?.includes(alarm) && !body.includes('parcel.ts');
    });
    const shown = await exactBody().evaluate((node) => node.textContent);
    assert.ok(shown && !shown.includes(token), 'the other secret stays masked');
    await window.screenshot('preview-exact');

    await chat.composer.press('Enter');
    await until('the message to be taken over', async () => (await chat.composer.inputValue()) === '');
    await chat.ended();
    assert.equal(lastBody(), shown);

    await chat.lastAnswer.hover();
    await chat.lastAnswer.getByRole('button', { name: 'Show Request' }).click();
    await panel().getByText('What Was Sent').waitFor();
    await panel().getByRole('button', { name: 'Exact Body' }).click();
    assert.equal(await exactBody().evaluate((node) => node.textContent), shown);
    assert.match(await panel().innerText(), /Answered \(HTTP 200\)/);
    await window.screenshot('preview-sent');
    await window.page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
  });

  it('masks the value again in the next message, and the palette shows that request too', async () => {
    const { chat, window } = person;
    await chat.ask('Thanks. Once more?');
    const body = lastBody();
    assert.ok(body && !body.includes(alarm) && !body.includes(token));
    await window.runCommand('SiliconFlow: Show Request');
    // The palette has rows of its own before these come.
    await window.quickInput.locator('.monaco-list-row').filter({ hasText: 'DeepSeek-V3.2' }).first().click();
    await panel().getByText('What Was Sent').waitFor();
    await panel().getByRole('button', { name: 'Exact Body' }).click();
    assert.equal(await exactBody().evaluate((node) => node.textContent), body);
    await panel().getByRole('button', { name: 'Open in Editor' }).click();
    await window.page.locator('.tab', { hasText: 'request-1.json' }).waitFor();
  });
});
