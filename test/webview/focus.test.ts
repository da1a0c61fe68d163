// Where the focus is after what had it went away, as whatever is done with an answer or a chip makes it go.
import { strict as assert } from 'node:assert';
import type { PatchOp } from '../../src/protocol/chat.ts';
import { type ChatPage, openChat } from './chatPage.ts';
import { answer, file, heldFile, question, state, turn } from './states.ts';

const asked = question('t1', 'Why?');
const waits: PatchOp[] = [
  { op: 'turn', turn: turn({ id: 't3', role: 'assistant', state: 'waiting' }) },
  { op: 'set', part: { running: { turnId: 't3' } } },
];
const cut = answer('t2', 'Half', { state: 'cut' });

describe('the focus', () => {
  let chat: ChatPage;
  before(async () => {
    chat = await openChat({ height: 600 });
  });
  after(() => chat.close());

  const focused = (): Promise<string> =>
    chat.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? '',
    );

  /** Each with the button that is pressed by the keyboard, and what the host then changes. */
  const walks: readonly (readonly [
    what: string,
    before: Parameters<typeof state>[0],
    button: string,
    after: PatchOp[],
  ])[] = [
    [
      'a cut answer goes on',
      { turns: [asked, cut] },
      'Continue',
      [
        { op: 'turn', turn: { ...cut, state: 'waiting' } },
        { op: 'set', part: { running: { turnId: 't2' } } },
      ],
    ],
    [
      'an answer is made anew',
      { turns: [asked, answer('t2', 'A')] },
      'Regenerate',
      [{ op: 'cutFrom', turnId: 't2' }, ...waits],
    ],
    [
      'what failed is tried again',
      {
        turns: [
          asked,
          answer('t2', '', {
            state: 'failed',
            failure: { message: 'bad', actions: [{ id: 'retry', label: 'Retry' }] },
          }),
        ],
      },
      'Retry',
      [{ op: 'cutFrom', turnId: 't2' }, ...waits],
    ],
    [
      'a line above the conversation goes away',
      { banner: { level: 'info', message: 'x', actions: [{ id: 'dismissBanner', label: 'Dismiss' }] } },
      'Dismiss',
      [{ op: 'set', part: { banner: null } }],
    ],
    [
      'an offered file is attached',
      { offered: ['AGENTS.md'] },
      'Add AGENTS.md',
      [{ op: 'set', part: { offered: [], attachments: [file] } }],
    ],
    [
      'a file is taken out of a question',
      { turns: [question('t1', 'Why?', { attachments: [heldFile] }), answer('t2', 'A')] },
      'Remove prices.csv',
      [{ op: 'turn', turn: asked }],
    ],
    [
      'another chat begins',
      { turns: [asked, answer('t2', 'A', { summary: true })] },
      'New Chat From This Summary',
      [
        { op: 'cutFrom', turnId: 't1' },
        { op: 'set', part: { sessionId: 's2' } },
      ],
    ],
  ];
  for (const [what, before, button, after] of walks)
    it(`is where one writes when ${what}`, async () => {
      await chat.snapshot(state(before));
      const pressed = chat.page.getByRole('button', { name: button, exact: true }).first();
      await pressed.focus();
      await pressed.press('Enter');
      await chat.patch(...after);
      await pressed.waitFor({ state: 'detached' });
      assert.equal(await focused(), 'Message');
    });

  it('is where one writes when an edited question is on its way', async () => {
    await chat.snapshot(state({ turns: [asked, answer('t2', 'A')] }));
    await chat.page.getByRole('button', { name: 'Edit and Send Again' }).click();
    await chat.page.getByRole('textbox', { name: 'Edit the message' }).press('Enter');
    await chat.patch({ op: 'cutFrom', turnId: 't1' }, { op: 'turn', turn: question('t9', 'Why?') }, ...waits);
    await chat.page.getByRole('button', { name: 'Stop the answer (Esc)' }).waitFor();
    await chat.settled();
    assert.equal(await focused(), 'Message');
  });

  it('goes through the composer as it is seen, whatever the width and height', async () => {
    await chat.snapshot(state());
    for (const [width, height] of [
      [480, 600],
      [280, 600],
      [280, 300],
    ] as const) {
      await chat.page.setViewportSize({ width, height });
      await chat.page.getByRole('textbox', { name: 'Message' }).focus();
      const seen: { readonly name: string; readonly top: number; readonly left: number }[] = [];
      for (let at = 0; at < 6; at++) {
        await chat.page.keyboard.press('Tab');
        const stop = await chat.page.evaluate(() => {
          const focused = document.activeElement;
          const box = focused?.getBoundingClientRect();
          const isHere = focused?.closest('.composer-row') !== null;
          return isHere && box ? { name: focused?.textContent ?? '', top: box.top, left: box.left } : null;
        });
        if (!stop) break;
        seen.push(stop);
      }
      assert.ok(seen.length >= 5, `${seen.length} stops at ${width} × ${height}`);
      for (const [at, stop] of seen.entries()) {
        const before = seen[at - 1];
        const isAfter = !before || stop.top > before.top + 12 || stop.left > before.left;
        assert.ok(isAfter, `${stop.name} comes after ${before?.name} at ${width} × ${height}`);
      }
    }
    await chat.page.setViewportSize({ width: 400, height: 600 });
  });

  it('stays away from who selects a text with the mouse while something else goes away', async () => {
    await chat.snapshot(state({ turns: [asked, cut] }));
    const button = chat.page.getByRole('button', { name: 'Continue' });
    await button.focus();
    await chat.page.getByText('Half', { exact: true }).dblclick({ position: { x: 8, y: 8 } });
    await chat.patch({ op: 'turn', turn: answer('t2', 'Half') });
    await button.waitFor({ state: 'detached' });
    assert.notEqual(await focused(), 'Message');
    assert.equal(await chat.page.evaluate(() => getSelection()?.toString().trim()), 'Half');
  });
});
