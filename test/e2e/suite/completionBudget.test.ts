// What stops ghost text: a budget of its own, shared by all windows, and an account without balance. By name, never by a pop-up.
import { strict as assert } from 'node:assert';
import { KEYS } from '../../sandbox/keys.ts';
import { assertBooksAgree } from '../books.ts';
import { enterAmount, ghostTextWords, typeSome, typeUntil } from '../budgets.ts';
import { Installed, openFile } from '../installed.ts';
import type { PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('a budget of the day for completions', () => {
  let machine: Installed;
  let one: PersonsWindow;
  let two: PersonsWindow;
  const spent = (): bigint =>
    machine.site
      .bill()
      .entries.filter(({ kind }) => kind === 'completion')
      .reduce((sum, { costPico }) => sum + BigInt(costPico), 0n);

  before(async () => {
    machine = await Installed.start({
      settings: {
        'siliconflow.completion.enabled': { '*': true },
        'siliconflow.budget.completionDaily': { CNY: 0.005 },
      },
    });
    one = await machine.open('src/tariff.ts');
    two = await machine.open('src/tariff.ts');
    for (const { window } of [one, two]) await openFile(window, 'src/tariff.ts');
  });
  after(() => machine.stop());

  it('is shared by two windows, which both fall silent by name and never pop up', async () => {
    const used = async (each: PersonsWindow): Promise<boolean> =>
      /its budget is used up/.test(await ghostTextWords(each));
    await until(
      'the end of the budget',
      async () => {
        for (const each of [one, two]) await typeSome(each);
        return (await used(one)) && (await used(two));
      },
      50_000,
    );
    const before = machine.completions().length;
    for (const each of [one, two]) {
      await typeSome(each);
      assert.equal(await each.window.notifications.count(), 0);
    }
    assert.equal(machine.completions().length, before);
    assert.ok(spent() <= 5_000_000_000n, `${spent()} is more than the budget`);
  });

  it('leaves the chat alone', async () => {
    const answer = await one.chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
  });

  it('raised in one window lets both go on', async () => {
    await one.window.runCommand('SiliconFlow: Set Budget');
    await one.window.quickInput.getByText('Daily budget for completions').waitFor();
    await one.window.pick('Daily budget for completions');
    await enterAmount(one, '1');
    for (const each of [one, two]) {
      let words = '';
      await until('it to be on again', async () => {
        words = await ghostTextWords(each);
        return /Ghost text is on/.test(words);
      }).catch(() => assert.fail(words));
      const before = machine.completions().length;
      await typeUntil(each, () => machine.completions().length > before);
    }
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
    await two.window.close();
  });

  const noBalance = /stopped because the account has no balance/;

  it('is not asked for on an account without balance, which stops ghost text by name after one refusal', async () => {
    await one.chat.enterKey(KEYS.cnNoBalance);
    const before = machine.completions().length;
    await until('its name', async () => {
      await typeSome(one);
      return noBalance.test(await ghostTextWords(one));
    });
    for (let times = 0; times < 3; times += 1) await typeSome(one);
    assert.equal(machine.completions().length, before + 1);
    // The person has just changed the key, and was told that it is one.
    const others = one.window.notifications.filter({ hasNotText: 'accepts the key' });
    assert.equal(await others.count(), 0);
  });

  it('leaves it to the person to ask such an account again', async () => {
    const before = machine.completions().length;
    await one.window.page.keyboard.press('Control+Alt+m');
    await one.window.pick('Ghost Text…');
    await one.window.pick('Try Again Now');
    await typeUntil(one, () => machine.completions().length > before);
    await until('its name', async () => noBalance.test(await ghostTextWords(one)));
    assert.equal(machine.completions().length, before + 1);
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });
});
