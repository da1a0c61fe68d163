// An answer that attacks the page that shows it: nothing runs, nothing is fetched, nothing moves, and it can all be read.
import { strict as assert } from 'node:assert';
import { Machine, type PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('a hostile answer', () => {
  let machine: Machine;
  let person: PersonsWindow;
  const foreign: string[] = [];
  let opened = 0;

  before(async () => {
    machine = await Machine.start();
    person = await machine.openReady();
    // Whatever the window or any frame in it asks of anybody but the editor's own server and what it ships.
    const own = `127.0.0.1:${machine.editor.server.port}`;
    person.window.page.on('popup', () => {
      opened += 1;
    });
    person.window.page.on('request', (request) => {
      const { host, protocol } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && host !== own && !host.endsWith('.vscode-cdn.net'))
        foreign.push(request.url());
    });
    await person.chat.newChat();
    foreign.length = 0;
    machine.cn.setFault({ fault: 'hostile', kind: 'chat' });
    await person.chat.ask('Hello');
  });
  after(() => machine.stop());

  it('runs nothing, loads nothing, leads nowhere, and is there to its end', async () => {
    const { chat, window } = person;
    assert.match(await chat.textOfLast(), /The end of the hostile answer\./);
    const page = chat.page.locator('body');
    assert.equal(await page.evaluate('window.pwned'), undefined);
    for (const tag of ['script', 'iframe', 'style', 'form', 'base', 'meta', 'svg[onload]', 'img', 'object'])
      assert.equal(await chat.lastAnswer.locator(`sf-markdown ${tag}`).count(), 0, tag);
    assert.deepEqual(
      foreign.filter((url) => /evil\.invalid/.test(url)),
      [],
    );
    assert.match(window.page.url(), /^http:\/\/127\.0\.0\.1/);
    assert.equal(opened, 0);
  });

  it('shows what cannot be seen', async () => {
    const text = await person.chat.textOfLast();
    for (const hidden of ['\u202e', '\u200b', '\u0007', '\u001b', '\u0008', '\u{e0068}'])
      assert.ok(!text.includes(hidden), `U+${hidden.codePointAt(0)?.toString(16)}`);
    assert.match(text, /U\+202E|RLO|⟨|202e/i);
  });

  it('opens its links only after showing where they go, and only those of the web', async () => {
    const { chat, window } = person;
    const links = chat.lastAnswer.locator('sf-markdown a');
    const disguised = links.filter({ hasText: 'siliconflow.cn' }).first();
    await disguised.click();
    await window.dialog.waitFor();
    assert.match(await window.dialog.innerText(), /https:\/\/evil\.invalid\/looks-like-it/);
    await window.page.keyboard.press('Escape');
    await window.dialog.waitFor({ state: 'detached' });
    for (const name of ['command link', 'editor link', 'file link', 'script link', 'data link']) {
      const link = links.filter({ hasText: name });
      if ((await link.count()) > 0) await link.first().click();
    }
    assert.equal(await window.dialog.count(), 0);
    assert.equal(await window.page.locator('.terminal-wrapper').count(), 0);
    assert.deepEqual(
      foreign.filter((url) => /evil\.invalid/.test(url)),
      [],
    );
    assert.equal(await chat.page.locator('body').evaluate('window.pwned'), undefined);
  });

  it('of 5 MB in one line leaves the window usable', async () => {
    const { chat, window } = person;
    // A million tokens within a minute are what the limit per minute is there to pause.
    await machine.editor.changeSettings(window, { 'siliconflow.budget.perMinute': { CNY: null } });
    await chat.newChat();
    machine.cn.setFault({ fault: 'long-line-5', kind: 'chat' });
    await chat.send('Hello');
    await chat.ended();
    await until('a new chat', async () => {
      await chat.newChat();
      return true;
    });
    const answer = await chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
    await machine.editor.changeSettings(window, { 'siliconflow.budget.perMinute': undefined });
  });
});
