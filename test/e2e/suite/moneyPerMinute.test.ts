// The limit per minute as a person meets it: a loop is paused in all windows, with the time it ends and a way to go on.
import { strict as assert } from 'node:assert';
import { assertBooksAgree } from '../books.ts';
import { enterAmount, ghostTextWords, typeSome } from '../budgets.ts';
import { Installed, openFile } from '../installed.ts';
import type { PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('the limit per minute', () => {
  let machine: Installed;
  let one: PersonsWindow;
  let two: PersonsWindow;
  const box = ({ chat }: PersonsWindow) => chat.lastAnswer.locator('.failure');
  const billed = (): bigint =>
    machine.site.bill().entries.reduce((sum, { costPico }) => sum + BigInt(costPico), 0n);
  const limitPico = 50_000_000_000n;

  before(async () => {
    machine = await Installed.start({
      settings: {
        'siliconflow.completion.enabled': { '*': true },
        'siliconflow.budget.perMinute': { CNY: 0.05 },
        'siliconflow.chat.model': 'zai-org/GLM-5.2',
        // A chain of thought without a limit of its own may go beyond by what streams until the platform notices the end.
        'siliconflow.chat.thinking': 'off',
      },
    });
    one = await machine.open('src/tariff.ts');
    two = await machine.open('src/tariff.ts');
    await openFile(two.window, 'src/tariff.ts');
  });
  after(() => machine.stop());

  it('pauses a loop of requests, says until when, and offers to go on', async () => {
    machine.site.setFault({ fault: 'long-answer-4000', kind: 'chat' });
    const answer = await one.chat.ask('Hello');
    assert.match(
      await answer.innerText(),
      /The limit for one minute leaves this answer \d{1,3}(,\d{3})* tokens\./,
    );
    await one.chat.ask('Hello');
    const words = await box(one).innerText();
    assert.match(words, /¥0\.0\d+ of ¥0\.05 in the last minute: paused until \d+:\d\d:\d\d\s[AP]M\./);
    assert.match(words, /Nothing was sent, so it cost nothing\./);
    for (const name of ['Go On Now', 'Change the Limit', 'Try Again'])
      assert.equal(await box(one).getByRole('button', { name, exact: true }).count(), 1, name);
    assert.ok(billed() <= limitPico, `${billed()} is more than the limit`);
  });

  it('holds in the other window too, where ghost text is silent by name', async () => {
    await two.chat.ask('Hello');
    assert.match(await box(two).innerText(), /in the last minute: paused until/);
    await until('its name', async () => {
      await typeSome(two);
      return /paused until \d+:\d\d:\d\d\s[AP]M by the limit per minute/.test(await ghostTextWords(two));
    });
    const before = machine.completions().length;
    await typeSome(two);
    assert.equal(machine.completions().length, before);
    assert.equal(await two.window.notifications.count(), 0);
    assert.ok(billed() <= limitPico, `${billed()} is more than the limit`);
  });

  it('is passed by going on now, in all windows', async () => {
    await one.chat.replacing(() => box(one).getByRole('button', { name: 'Go On Now' }).click());
    await until('the refusal to be gone', async () => (await box(one).count()) === 0);
    await until('ghost text to be on again', async () => /Ghost text is on/.test(await ghostTextWords(two)));
  });

  it('is changed from the refusal for good', async () => {
    await until('a refusal', async () => {
      machine.site.setFault({ fault: 'long-answer-4000', kind: 'chat' });
      await one.chat.ask('Hello');
      return (await box(one).count()) > 0;
    });
    machine.site.clearFaults();
    await one.chat.replacing(async () => {
      await box(one).getByRole('button', { name: 'Change the Limit' }).click();
      await enterAmount(one, '2');
    });
    assert.equal(await box(one).count(), 0);
    await until('the setting', () => /perMinute": \{\s*"CNY": 2\s*\}/.test(machine.editor.settingsText));
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });

  it('is to be seen and taken away where budgets are set', async () => {
    await one.window.runCommand('SiliconFlow: Set Budget');
    await one.window.quickInput.getByText(/¥0\.\d+ of ¥2\.00 in the last minute/).waitFor();
    await one.window.pick('Limit per minute');
    await enterAmount(one, '');
    await until('the setting', () => /perMinute": \{\s*"CNY": null\s*\}/.test(machine.editor.settingsText));
  });

  it('leaves the offer of a daily budget to a person who has none, in an empty chat', async () => {
    await one.chat.newChat();
    await one.chat.banner.getByText(/Would you like a daily budget\?/).waitFor();
    await one.chat.banner.getByRole('button', { name: 'Set Budget' }).click();
    await one.window.pick('Daily budget');
    await enterAmount(one, '3');
    await until('the setting', () => /budget.daily": \{\s*"CNY": 3\s*\}/.test(machine.editor.settingsText));
    await until('the offer to go', async () => (await one.chat.banner.count()) === 0);
  });
});
