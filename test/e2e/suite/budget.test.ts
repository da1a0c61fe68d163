// A budget of the day as a person meets it: limited, warned once, refused with the remedy in place, in all windows at once.
import { strict as assert } from 'node:assert';
import { assertBooksAgree } from '../books.ts';
import { enterAmount, levelOf } from '../budgets.ts';
import { Installed } from '../installed.ts';
import type { PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('a budget of the day', () => {
  let machine: Installed;
  let one: PersonsWindow;
  let two: PersonsWindow;
  const box = ({ chat }: PersonsWindow) => chat.lastAnswer.locator('.failure');
  const chats = () => machine.site.bill().entries.filter(({ kind }) => kind === 'chat');

  before(async () => {
    machine = await Installed.start({
      settings: {
        'siliconflow.budget.daily': { CNY: 0.03 },
        // ¥8 and ¥28 per million tokens: the shortest answer worth having may cost nearly the whole budget.
        'siliconflow.chat.model': 'zai-org/GLM-5.2',
      },
    });
    one = await machine.open('src/tariff.ts');
    two = await machine.open('src/tariff.ts');
  });
  after(() => machine.stop());

  it('that is too small for a dear model says so with amounts, and lets a cheaper one answer, named with its price', async () => {
    await one.chat.ask('Hello');
    const words = await box(one).innerText();
    assert.match(words, /¥0\.03 of today's budget of ¥0\.03 is left\./);
    assert.match(words, /Even a short answer may cost ¥0\.03\d*\./);
    assert.match(words, /Nothing was sent, so it cost nothing\./);
    const offer = /cost nothing\. (\S+) costs less: ¥[\d.]+ in, ¥[\d.]+ out per million tokens\./.exec(
      words,
    )?.[1];
    assert.ok(offer, words);
    assert.equal(chats().length, 0);
    await one.chat.replacing(() => box(one).getByRole('button', { name: 'Use the Cheaper Model' }).click());
    assert.equal(await box(one).count(), 0, await one.chat.lastAnswer.innerText());
    assert.ok(chats().at(-1)?.model.includes(offer), `${chats().at(-1)?.model} is not ${offer}`);
    assert.match(machine.editor.settingsText, new RegExp(`chat.model": "[^"]*${offer}"`));
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });

  it('limits an answer to what it has left, and says so', async () => {
    machine.site.setFault({ fault: 'long-answer-4000', kind: 'chat' });
    const answer = await one.chat.ask('Hello');
    assert.match(await answer.innerText(), /Today's budget limits this answer to \d{1,3}(,\d{3})* tokens/);
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });

  it('warns once, in both windows, when it is nearly used up', async () => {
    for (const each of [one, two]) {
      await until('the colour', async () => (await levelOf(each)) === 'warning');
      await until('the banner', async () =>
        /of today's budget of ¥0\.03 is spent/.test(await each.chat.banner.innerText()),
      );
    }
    await one.chat.button('Dismiss').click();
    for (const { chat } of [one, two])
      await until(
        'the banner to go',
        async () => !/budget of/.test((await chat.banner.allInnerTexts()).join()),
      );
  });

  it('refuses before anything is sent, in both windows', async () => {
    const before = chats().length;
    for (const each of [one, two]) {
      await each.chat.ask('Hello');
      assert.match(await box(each).innerText(), /of today's budget of ¥0\.03 is left\. Even a short answer/);
    }
    assert.equal(chats().length, before);
  });

  it('is raised for today from the refusal, with an amount proposed, and then the question is answered', async () => {
    const settings = machine.editor.settingsText;
    await one.chat.replacing(async () => {
      await box(one).getByRole('button', { name: 'Raise Budget for Today' }).click();
      await one.window.quickInput.getByText(/until the end of today/).waitFor();
      const input = one.window.quickInput.locator('input').first();
      const proposed = await input.inputValue();
      assert.ok(Number(proposed) > 0.03);
      await input.fill('0.001');
      await one.window.quickInput.getByText(/Enter more than the current ¥0\.03/).waitFor();
      await input.fill(proposed);
      await input.press('Enter');
    });
    assert.equal(await box(one).count(), 0);
    assert.equal(machine.editor.settingsText, settings, 'a raise for today is no setting');
  });

  it('raised in one window is felt at once in the other', async () => {
    await two.chat.ask('Hello');
    assert.equal(await box(two).count(), 0);
  });

  it('ends a chain of thought that takes no limit where the budget ends, and is raised for good from there', async () => {
    await machine.editor.changeSettings(one.window, {
      'siliconflow.chat.model': 'zai-org/GLM-5.3',
      'siliconflow.budget.daily': { CNY: 0.15 },
      'siliconflow.budget.onLimit': 'stop',
    });
    await one.chat.newChat();
    machine.site.setFault({ fault: 'long-answer-9000,pace-2000', kind: 'chat' });
    await one.chat.ask('Hello');
    assert.match(await box(one).innerText(), /The answer was stopped at the limit of your budget\./);
    assert.match(
      await one.chat.lastAnswer.innerText(),
      /Today's budget limits this answer to \d{1,3}(,\d{3})* tokens/,
    );
    assert.equal(chats().at(-1)?.aborted, true);
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
    assert.equal(await box(one).getByRole('button', { name: 'Raise Budget for Today' }).count(), 0);
    await one.chat.replacing(async () => {
      await box(one).getByRole('button', { name: 'Raise Budget', exact: true }).click();
      await enterAmount(one, '1');
    });
    assert.equal(await box(one).count(), 0);
    await until('the setting', () => /budget.daily": \{\s*"CNY": 1\s*\}/.test(machine.editor.settingsText));
  });

  it('never let more through than the platform billed', () =>
    assertBooksAgree(machine.site, machine.editor.dataFolder));
});
