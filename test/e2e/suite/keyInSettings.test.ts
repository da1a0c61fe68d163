// A key that somebody wrote into a settings file: offered to be taken out, once, and taken out without harm to the rest.
import { strict as assert } from 'node:assert';
import { KEYS } from '../../sandbox/keys.ts';
import { Machine, type PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

const stray = `sk-${'strays'.repeat(8)}`;
const nested = `sk-${'nested'.repeat(8)}`;

describe('a key in the settings file', () => {
  let machine: Machine;
  let person: PersonsWindow;
  before(async () => {
    machine = await Machine.start({
      settings: { 'terminal.integrated.env.linux': { SILICONFLOW_API_KEY: nested, KEEP: 'this' } },
    });
    person = await machine.openReady();
  });
  after(() => machine.stop());

  /** Clicks in the notice that speaks of this key. */
  async function answer(ending: string, button: string): Promise<void> {
    const notice = person.window.page.locator('.notification-list-item').filter({ hasText: ending });
    await until('the offer', async () => {
      if ((await notice.count()) > 0) return true;
      await person.window.runCommand('Notifications: Show Notifications');
      return notice
        .first()
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
    });
    assert.doesNotMatch(await notice.first().innerText(), /straysstrays|nestednested/);
    await person.window.screenshot(`key-in-settings-${ending}`);
    await notice.first().getByRole('button', { name: button }).click();
  }

  it('is taken out of the settings of another part of the editor, and its neighbours stay', async () => {
    await answer('sted', 'Remove from Settings');
    await until('the key to be gone', () => !machine.editor.settingsText.includes(nested));
    assert.match(machine.editor.settingsText, /"KEEP": "this"/);
    await person.window.runCommand('Notifications: Clear All Notifications');
  });

  it('is noticed while the window is open, also under a name that is no setting', async () => {
    await machine.editor.changeSettings(person.window, { 'siliconflow.apiKey': stray });
    await answer('rays', 'Remove from Settings');
    await until('the key to be gone', () => !machine.editor.settingsText.includes(stray));
    assert.match(machine.editor.settingsText, /"KEEP": "this"/);
  });

  it('leaves the key in use alone, which the menu shows by its end alone', async () => {
    await person.chat.ask('Hello');
    const request = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions');
    assert.equal(request?.headers.authorization, `Bearer ${KEYS.cn}`);
    await person.window.runCommand('SiliconFlow: Show Menu');
    const menu = person.window.quickInput.locator('.monaco-list-row').filter({ hasText: 'Set API Key' });
    assert.match(
      (await menu.innerText()).replaceAll('\u00a0', ' '),
      new RegExp(`sk-••••${KEYS.cn.slice(-4)} · used`),
    );
    await person.window.screenshot('menu-key');
  });
});
