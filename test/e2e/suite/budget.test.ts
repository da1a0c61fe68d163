// Budgets as a person meets them: limited, warned once, refused with the remedy in place, in all windows at once.
import { strict as assert } from 'node:assert';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { assertBooksAgree } from '../books.ts';
import type { ChatPanel } from '../chatPanel.ts';
import { Installed, menuWords, openFile, revert, triggerKey } from '../installed.ts';
import { until } from '../until.ts';

interface Opened {
  readonly window: EditorWindow;
  readonly chat: ChatPanel;
}

/** The colour of the status bar item as its class names it. */
async function levelOf({ window }: Opened): Promise<'warning' | 'error' | 'none'> {
  const classes = (await window.statusItem('siliconflow').getAttribute('class')) ?? '';
  return /error-kind/.test(classes) ? 'error' : /warning-kind/.test(classes) ? 'warning' : 'none';
}

const state = ({ window }: Opened): Promise<string> => menuWords(window, 'Ghost Text…');

/** Into the input box, once it stands where the list was. */
async function enterAmount({ window }: Opened, amount: string): Promise<void> {
  await window.quickInput.getByText(/Amount in CNY/).waitFor();
  await window.answerInput(amount);
}

/** Types until something was asked, and gives the words of the menu. */
async function typeSome({ window }: Opened): Promise<void> {
  await revert(window);
  await window.page.keyboard.type('\nconst next = ', { delay: 25 });
  await window.page.keyboard.press(triggerKey);
}

describe('a budget of the day', () => {
  let machine: Installed;
  let one: Opened;
  let two: Opened;
  /** Answers of about ¥0.012: 4,000 tokens at ¥3 a million. */
  const longAnswer = (): void => machine.site.setFault({ fault: 'long-answer-4000', kind: 'chat' });
  const box = ({ chat }: Opened) => chat.lastAnswer.locator('.failure');
  const chats = (): number => machine.site.bill().entries.filter(({ kind }) => kind === 'chat').length;

  before(async () => {
    machine = await Installed.start({ settings: { 'siliconflow.budget.daily': { CNY: 0.02 } } });
    one = await machine.open('src/tariff.ts');
    two = await machine.open('src/tariff.ts');
  });
  after(() => machine.stop());

  it('limits an answer to what it has left, and says so', async () => {
    longAnswer();
    const answer = await one.chat.ask('Hello');
    assert.match(await answer.innerText(), /Your budget limits this answer to [\d,]+ tokens/);
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });

  it('warns once, in both windows, when it is nearly used up', async () => {
    if ((await levelOf(one)) === 'none') {
      longAnswer();
      await one.chat.ask('Hello');
    }
    for (const each of [one, two]) {
      await until('the colour', async () => (await levelOf(each)) === 'warning');
      await until('the banner', async () =>
        /of today’s budget of ¥0\.02 is spent/.test(await each.chat.banner.innerText()),
      );
    }
    await one.chat.button('Dismiss').click();
    for (const { chat } of [one, two])
      await until(
        'the banner to go',
        async () => !/budget of/.test((await chat.banner.allInnerTexts()).join()),
      );
  });

  it('refuses before anything is sent, in both windows, with amounts and a cheaper model by its price', async () => {
    const before = chats();
    for (const { chat } of [one, two]) {
      await chat.ask(`Explain all of this. ${'A parcel is a parcel. '.repeat(400)}`);
      const words = await chat.lastAnswer.locator('.failure').innerText();
      assert.match(words, /of today’s budget of ¥0\.02 is left/);
      assert.match(words, /Even a short answer to this may cost ¥0\.0\d+/);
      assert.match(words, /Nothing was sent, so it cost nothing/);
      assert.match(words, /costs less: .*¥/);
    }
    assert.equal(chats(), before);
  });

  it('is raised for today from the refusal, with an amount proposed, and then the question is answered', async () => {
    const settings = machine.editor.settingsText;
    await one.chat.replacing(async () => {
      await box(one).getByRole('button', { name: 'Raise Budget for Today' }).click();
      const input = one.window.quickInput.locator('input').first();
      await input.waitFor();
      assert.match(await one.window.quickInput.innerText(), /for today only/);
      const proposed = await input.inputValue();
      assert.ok(Number(proposed) > 0.02);
      await input.fill('0.001');
      await one.window.quickInput.getByText(/Enter more than the ¥0\.02/).waitFor();
      await input.fill(proposed);
      await input.press('Enter');
    });
    assert.equal(await box(one).count(), 0);
    assert.equal(machine.editor.settingsText, settings, 'a raise for today is no setting');
  });

  it('raised in one window is felt in the other', async () => {
    await two.chat.ask('Hello');
    assert.equal(await box(two).count(), 0);
  });

  it('can be met by the cheaper model, which is named and then used', async () => {
    await one.chat.newChat();
    await one.chat.ask(`Explain all of this. ${'A parcel is a parcel. '.repeat(4_000)}`);
    const offer = /([\w.-]+) costs less/.exec(await box(one).innerText())?.[1];
    assert.ok(offer);
    machine.site.clearFaults();
    await one.chat.replacing(() => box(one).getByRole('button', { name: 'Use the Cheaper Model' }).click());
    assert.equal(await box(one).count(), 0);
    assert.ok(machine.site.bill().entries.at(-1)?.model.includes(offer), offer);
  });

  it('is raised for good into the settings', async () => {
    await machine.editor.changeSettings(one.window, {
      'siliconflow.chat.model': 'deepseek-ai/DeepSeek-V3.2',
      'siliconflow.budget.onLimit': 'stop',
    });
    await one.chat.newChat();
    await until(
      'a refusal',
      async () => {
        longAnswer();
        await one.chat.ask('Hello');
        return (await box(one).count()) > 0;
      },
      50_000,
    );
    machine.site.clearFaults();
    assert.equal(
      await box(one).getByRole('button', { name: 'Raise Budget for Today' }).count(),
      0,
      'onLimit stop offers no way around the limit for today',
    );
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

describe('a budget of the day for completions', () => {
  let machine: Installed;
  let one: Opened;
  let two: Opened;
  const spent = (): bigint =>
    machine.site
      .bill()
      .entries.filter(({ kind }) => kind === 'completion')
      .reduce((sum, { costPico }) => sum + BigInt(costPico), 0n);

  before(async () => {
    machine = await Installed.start({
      settings: {
        'siliconflow.completion.enabled': { '*': true },
        'siliconflow.budget.completionDaily': { CNY: 0.01 },
      },
    });
    one = await machine.open('src/tariff.ts');
    two = await machine.open('src/tariff.ts');
    for (const { window } of [one, two]) await openFile(window, 'src/tariff.ts');
  });
  after(() => machine.stop());

  it('is shared by two windows, which both fall silent by name and never pop up', async () => {
    const used = async (each: Opened): Promise<boolean> => /its budget is used up/.test(await state(each));
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
    assert.ok(spent() <= 10_000_000_000n, `${spent()} is more than the budget`);
  });

  it('leaves the chat alone', async () => {
    const answer = await one.chat.ask('Hello');
    assert.match(await answer.innerText(), /Hello! I am/);
  });

  it('raised in one window lets both go on', async () => {
    await one.window.runCommand('SiliconFlow: Set Budget');
    await one.window.quickInput.getByText('Budget per day for completions').waitFor();
    await one.window.pick('Budget per day for completions');
    await enterAmount(one, '1');
    for (const each of [one, two]) {
      let words = '';
      await until('it to be on again', async () => {
        words = await state(each);
        return /Ghost text is on/.test(words);
      }).catch(() => assert.fail(words));
      const before = machine.completions().length;
      await until('a request', async () => {
        await typeSome(each);
        return machine.completions().length > before;
      });
    }
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });
});

describe('an account without balance', () => {
  let machine: Installed;
  let one: Opened;

  before(async () => {
    machine = await Installed.start({
      key: KEYS.cnNoBalance,
      settings: { 'siliconflow.completion.enabled': { '*': true } },
    });
    one = await machine.open('src/tariff.ts');
    await openFile(one.window, 'src/tariff.ts');
  });
  after(() => machine.stop());

  it('stops ghost text by name after one refusal, and nothing more goes out by itself', async () => {
    await typeSome(one);
    await until('its name', async () => /stopped, the account has no balance/.test(await state(one)));
    const before = machine.completions().length;
    assert.equal(before, 1, 'the probe');
    for (let times = 0; times < 3; times += 1) await typeSome(one);
    assert.equal(machine.completions().length, before);
    assert.equal(await one.window.notifications.count(), 0);
  });

  it('asks the platform again when the person says so', async () => {
    await one.window.page.keyboard.press('Control+Alt+m');
    await one.window.pick('Ghost Text…');
    await one.window.pick('Try again now');
    await openFile(one.window, 'src/tariff.ts');
    await until('one more request', async () => {
      await typeSome(one);
      return machine.completions().length === 2;
    });
    await until('its name', async () => /stopped, the account has no balance/.test(await state(one)));
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });
});
