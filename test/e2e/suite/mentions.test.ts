// A person asks about the whole project, and names in the message what goes along with it.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { readableTerminal, sharedDesk } from '../desk.ts';
import type { Machine, PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('a mention', () => {
  let machine: Machine;
  let person: PersonsWindow;
  const chatRequests = (): number =>
    machine.cn.requests().filter(({ url }) => url === '/v1/chat/completions').length;

  before(async () => {
    ({ machine, person } = await sharedDesk());
  });
  beforeEach(async () => {
    await person.chat.newChat();
    // What a walk that failed has left must not fail the next one.
    await person.chat.composer.fill('');
  });

  /** Asks the project; resolves with the labels of what was found, none when it says that nothing was. */
  async function found(question: string): Promise<readonly string[]> {
    const { chat } = person;
    await chat.composer.fill(`@codebase ${question}`);
    await chat.composer.press('Enter');
    const refusal = chat.page.locator('sf-composer .problem');
    await until('the search to end', async () => {
      if (await refusal.isVisible()) return true;
      return (await chat.composer.inputValue()) === question && (await chat.chips.count()) > 0;
    });
    return chat.chips.locator('.chip-label').allInnerTexts();
  }

  it('of @codebase shows what it found before anything is sent', async () => {
    const { chat, window } = person;
    const before = chatRequests();
    const labels = await found('What does a parcel cost by its weight?');
    assert.ok(
      labels.some((label) => label.startsWith('tariff.ts:')),
      labels.join(),
    );
    await chat.banner.filter({ hasText: /Found \d+ places? in \d+ files|places in/ }).waitFor();
    assert.match(await chat.chips.first().locator('.chip-weight').innerText(), /\d/);
    assert.equal(chatRequests(), before);
    await window.screenshot('mention-codebase');

    await chat.chips.first().locator('.chip-open').click();
    await window.page.locator('.tab.active').waitFor();
    const count = await chat.chips.count();
    if (count > 1)
      await chat.chips
        .last()
        .getByRole('button', { name: /^Remove/ })
        .click();
    await until('a chip less', async () => (await chat.chips.count()) === Math.max(1, count - 1));

    await chat.composer.press('Enter');
    await chat.ended();
    const body = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
    assert.match(body, /STEP_GRAMS|STEP_CENTS/);
    assert.ok(!body.includes('@codebase'));
    assert.equal(chatRequests(), before + 1);
  });

  it('of @codebase finds what was written a moment ago, and not what is gone or excluded', async () => {
    const file = join(machine.demo, 'src/lockers.ts');
    const excluded = join(machine.demo, 'data/lockers.csv');
    writeFileSync(
      file,
      '/** Which locker is free. */\nexport function freeLocker(): number {\n  return 7;\n}\n',
    );
    writeFileSync(excluded, 'locker,free\n7,yes\n');
    await until('the new file to be found', async () => {
      await person.chat.newChat();
      return (await found('Which locker is free?')).some((label) => label.startsWith('lockers.ts'));
    });
    assert.ok((await person.chat.chips.allInnerTexts()).every((label) => !label.includes('csv')));
    rmSync(file);
    rmSync(excluded);
    await until('the deleted file not to be found', async () => {
      await person.chat.newChat();
      return (await found('freeLocker')).length === 0;
    });
    await person.chat.composer.fill('');
  });

  /** Types after what stands there, and waits for a row. */
  async function listed(typed: string, row: string | RegExp, limitMs = 30_000): Promise<Locator> {
    const { chat } = person;
    await chat.composer.pressSequentially(typed);
    const option = chat.page.getByRole('option').filter({ hasText: row }).first();
    await option.waitFor({ timeout: limitMs });
    return option;
  }

  it('of a file by some of its letters becomes a chip, which says when the file changes', async () => {
    const { chat, window } = person;
    const file = join(machine.demo, 'src/crates.ts');
    writeFileSync(file, 'export const crates = 12;\n');
    await listed('Explain @crat', 'crates.ts');
    await window.screenshot('mention-list');
    await chat.composer.press('Enter');
    await chat.chips.filter({ hasText: 'crates.ts' }).waitFor();
    assert.equal(await chat.composer.inputValue(), 'Explain ');
    writeFileSync(file, 'export const crates = 13;\n');
    await chat.chips.locator('.chip-note').filter({ hasText: 'Changed since it was attached.' }).waitFor();
    await chat.composer.fill('');
    rmSync(file);
  });

  it('of a private file is refused in words', async () => {
    const { chat } = person;
    await (await listed('@parcels.csv', 'parcels.csv')).click();
    await chat.banner.filter({ hasText: 'parcels.csv never leaves this machine' }).waitFor();
    assert.equal(await chat.chips.count(), 0);
  });

  it('of a folder brings its files', async () => {
    const { chat } = person;
    await (await listed('@test/', 'test/')).click();
    await chat.chips.filter({ hasText: 'tariff.test.ts' }).waitFor();
  });

  it('of what is not there says so', async () => {
    const { chat } = person;
    await (await listed('@work', 'Git: working tree')).click();
    await chat.banner.filter({ hasText: 'Git knows of no such changes.' }).waitFor();
  });

  it('of an address on this machine asks before it fetches, and attaches the page as text', async () => {
    const { chat, window } = person;
    const fetched: (string | undefined)[] = [];
    const server = createServer(({ url, headers }, answer) => {
      fetched.push(headers.cookie, url);
      answer.setHeader('content-type', 'text/html; charset=utf-8');
      answer.end(page);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      const dialog = window.page.getByRole('dialog');
      for (const answer of ['Cancel', 'Fetch It']) {
        const option = await listed(`@http://127.0.0.1:${port}/tariff`, 'fetch this page as text');
        if (answer === 'Cancel') await window.screenshot('mention-page');
        await option.click();
        await dialog.getByText('is in a private network or on this machine').waitFor();
        assert.deepEqual(fetched, []);
        await dialog.getByRole('button', { name: answer }).click();
        if (answer === 'Cancel') await chat.banner.filter({ hasText: 'was not fetched' }).waitFor();
      }
      await chat.chips.filter({ hasText: 'Tariff of the desk' }).waitFor();
      assert.deepEqual(fetched, [undefined, '/tariff']);
      await window.screenshot('mention-page-attached');
      await chat.ask('What does the page say?');
      const body = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
      assert.match(body, /A remote parcel costs ¥3\.10 a step\./);
      assert.doesNotMatch(body, /pwned|color: red/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('of a command brings what it printed in the terminal', async () => {
    const { chat, window } = person;
    await machine.editor.changeSettings(window, readableTerminal);
    await window.runCommand('Terminal: Create New Terminal');
    const terminal = window.page.locator('.terminal-wrapper.active .xterm-rows');
    await terminal.filter({ hasText: /[#$]/ }).waitFor();
    // Of one that ends at once the editor tells its extensions the words only sometimes.
    await window.page.keyboard.type('sleep 1; echo "crates: $((6*7))"; false');
    await window.page.keyboard.press('Enter');
    await terminal.filter({ hasText: 'crates: 42' }).waitFor();
    await until('what the command printed', async () => {
      await chat.composer.fill('');
      await listed('@term', /Output of sleep[\s\S]*ended with 1/, 2_000);
      return true;
    });
    await window.screenshot('mention-terminal-listed');
    await chat.page.getByRole('option').filter({ hasText: 'Output of sleep' }).click();
    await chat.chips.filter({ hasText: 'sleep' }).waitFor();
    await window.screenshot('mention-terminal');
    await chat.ask('How many crates are there?');
    const body = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
    assert.match(body, /source=\\"output of sleep 1[^>]*>\\n\$ sleep 1;[^<]*\\ncrates: 42\\n\[exit code 1\]/);
    await window.runCommand('Terminal: Kill the Active Terminal Instance');
  });
});

const page = `<!doctype html><title>Tariff of the desk</title><style>p { color: red }</style><script>window.pwned = 1</script>
<h1>Tariff</h1><p>A remote parcel costs ¥3.10 a step.</p>`;
