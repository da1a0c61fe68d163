// The first run on a fresh machine, from the choice of the site to the first answer, with every key that can be wrong.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEYS } from '../../sandbox/keys.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { Machine, type PersonsWindow } from '../machine.ts';
import { chatReceipts, isShownAs } from '../receipts.ts';
import { until } from '../until.ts';

describe('the first run', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    machine = await Machine.start({ env: { SILICONFLOW_CN_API_KEY: KEYS.cnSecond } });
    person = await machine.open();
  });
  after(() => machine.stop());

  const keysSeenBy = (sandbox: Sandbox): (string | undefined)[] =>
    sandbox.requests().map(({ headers }) => headers.authorization?.toString().replace('Bearer ', ''));
  const nothingSent = (): void => {
    assert.deepEqual([...machine.cn.requests(), ...machine.global.requests()], []);
  };
  async function titled(words: RegExp): Promise<void> {
    await until(`a page titled ${words}`, async () => words.test(await person.chat.setupTitle.innerText()));
  }
  /** The words above the choices that follow a key that did not work, and the choices. */
  async function verdict(): Promise<string> {
    const { quickInput } = person.window;
    await quickInput.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const placeholder = await quickInput.locator('input').first().getAttribute('placeholder');
    return `${await quickInput.locator('.quick-input-title').innerText()} ${placeholder}`;
  }
  /** Notifications of a window under development stay in their centre, so it is opened to read them. */
  async function notified(words: RegExp): Promise<void> {
    const { window } = person;
    await window.runCommand('Notifications: Show Notifications');
    await window.notifications.filter({ hasText: words }).first().waitFor();
    await window.runCommand('Notifications: Clear All Notifications');
  }

  it('asks for the site, shows what is sent with the links of that site, and sends nothing yet', async () => {
    const { chat, window } = person;
    await titled(/Which SiliconFlow site is your account on\?/);
    assert.match(await window.statusItem('siliconflow').innerText(), /SiliconFlow: set up/);
    await chat.button('SiliconFlow CN (硅基流动)').click();
    await chat.button('Agree and Continue').waitFor();
    for (const name of ['Terms of Use', 'Privacy Policy', 'Prices']) {
      await chat.button(name).click();
      assert.match(await window.dialog.innerText(), /siliconflow\.cn/);
      await window.page.keyboard.press('Escape');
      await window.dialog.waitFor({ state: 'detached' });
    }
    await chat.button('Agree and Continue').click();
    await titled(/Enter your API key for SiliconFlow CN/);
    nothingSent();
  });

  it('offers a key of the environment and does not take it', async () => {
    await person.chat.page.getByText('environment variable SILICONFLOW_CN_API_KEY').waitFor();
    await person.chat.button('Use Key From Environment').waitFor();
    nothingSent();
  });

  it('says in plain words that a key is wrong, and lets it be corrected', async () => {
    const { chat, window } = person;
    await chat.button('Enter API Key').click();
    await window.answerInput(KEYS.unknown);
    assert.match(await verdict(), /SiliconFlow CN does not accept this key\..*incomplete or deleted/);
    assert.deepEqual(keysSeenBy(machine.cn), [KEYS.unknown]);
    await window.pick('Correct the key');
    const box = window.quickInput.locator('input').first();
    await until('the key to be there for correction', async () => (await box.inputValue()) === KEYS.unknown);
    assert.equal(await box.getAttribute('type'), 'password');
    await window.page.keyboard.press('Escape');
    await chat.failure.filter({ hasText: 'does not accept this key' }).waitFor();
  });

  it('sends a key of the other site there only when told to, and then switches', async () => {
    const { chat, window } = person;
    await chat.enterKey(KEYS.global);
    await verdict();
    assert.deepEqual(keysSeenBy(machine.global), [], 'the other host has not seen it');
    await window.pick('It is a key of SiliconFlow Global');
    await until('the other site to be asked', () => machine.global.requests().length > 0);
    assert.deepEqual([...new Set(keysSeenBy(machine.global))], [KEYS.global]);
    // The other site has a notice of its own.
    await chat.button('Agree and Continue').click();
    await chat.composer.waitFor();
    assert.match(machine.editor.settingsText, /"siliconflow\.site": "global"/);
    await window.runCommand('SiliconFlow: Switch Site');
    await window.pick('SiliconFlow CN');
    await titled(/Enter your API key for SiliconFlow CN/);
  });

  it('says what a key without real-name check lacks, and keeps it', async () => {
    const { chat } = person;
    await chat.enterKey(KEYS.cnNoRealName);
    await notified(/knows the key, but does not let the account in\..*real-name check is missing/s);
    await chat.composer.waitFor();
  });

  it('says with the first question that there is no balance', async () => {
    const { chat } = person;
    await chat.enterKey(KEYS.cnNoBalance);
    await until('the key to be checked', () => keysSeenBy(machine.cn).includes(KEYS.cnNoBalance));
    await notified(/accepts the key: \d+ chat models/);
    await chat.ask('Hello');
    assert.match(await chat.failure.innerText(), /no balance left/);
    await chat.failure.getByRole('button', { name: 'Top Up' }).waitFor();
  });

  it('forgets a key by command, after asking', async () => {
    const { window } = person;
    await window.runCommand('SiliconFlow: Remove API Key');
    assert.match(await window.dialog.innerText(), /Remove the API key for SiliconFlow CN\?/);
    await window.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await titled(/Enter your API key for SiliconFlow CN/);
  });

  it('takes the key of the environment once the person says so', async () => {
    const { chat } = person;
    await chat.button('Use Key From Environment').click();
    await chat.composer.waitFor();
    assert.equal(keysSeenBy(machine.cn).at(-1), KEYS.cnSecond);
  });

  it('takes the right key, answers, and shows exactly what the sandbox bills', async () => {
    const { chat, window } = person;
    await chat.enterKey(KEYS.cn);
    await until('the key to be checked', () => keysSeenBy(machine.cn).includes(KEYS.cn));
    await notified(/SiliconFlow CN accepts the key: \d+ chat models are available/);
    await chat.newChat();
    const answer = await chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am DeepSeek-V3\.2/);
    const bill = BigInt(machine.cn.bill().totals.CNY ?? 0);
    assert.ok(bill > 0n);
    assert.equal(
      chatReceipts(machine).reduce((sum, { costPico }) => sum + (costPico ?? 0n), 0n),
      bill,
    );
    await until('the status bar to show the bill', async () =>
      isShownAs(await window.statusItem('siliconflow').innerText(), bill),
    );
  });

  it('leaves no key in anything that was written, printed or sent beside the header', async () => {
    const { window } = person;
    machine.cn.setFault({ fault: 'http-401-echo', kind: 'chat' });
    await person.chat.ask('Hello');
    const found: string[] = [];
    const look = (where: string, text: string): void => {
      for (const [name, key] of Object.entries(KEYS))
        if (text.includes(key)) found.push(`${name} in ${where}`);
    };
    for (const entry of readdirSync(machine.editor.dataFolder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      look(path, readFileSync(path, 'latin1'));
    }
    look('the console', window.console.join('\n'));
    look('the errors', window.errors.join('\n'));
    look('the output of the server', machine.editor.server.output());
    look('the page', await person.chat.page.locator('body').innerHTML());
    for (const { url, body } of [...machine.cn.requests(), ...machine.global.requests()])
      look(`what was sent to ${url}`, url + body);
    assert.deepEqual(found, []);
  });
});
