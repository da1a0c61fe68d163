// What is opened on top of the conversation, for everyone: at 200 pixels, under forced colours, without motion, from right to left.
import { strict as assert } from 'node:assert';
import { type ChatPage, type OpenOptions, openChat } from './chatPage.ts';
import { answer, file, heldFile, question, state, turn } from './states.ts';

const long = 'packages/reporting/src/quarterly/summaries/consolidatedLedgerOfAllBranches.ts';
const full = state({
  turns: [
    question('t1', 'Why?', { attachments: [file, heldFile] }),
    answer('t2', `See \`${long}:12\`.\n\n\`\`\`ts\n${'x'.repeat(300)}\n\`\`\`\n\n\`\`\`sh\nls\n\`\`\``, {
      summary: true,
    }),
  ],
  meter: {
    ...{
      windowTokens: 160_000,
      system: 180,
      history: 121_000,
      attachments: 9_400,
      words: 60,
      reserve: 8_192,
    },
    offersSummary: true,
  },
  commands: [
    { name: 'explain', says: 'Explain the selection or the code at the cursor', origin: 'extension' },
    { name: 'x'.repeat(40), says: 'Writes release notes', origin: 'workspace' },
  ],
  offered: ['AGENTS.md', '.github/copilot-instructions.md'],
  attachments: [file, { ...file, id: 'a9', label: long, note: 'Changed since it was attached.' }],
});

/** With the list of commands open over it, or of what an `@` names. */
async function typed(options: OpenOptions, text: '/' | '@'): Promise<ChatPage> {
  const chat = await openChat(options);
  await chat.snapshot(full);
  await chat.page.getByRole('textbox', { name: 'Message' }).pressSequentially(text);
  if (text === '@') {
    const { asked = -1 } = (await chat.lastIntent('findMentions')) ?? {};
    const items = [
      { id: 'page', kind: 'page', label: `docs.example.com/${long}`, detail: 'fetch this page as text' },
      { id: 'file', kind: 'file', label: 'ledger.ts', detail: long },
    ] as const;
    await chat.post({ type: 'mentions', asked, items: [...items] });
  }
  await chat.page.getByRole('option').nth(1).waitFor();
  return chat;
}

/** What sticks out of the window to a side, of the elements that are shown. */
function outside(chat: ChatPage): Promise<string[]> {
  return chat.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.bottom *, .foot *, .top *, .popup *, figcaption *')]
      .filter((one) => one.checkVisibility() && !one.closest('svg'))
      // The words of a label end where the label does.
      .filter((one) => !one.parentElement?.closest('.chip-label'))
      .map((one) => ({ name: one.className || one.tagName, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5))
      .map(({ name }) => String(name)),
  );
}

describe('what opens on top of a conversation', () => {
  for (const text of ['/', '@'] as const)
    it(`fits into 200 pixels when ${text} is typed, with chips, offers and a full window around it`, async () => {
      const chat = await typed({ width: 200, height: 900, theme: 'light' }, text);
      await chat.shot(`everyone-narrow-${text === '/' ? 'commands' : 'mentions'}`);
      assert.deepEqual(await outside(chat), []);
      assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), 200);
      await chat.close();
    });

  it('leaves the composer in sight at 200 pixels by 300, whatever is offered', async () => {
    const chat = await openChat({ width: 200, height: 300 });
    await chat.snapshot(full);
    await chat.shot('everyone-small');
    const box = await chat.page.getByRole('textbox', { name: 'Message' }).boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= 300, JSON.stringify(box));
    assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), 200);
    await chat.close();
  });

  it('shows the parts of the window in 200 pixels', async () => {
    const chat = await openChat({ width: 200, height: 700 });
    await chat.snapshot(full);
    await chat.page.locator('.meter-line').click();
    await chat.shot('everyone-narrow-meter');
    assert.deepEqual(await outside(chat), []);
    await chat.close();
  });

  it('tells the row that is meant and the button that is pressed from the others under forced colours', async () => {
    const chat = await typed({ forcedColors: true }, '/');
    // What is painted: the colours that a style names are not those that are seen then.
    const painted = async (selector: string): Promise<number> => {
      const picture = await chat.page.locator(selector).first().screenshot();
      return chat.page.evaluate(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
        context?.drawImage(image, 0, 0);
        // Beside the border and before the text.
        const [red = 0, green = 0, blue = 0] = context?.getImageData(4, image.height / 2, 1, 1).data ?? [];
        return red * 65_536 + green * 256 + blue;
      }, picture.toString('base64'));
    };
    await chat.shot('everyone-forced-colours');
    assert.notEqual(await painted('[aria-selected="true"]'), await painted('[aria-selected="false"]'));
    await chat.page.keyboard.press('Escape');
    const wrap = '[data-act="wrapCode"]';
    const before = await painted(wrap);
    await chat.page.locator(wrap).first().click();
    await chat.page.mouse.move(1, 1);
    assert.notEqual(await painted(wrap), before);
    await chat.close();
  });

  it('has nothing that moves for who asked for less motion', async () => {
    const chat = await openChat({ reducedMotion: true });
    const live = turn({ id: 'w', role: 'assistant', state: 'reasoning', reasoning: 'First I look.' });
    await chat.snapshot({ ...full, turns: [...full.turns, live], running: { turnId: 'w' } });
    const moving = await chat.page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((one) => {
          const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(one);
          const isStill = transitionDuration.split(', ').every((duration) => duration === '0s');
          return animationName !== 'none' || !isStill || scrollBehavior === 'smooth';
        })
        .map((one) => one.className || one.tagName),
    );
    assert.deepEqual(moving, []);
    await chat.close();
  });

  it('sets each part of an answer in its own direction', async () => {
    const chat = await openChat({ width: 420 });
    const text = [
      '## العنوان',
      '- عنصر `code` أول',
      '- [x] مهمة',
      '',
      '> اقتباس',
      '',
      '| السعر | price |',
      '| --- | --- |',
      '| ثلاثة. | three. |',
      '',
      'نص[^1] و $x^2$.',
      '',
      '[^1]: حاشية.',
    ].join('\n');
    await chat.snapshot(state({ turns: [question('q', 'لماذا؟'), answer('a', text)] }));
    await chat.shot('everyone-right-to-left');
    const wrong = await chat.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.markdown :is(h2, li, ul, blockquote, th, td, p)')]
        .map((one) => {
          const { direction, unicodeBidi } = getComputedStyle(one);
          const isArabic = /\p{Script=Arabic}/u.test(one.textContent ?? '');
          const isRight = unicodeBidi === 'plaintext' || direction === (isArabic ? 'rtl' : 'ltr');
          return isRight ? '' : `${one.tagName}: ${one.textContent}`;
        })
        .filter(Boolean),
    );
    assert.deepEqual(wrong, []);
    await chat.close();
  });
});
