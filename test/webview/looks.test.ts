// What the page looks like: screenshots for people, and axe's verdict on each theme.
import { strict as assert } from 'node:assert';
import { axeFindings } from './axe.ts';
import { bundles, openChat, themeNames } from './chatPage.ts';
import { answer, file, heldFile, picture, question, sampleAnswer, selection, state, turn } from './states.ts';

const conversation = state({
  attachments: [file, selection, picture],
  turns: [
    question('t1', 'Why does the parser drop the last line of a file?', { attachments: [file] }),
    answer('t2', sampleAnswer, {
      reasoning: 'The generator yields only complete lines. So the rest is lost.',
      reasoningMs: 12_300,
      reasoningTokens: 210,
      notes: ['Answer limited by today\u2019s budget'],
    }),
  ],
});

const waiting = state({
  title: '',
  sandbox: true,
  place: 'Sandbox · 127.0.0.1',
  banner: {
    level: 'warning',
    message: 'Today’s budget is almost used up.',
    actions: [{ id: 'raiseBudgetToday', label: 'Raise' }],
  },
  running: { turnId: 'w' },
  turns: [
    question('q1', 'Why?', { attachments: [heldFile] }),
    answer('c', 'Half of an answer', { state: 'cut' }),
    turn({
      id: 'f',
      role: 'assistant',
      state: 'failed',
      failure: {
        message: 'The balance of this account is used up.',
        detail: 'account balance is insufficient',
        traceId: 'ti_1',
        actions: [{ id: 'openTopUp', label: 'Top up', primary: true }],
      },
    }),
    turn({ id: 'w', role: 'assistant', state: 'reasoning', reasoning: 'First I look at the parser.' }),
  ],
});
const firstRun = state({
  setup: {
    stage: 'site',
    title: 'Welcome. Which site is your account on?',
    lines: ['Accounts, keys and prices of the two sites are separate.'],
    actions: [
      { id: 'chooseSiteCn', label: '硅基流动 (siliconflow.cn)', primary: true },
      { id: 'chooseSiteGlobal', label: 'SiliconFlow Global' },
      { id: 'openTerms', label: 'Terms' },
    ],
    busy: false,
  },
});

describe('the looks of the chat page', () => {
  for (const theme of themeNames) {
    it(`are legible to everyone in ${theme}: axe finds nothing in any state`, async () => {
      const chat = await openChat({ theme, width: 420, height: 1500, reducedMotion: true });
      try {
        await chat.snapshot(conversation);
        await chat.shot(`conversation-${theme}`);
        assert.deepEqual(await axeFindings(chat), []);
        await chat.page.getByRole('button', { name: /^Model:/ }).click();
        await chat.shot(`models-${theme}`);
        assert.deepEqual(await axeFindings(chat), []);
        await chat.page.keyboard.press('Escape');
        await chat.snapshot(waiting);
        await chat.shot(`states-${theme}`);
        assert.deepEqual(await axeFindings(chat), []);
        await chat.snapshot(state({ trusted: false }));
        assert.deepEqual(await axeFindings(chat), []);
        await chat.snapshot(firstRun);
        await chat.shot(`first-run-${theme}`);
        assert.deepEqual(await axeFindings(chat), []);
      } finally {
        await chat.close();
      }
    });
  }

  it('fit into 200 pixels, and into 400 at 200 % zoom: nothing sticks out, every control is there', async () => {
    for (const [name, width] of [
      ['narrow', 200],
      ['wide', 900],
    ] as const) {
      const chat = await openChat({ theme: 'light', width, height: 800 });
      await chat.snapshot(conversation);
      await chat.shot(`conversation-${name}`);
      const outside = await chat.page.evaluate(() =>
        [
          ...document.querySelectorAll(
            '.top *, .bottom button, .bottom vscode-button, .bottom vscode-dropdown, .foot *',
          ),
        ]
          .map((node) => ({ name: node.className || node.tagName, box: node.getBoundingClientRect() }))
          .filter(({ box }) => box.right > innerWidth + 0.5 || box.left < -0.5 || box.width < 8)
          .map((one) => String(one.name)),
      );
      assert.deepEqual(
        outside.filter((one) => !/SVGAnimated|path/i.test(one)),
        [],
        `${width} px`,
      );
      assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), width);
      await chat.close();
    }
  });

  it('leave half of a low panel to the conversation, and show the filter of the models in it', async () => {
    // A window of 1280 × 800 at 200 % zoom leaves the page about this much; a panel below the editor does as well.
    const chat = await openChat({ theme: 'light', width: 298, height: 300 });
    try {
      await chat.snapshot({ ...conversation, attachments: [] });
      const heightOf = (selector: string): Promise<number> =>
        chat.page.locator(selector).evaluate((node) => node.getBoundingClientRect().height);
      const room = await heightOf('main');
      assert.ok(room >= 150, `${room} px of 300`);
      await chat.page.getByRole('button', { name: /^Model:/ }).click();
      const filter = chat.page.getByRole('combobox', { name: 'Filter models' });
      await filter.waitFor();
      const top = await filter.evaluate((node) => node.getBoundingClientRect().top);
      assert.ok(top >= 0, `the filter begins at ${top} px`);
      await chat.shot('low-models');
      await chat.page.keyboard.press('Escape');
      await filter.waitFor({ state: 'detached' });
      await chat.shot('low');
    } finally {
      await chat.close();
    }
  });

  it('stand still for who asked for less motion', async () => {
    const chat = await openChat({ reducedMotion: true });
    await chat.snapshot(waiting);
    const moving = await chat.page.evaluate(() =>
      document
        .getAnimations()
        .map((one) =>
          one.effect instanceof KeyframeEffect ? one.effect.target?.outerHTML.slice(0, 120) : '?',
        ),
    );
    assert.deepEqual(moving, []);
    await chat.close();
  });

  it('keep their borders under forced colours', async () => {
    const chat = await openChat({ forcedColors: true });
    await chat.snapshot(conversation);
    for (const selector of ['.bubble', '.card', 'figure.code', '.chip']) {
      const width = await chat.page
        .locator(selector)
        .first()
        .evaluate((node) => getComputedStyle(node).borderTopWidth);
      assert.equal(width, '1px', selector);
    }
    await chat.shot('forced-colours');
    await chat.close();
  });

  it('set right-to-left text from the right, and code always from the left', async () => {
    const chat = await openChat();
    const text = 'مرحبا بالعالم.\n\n```ts\nlet a;\n```\n\n- English';
    await chat.snapshot(state({ turns: [question('q', 'لماذا؟'), answer('a', text)] }));
    const direction = (selector: string): Promise<string> =>
      chat.page
        .locator(selector)
        .first()
        .evaluate((node) => getComputedStyle(node).direction);
    assert.equal(await direction('.bubble p'), 'rtl');
    assert.equal(await direction('.markdown > p'), 'rtl');
    assert.equal(await direction('.markdown pre'), 'ltr');
    assert.equal(await direction('.markdown li'), 'ltr');
    await chat.close();
  });

  it('weigh less than the budget: 700 KB of script, minified', async () => {
    const { script, style } = await bundles();
    assert.ok(script.length + style.length < 700 * 1024, `${script.length + style.length} bytes`);
  });
});
