// A conversation as the host tells it: streaming, stopping, gaps, selection and scroll while text arrives.
import { strict as assert } from 'node:assert';
import { type ChatPage, openChat } from './chatPage.ts';
import { answer, question, sampleAnswer, state, turn } from './states.ts';

const waiting = turn({
  id: 't2',
  role: 'assistant',
  state: 'waiting',
  waitingFor: 'Waiting for the first token (3 s)',
});
const running = state({ turns: [question('t1', 'Why?'), waiting], running: { turnId: 't2' } });

/** Sends `text` in pieces of `size`, one patch each, and waits for it to be drawn. */
async function stream(chat: ChatPage, text: string, size: number): Promise<void> {
  await chat.stream({ op: 'turn', turn: { ...waiting, state: 'streaming' } });
  for (let at = 0; at < text.length; at += size) {
    await chat.stream({ op: 'append', turnId: 't2', channel: 'text', text: text.slice(at, at + size) });
  }
  await chat.settled();
}

describe('a conversation on the page', () => {
  let chat: ChatPage;
  beforeEach(async () => {
    chat = await openChat({ height: 500 });
  });
  afterEach(async () => {
    // The toolkit itself makes one empty inline style; nothing else may complain.
    assert.deepEqual(
      chat.complaints.filter((line) => !/inline style/.test(line)),
      [],
    );
    assert.deepEqual(
      (await chat.intents()).filter((intent) => intent.type === 'pageError'),
      [],
    );
    await chat.close();
  });

  it('says it is ready and shows what is waited for', async () => {
    assert.deepEqual(await chat.lastIntent('ready'), { type: 'ready' });
    await chat.snapshot(running);
    await chat.page.getByText('Waiting for the first token (3 s)').waitFor();
  });

  it('streams an answer into the same page a finished one gives', async () => {
    await chat.snapshot(running);
    await stream(chat, sampleAnswer, 7);
    await chat.patch(
      { op: 'turn', turn: answer('t2', sampleAnswer) },
      { op: 'set', part: { running: null } },
    );
    await chat.coloured();
    const streamed = await chat.page.locator('.markdown').evaluate((node) => {
      node.normalize();
      return node.innerHTML;
    });
    const second = await openChat({ height: 500 });
    await second.snapshot(state({ turns: [question('t1', 'Why?'), answer('t2', sampleAnswer)] }));
    await second.coloured();
    const whole = await second.page.locator('.markdown').evaluate((node) => node.innerHTML);
    await second.close();
    const sorted = (html: string): string => html.replace(/ (class|dir)="[^"]*"/g, '');
    assert.equal(sorted(streamed), sorted(whole));
    assert.match(streamed, /hljs-keyword/);
  });

  it('stops on Esc and on the button, also before the first token', async () => {
    await chat.snapshot(running);
    await chat.page.keyboard.press('Escape');
    assert.equal((await chat.intents()).filter((intent) => intent.type === 'stop').length, 1);
    await chat.page.getByRole('button', { name: 'Stop the answer' }).click();
    assert.equal((await chat.intents()).filter((intent) => intent.type === 'stop').length, 2);
  });

  it('asks for everything again after a gap, once, and goes on from the snapshot', async () => {
    await chat.snapshot(running);
    await chat.post({ type: 'patch', seq: 5, ops: [] });
    await chat.post({ type: 'patch', seq: 9, ops: [] });
    await chat.settled();
    assert.equal((await chat.intents()).filter((intent) => intent.type === 'resync').length, 1);
    await chat.post({
      type: 'snapshot',
      seq: 20,
      state: state({ turns: [answer('t2', 'From the snapshot')] }),
    });
    await chat.page.getByText('From the snapshot').waitFor();
    await chat.post({
      type: 'patch',
      seq: 21,
      ops: [{ op: 'append', turnId: 't2', channel: 'text', text: ' and on' }],
    });
    await chat.page.getByText('From the snapshot and on').waitFor();
  });

  it('ignores a patch it has already applied', async () => {
    await chat.snapshot(running);
    const piece = { op: 'append', turnId: 't2', channel: 'text', text: 'once' } as const;
    await chat.post({ type: 'patch', seq: 1, ops: [piece] });
    await chat.post({ type: 'patch', seq: 1, ops: [piece] });
    await chat.settled();
    assert.equal(await chat.page.locator('.markdown').textContent(), 'once');
  });

  it('keeps a selection while text arrives, in the paragraph that grows and in code that gets its colours', async () => {
    await chat.snapshot(running);
    await stream(chat, 'First paragraph.\n\n```ts\nconst chosen = 1;\n', 9);
    const select = (selector: string, from: number, to: number): Promise<void> =>
      chat.page
        .locator(selector)
        .first()
        .evaluate(
          (node, ends) => {
            const text = node.firstChild ?? node;
            getSelection()?.setBaseAndExtent(text, ends.from, text, ends.to);
          },
          { from, to },
        );
    const selected = (): Promise<string> => chat.page.evaluate(() => String(getSelection()));
    await select('.markdown pre code', 6, 12);
    assert.equal(await selected(), 'chosen');
    for (const text of ['let b;\n', '```\n', '\nLast para', 'graph grows']) {
      await chat.patch({ op: 'append', turnId: 't2', channel: 'text', text });
    }
    await chat.settled();
    await chat.coloured();
    assert.equal(await selected(), 'chosen');
    await select('.markdown > p:last-child', 0, 4);
    await chat.patch({ op: 'append', turnId: 't2', channel: 'text', text: ' on and *on*.' });
    assert.equal(await selected(), 'Last');
  });

  it('follows the end, leaves the scroll position alone once the person scrolled up, and offers the way back', async () => {
    await chat.snapshot(running);
    const lines = Array.from({ length: 60 }, (_, index) => `Paragraph ${index}.\n\n`).join('');
    await stream(chat, lines, 200);
    const scroller = chat.page.locator('.scroller');
    const distance = (): Promise<number> =>
      scroller.evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
    assert.ok((await distance()) < 30, 'the end is in view');
    await scroller.hover();
    await chat.page.mouse.wheel(0, -400);
    const jump = chat.page.getByRole('button', { name: 'Jump to End' });
    await jump.waitFor();
    const top = await scroller.evaluate((node) => node.scrollTop);
    await chat.patch({ op: 'append', turnId: 't2', channel: 'text', text: lines });
    assert.equal(await scroller.evaluate((node) => node.scrollTop), top);
    await jump.click();
    await chat.settled();
    assert.ok((await distance()) < 30, 'the end is in view again');
    await jump.waitFor({ state: 'detached' });
  });

  it('begins an empty chat at its beginning in a low panel, and follows the end from the first message on', async () => {
    await chat.page.setViewportSize({ width: 298, height: 300 });
    const scroller = chat.page.locator('.scroller');
    const suggestions = ['Explain the open file.', 'What can be made simpler here?', 'Write tests for it.'];
    const top = (): Promise<number> => scroller.evaluate((node) => node.scrollTop);
    const belowSight = (): Promise<number> =>
      scroller.evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
    await chat.snapshot(state({ turns: [], suggestions }));
    assert.ok((await belowSight()) > 24, 'not all of it fits');
    assert.equal(await top(), 0);
    const words = 'Long enough to fill the panel.\n\n'.repeat(20);
    await chat.snapshot(state({ turns: [question('t1', 'Why?'), answer('t2', words)] }));
    assert.ok((await belowSight()) < 2);
    await chat.snapshot(state({ sessionId: 's2', turns: [], suggestions }));
    assert.equal(await top(), 0);
    assert.equal(await chat.page.getByRole('button', { name: 'Jump to End' }).count(), 0);
    await chat.page.mouse.move(150, 100);
    await chat.page.mouse.wheel(0, 40);
    await chat.page.waitForFunction(() => document.querySelector('.scroller')?.scrollTop !== 0);
    await chat.patch({ op: 'turn', turn: question('t3', 'Why?') }, { op: 'turn', turn: answer('t4', words) });
    await chat.page.waitForFunction(() => {
      const node = document.querySelector('.scroller');
      return node !== null && node.scrollHeight - node.scrollTop - node.clientHeight < 2;
    });
  });

  it('reads out sentences, not tokens, and says when the answer is complete', async () => {
    await chat.snapshot(running);
    const spoken = chat.page.getByRole('log');
    await chat.page.evaluate(() => {
      const log = document.querySelector('[role="log"]');
      const heard: string[] = [];
      Object.assign(window, { heard });
      new MutationObserver((records) => {
        for (const record of records)
          for (const node of record.addedNodes) heard.push(node.textContent ?? '');
      }).observe(log ?? document.body, { childList: true, subtree: true });
    });
    await stream(
      chat,
      'One sentence[^1]. Another **bold** one! ```no``` rest\n- [x] sorted\n- [ ] sent\n\n## 标题\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nlet a;\n```\n\nEnd',
      3,
    );
    await chat.patch({ op: 'turn', turn: answer('t2', 'x') }, { op: 'set', part: { running: null } });
    await spoken.getByText('The answer is complete.').waitFor();
    const heard = await chat.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    assert.ok(heard.length <= 3, `heard ${heard.length} times`);
    assert.match(
      heard.join(' '),
      /One sentence ?\. Another bold one! no rest done: sorted\. not done: sent\. 标题。 a, b\. 1, 2\. Code: ts\. End/,
    );
  });

  it('reads no formula out as LaTeX, and no price as a formula', async () => {
    await chat.snapshot(running);
    const spoken = chat.page.getByRole('log');
    const markdown = [
      'With $n = 5$ and $\\sqrt{n}$ it costs $5 or $10, in \\(\\mu\\) of $HOME/$USER.',
      '$$\n\\frac{1}{n}\n\\sum_i x_i. \\quad\n$$',
      'Then \\[x^2\\] follows.',
      '> \\[\n> y^3\n> \\]',
      '$$\nnever closed\n\nThe end.',
    ].join('\n\n');
    await stream(chat, markdown, 3);
    await chat.patch({ op: 'turn', turn: answer('t2', markdown) }, { op: 'set', part: { running: null } });
    await spoken.getByText('The answer is complete.').waitFor();
    const heard = (await spoken.innerText()).replace(/\s+/g, ' ');
    assert.match(
      heard,
      /With n = 5 and Formula it costs \$5 or \$10, in Formula of \$HOME\/\$USER\. Formula Then Formula follows\. Formula \$\$ never closed The end\./,
    );
    // In the answer it is mathematics with one name, and its source is not there a second time.
    const formula = chat.page.getByRole('group', { name: 'Formula' });
    await formula.locator('math').first().waitFor();
    assert.doesNotMatch(await chat.page.locator('.markdown').last().ariaSnapshot(), /frac|sum_|\\/);
  });

  it('shows how an answer ended and how it can go on', async () => {
    await chat.snapshot(
      state({ turns: [question('t1', 'Why?'), answer('t2', 'Half an ans', { state: 'cut' })] }),
    );
    await chat.page.getByRole('button', { name: 'Continue' }).click();
    await chat.page.getByRole('button', { name: 'Regenerate' }).first().click();
    assert.equal((await chat.lastIntent('continueAnswer'))?.turnId, 't2');
    assert.equal((await chat.lastIntent('regenerate'))?.turnId, 't2');
  });

  it('continues a cut answer in its place', async () => {
    await chat.snapshot(
      state({ turns: [question('t1', 'Why?'), answer('t2', 'Half an ans', { state: 'cut' })] }),
    );
    await chat.patch(
      { op: 'turn', turn: answer('t2', 'Half an ans', { state: 'streaming' }) },
      { op: 'set', part: { running: { turnId: 't2' } } },
    );
    await chat.patch({ op: 'append', turnId: 't2', channel: 'text', text: 'wer, and its *end*.' });
    assert.equal(
      await chat.page.locator('.markdown').innerHTML(),
      '<p dir="auto">Half an answer, and its <em>end</em>.</p>',
    );
  });

  it('shows a failure with its cure and the trace id to copy', async () => {
    await chat.snapshot(
      state({
        turns: [
          question('t1', 'Why?'),
          turn({
            id: 't2',
            role: 'assistant',
            state: 'failed',
            failure: {
              message: 'The balance is used up.',
              traceId: 'ti_abc',
              actions: [{ id: 'openTopUp', label: 'Top up', primary: true }],
            },
          }),
        ],
      }),
    );
    await chat.page.getByRole('button', { name: 'Top up' }).click();
    assert.deepEqual(await chat.lastIntent('action'), { type: 'action', id: 'openTopUp', turnId: 't2' });
    await chat.page.getByRole('button', { name: 'Copy Trace ID' }).click();
    assert.equal((await chat.lastIntent('copyTraceId'))?.turnId, 't2');
  });

  it('refers to code by turn and block', async () => {
    const text = 'A\n\n```ts\na\n```\n\n- item\n\n  ```py\n  b\n  ```\n';
    await chat.snapshot(state({ turns: [answer('t2', text)] }));
    await chat.page.getByRole('button', { name: 'Copy code block 2' }).click();
    await chat.page.getByRole('button', { name: 'Insert code block 1 at the cursor' }).click();
    await chat.page.getByRole('button', { name: 'Open code block 2 as a new file' }).click();
    assert.deepEqual(await chat.lastIntent('copyCode'), { type: 'copyCode', turnId: 't2', block: 1 });
    assert.deepEqual(await chat.lastIntent('insertCode'), { type: 'insertCode', turnId: 't2', block: 0 });
    assert.deepEqual(await chat.lastIntent('newFileFromCode'), {
      type: 'newFileFromCode',
      turnId: 't2',
      block: 1,
    });
  });

  it('offers Apply on code, a terminal on commands, and all of it together where there is more than one block', async () => {
    const text = 'A\n\n```ts\na\n```\n\n```sh\nls\n```\n';
    await chat.snapshot(state({ turns: [answer('t1', '```ts\na\n```\n'), answer('t2', text)] }));
    const last = chat.page.locator('article.answer').last();
    await last.getByRole('button', { name: 'Apply code block 1 to its file' }).click();
    assert.deepEqual(await chat.lastIntent('applyCode'), { type: 'applyCode', turnId: 't2', block: 0 });
    await last.getByRole('button', { name: 'Put code block 2 into a terminal without running it' }).click();
    assert.deepEqual(await chat.lastIntent('putInTerminal'), {
      type: 'putInTerminal',
      turnId: 't2',
      block: 1,
    });
    assert.equal(
      await last.getByRole('button', { name: /Apply code block 2|code block 1 into a terminal/ }).count(),
      0,
    );
    await last.getByRole('button', { name: 'Apply All Code…' }).click();
    assert.deepEqual(await chat.lastIntent('applyAnswer'), { type: 'applyAnswer', turnId: 't2' });
    assert.equal(await chat.page.getByRole('button', { name: 'Apply All Code…' }).count(), 1);
  });

  it('shows prices honestly: exact, estimated with a band, unknown', async () => {
    const amount = (pico: string): { currency: string; pico: string } => ({ currency: 'CNY', pico });
    await chat.snapshot(
      state({
        turns: [
          answer('t2', 'a'),
          answer('t3', 'b', {
            cost: {
              state: 'estimated',
              amount: amount('20000000000'),
              low: amount('10000000000'),
              high: amount('30000000000'),
            },
          }),
          answer('t4', 'c', { cost: { state: 'unknown' } }),
        ],
      }),
    );
    const costs = chat.page.locator('.cost');
    assert.deepEqual(await costs.allTextContents(), [
      'CN\u00a5'.length ? await costs.nth(0).textContent() : '',
      '≈¥0.02',
      'price unknown',
    ]);
    assert.equal(await costs.nth(0).textContent(), '¥0.0032');
    assert.match((await costs.nth(1).getAttribute('title')) ?? '', /between ¥0\.01 and ¥0\.03/);
  });

  it('edits a question in place: Esc gives it up, Enter sends it, the focus stays at hand', async () => {
    await chat.snapshot(state({ turns: [question('t1', 'Frist'), answer('t2', 'a')] }));
    await chat.page.getByRole('textbox', { name: 'Message' }).focus();
    await chat.page.keyboard.press('ArrowUp');
    const editor = chat.page.getByRole('textbox', { name: 'Edit the message' });
    await editor.waitFor();
    assert.ok(await editor.evaluate((node) => node === document.activeElement));
    await editor.press('Escape');
    await editor.waitFor({ state: 'detached' });
    assert.equal(
      await chat.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Edit and Send Again',
    );
    await chat.page.keyboard.press('Enter');
    await editor.fill('First');
    await editor.press('Enter');
    const intent = await chat.lastIntent('editAndResend');
    assert.equal(intent?.turnId, 't1');
    assert.equal(intent?.text, 'First');
  });

  it('gives an edited question back when it was refused, and says why; of another answer as well', async () => {
    await chat.snapshot(state({ turns: [question('t1', 'Frist'), answer('t2', 'a')] }));
    await chat.page.getByRole('button', { name: 'Edit and Send Again' }).click();
    const editor = chat.page.getByRole('textbox', { name: 'Edit the message' });
    await editor.fill('First, with much thought');
    await editor.press('Enter');
    const { intentId = '' } = (await chat.lastIntent('editAndResend')) ?? {};
    const edited = { turnId: 't1', text: 'First, with much thought' };
    await chat.post({ type: 'sendRefused', intentId, message: 'plan.md stays here.', edited });
    await chat.page.getByRole('alert').getByText('plan.md stays here.').waitFor();
    assert.equal(await editor.inputValue(), 'First, with much thought');
    await editor.press('Escape');
    await chat.page.getByRole('button', { name: 'Regenerate' }).first().click();
    const again = (await chat.lastIntent('regenerate'))?.intentId ?? '';
    await chat.post({ type: 'sendRefused', intentId: again, message: 'prices.csv stays here.' });
    await chat.page.getByRole('alert').getByText('prices.csv stays here.').waitFor();
  });
});

describe('the frame of a conversation', () => {
  let chat: ChatPage;
  beforeEach(async () => {
    chat = await openChat({ width: 300 });
  });
  afterEach(() => chat.close());

  it('calls a very short reasoning a moment and not 0 s', async () => {
    const thoughts = { reasoning: 'Hm.', reasoningMs: 40 };
    await chat.snapshot(state({ turns: [question('t1', 'Why?'), answer('t2', 'So.', thoughts)] }));
    await chat.page.getByRole('button', { name: 'Thought for a moment' }).waitFor();
  });

  it('shows its place whole in a narrow side bar, and the host on request', async () => {
    await chat.snapshot(state({ place: 'SiliconFlow Global', host: 'api.siliconflow.com' }));
    const place = chat.page.locator('.place');
    assert.equal(await place.getAttribute('title'), 'SiliconFlow Global · api.siliconflow.com');
    assert.ok(await place.evaluate((node) => node.scrollWidth <= node.clientWidth), 'nothing of it is cut');
  });

  it('says in a window without a folder that there is no project to draw on', async () => {
    await chat.snapshot(state({ turns: [], inFolder: false }));
    await chat.page.getByText('No folder is open').waitFor();
    await chat.snapshot(state({ turns: [], inFolder: true }));
    await chat.settled();
    assert.equal(await chat.page.getByText('No folder is open').count(), 0);
  });

  it('shows a banner in one line, with its details folded', async () => {
    const dismiss = { id: 'dismissBanner', label: 'Dismiss' } as const;
    const message = 'Damaged receipts were set aside.';
    const detail = 'It was saved as /home/person/.config/ledger.damaged-2026-11-22.db.';
    await chat.snapshot(state({ banner: { level: 'warning', message, detail, actions: [dismiss] } }));
    const folded = chat.page.getByText(detail);
    await chat.page.getByText('Details').waitFor();
    const { height } = (await chat.page.getByText(message).boundingBox()) ?? { height: 99 };
    assert.ok(height < 30, `${height} px are more than one line`);
    assert.ok(!(await folded.isVisible()));
    await chat.page.getByText('Details').click();
    await folded.waitFor();
    await chat.page.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal((await chat.lastIntent('action'))?.id, 'dismissBanner');
  });
});
