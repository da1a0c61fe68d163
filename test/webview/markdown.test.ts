// Drawing an answer in pieces gives the same page as drawing it whole, whatever the pieces are.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { openLab } from './chatPage.ts';
import type { Lab } from './lab.ts';
import { sampleAnswer } from './states.ts';

declare global {
  interface Window {
    readonly lab: Lab;
  }
}

/** An answer with everything that is drawn otherwise while it comes. */
const richAnswer = [
  'The error falls with $1/\\sqrt{n}$[^1], for $5 or $10, see `src/a.ts:1`[^2].',
  '$$\n\\frac{a}{b}\n- c\n$$',
  'So\n\\[\nx\n\\]\nis \\(y\\).',
  '| a | $b$ |\n| - | :-: |\n| 1 | **2** |\n| 3 | `4` |',
  '- [x] one\n  $$\n  z\n  $$\n- [ ] two',
  '```ts\nlet a = 1;\n```',
  '> quoted $q$\n> more',
  '[^1]: First\n\n    second\n[^2]: Third[^1]',
  'The end.',
].join('\n\n');

/** Pieces of Markdown that mean something at the start of a line, inside one, or only together with their neighbours. */
const scraps = [
  'word ', 'two words', '\n', '\n\n', '  ', '    ', '\t', '# ', '## title\n', '- ', '- item\n', '* ', '1. ', '2) ',
  '> ', '> quote\n', '```', '```ts\n', '```\n', '~~~\n', '~~~~', '`', '``', '**', '*', '_', '~~', '[', ']', '](', ')',
  '[a]: /u\n', '[a]: https://example.com/x "t"\n', '[a]', "'title'\n", '"', '![', '<b>', '</b>', '<!-- ', '-->', '&amp;',
  '&', '\\', '---\n', '===\n', '|', '| a | b |\n', '|---|---|\n', '| 1 | 2 |\n', '- [ ] ', '- [x] done\n', '\r\n', '\r',
  '\u202e', '\u200b', '\u0000', '\u001b[31m', '\ud83d\ude00', '\u4e2d\u6587\u3002', 'https://example.com ', '<https://e.org>',
  'javascript:alert(1)', '  - nested\n', '   ```\n', '      code\n', '***\n', ':', '{', '$x$', '$', '$$', '$$\n', '\\(', '\\)', '\\[\n', '\\]\n', 'x^2', '$5 ', '$10', '[^1]', '[^1]: ', '[^n]', '[^n]: note\n',
  '| a |', '|--', '    - ', 
]; // biome-ignore format: a table

/** Cuts `text` at the given places, taken modulo its length. */
function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  const pieces: string[] = [];
  let from = 0;
  for (const end of [...ends, text.length]) {
    if (end > from) pieces.push(text.slice(from, end));
    from = end;
  }
  return pieces;
}

const markdown = fc.array(fc.constantFrom(...scraps), { maxLength: 40 }).map((parts) => parts.join(''));
const places = fc.array(fc.nat(), { maxLength: 30 });

describe('the streamed Markdown', () => {
  let page: Page;
  let close: () => Promise<void>;

  before(async () => {
    const lab = await openLab();
    ({ page } = lab);
    close = lab.close;
  });
  after(() => close());

  const difference = (cases: readonly { text: string; pieces: readonly string[] }[]): Promise<unknown> =>
    page.evaluate((all) => window.lab.firstDifference(all), cases);

  it('ends the same for every split of generated Markdown', async () => {
    const batch = fc.array(
      fc.tuple(markdown, places).map(([text, at]) => ({ text, pieces: cut(text, at) })),
      { minLength: 40, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(batch, async (cases) => {
        assert.equal(await difference(cases), null);
      }),
      { numRuns: 25, interruptAfterTimeLimit: 20_000, endOnFailure: true },
    );
  });

  it('ends the same when it comes character by character', async () => {
    assert.equal(await difference([{ text: sampleAnswer, pieces: sampleAnswer.split('') }]), null);
  });

  it('ends the same when a recorded answer is cut at every place', async () => {
    const text = sampleAnswer.slice(0, 700);
    const cases = Array.from({ length: text.length }, (_, at) => ({
      text,
      pieces: [text.slice(0, at), text.slice(at)],
    }));
    assert.equal(await difference(cases), null);
  });

  it('ends the same wherever a stream breaks off: what has come is drawn as a text that ends there', async () => {
    const text = `${richAnswer}\n\n${sampleAnswer.slice(0, 300)}`;
    const cases = Array.from({ length: text.length }, (_, at) => {
      const came = text.slice(0, at);
      return { text: came, pieces: came.match(/.{1,7}/gs) ?? [] };
    });
    for (let from = 0; from < cases.length; from += 200)
      assert.equal(await difference(cases.slice(from, from + 200)), null);
  });

  it('ends the same where an indented line belongs to what stands above it', async () => {
    const texts = [
      '[multi\nline]: /z\n    "title\n    over"\n\nend',
      '[a]: /z\n\t"a title\nover"\n\n[a]',
      '*    b\n    $$\n\nend',
      '- $$\n  a\n - b\n    $$\n\nend',
      '# Head\n    code\n    more\n\nend',
    ];
    assert.equal(await difference(texts.map((text) => ({ text, pieces: text.split('') }))), null);
  });

  it('never takes away what is finished: formulas, rows, footnotes and code stay the same elements', async () => {
    const lost = await page.evaluate((text) => window.lab.replaced(text.match(/.{1,7}/gs) ?? []), richAnswer);
    assert.deepEqual(lost, []);
  });
});
