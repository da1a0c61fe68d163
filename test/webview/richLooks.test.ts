// What an answer with formulas, footnotes, a wide table, files, a diagram and long code looks like: screenshots for people, and
// axe's verdict on each theme.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { axeFindings } from './axe.ts';
import { type ChatPage, type OpenOptions, openChat, themeNames } from './chatPage.ts';
import { answer, question, state } from './states.ts';

const rich = [
  'The error falls with $1/\\sqrt{n}$, so **four times** the samples halve it[^1]. At $5 a run that is $20, see `src/sample.ts:12`',
  'and [the other place](src/parser.ts#L40).',
  '',
  '$$',
  '\\sigma_{\\bar{x}} = \\frac{\\sigma}{\\sqrt{n}}, \\qquad \\mathbb{E}[\\bar{x}] = \\int_{-\\infty}^{\\infty} x\\,f(x)\\,dx',
  '$$',
  '',
  '\\[ \\begin{aligned} a &= \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} \\\\ b &= \\sum_{i=1}^{n} \\boxed{x_i^2} \\end{aligned} \\]',
  '',
  '| n | error $\\sigma_{\\bar{x}}$ | cost | what the sampler does with it before it is drawn |',
  '| --: | :-: | --: | :-- |',
  '| 100 | 0.1 | $5 | reads the whole file |',
  '| 400 | 0.05 | $20 | reads it four times |',
  '',
  '- [x] sample',
  '- [ ] halve the error',
  '',
  '```diff',
  '-const runs = 100;',
  '+const runs = 400;',
  '```',
  '',
  '```mermaid',
  'graph LR; A[sample] --> B[mean]',
  '```',
  '',
  '```ts',
  ...Array.from({ length: 42 }, (_, line) => `const sample${line} = draw(${line}); // one of many`),
  '```',
  '',
  '[^1]: By the central limit theorem, when the variance is finite.',
].join('\n');

async function opened(options: OpenOptions): Promise<ChatPage> {
  const chat = await openChat({ width: 420, height: 1_650, reducedMotion: true, ...options });
  await chat.snapshot(state({ turns: [question('q', 'How many samples do I need?'), answer('a', rich)] }));
  await chat.page.waitForFunction(() =>
    Reflect.get(window, 'sent').some((one: { type: string }) => one.type === 'findFiles'),
  );
  await chat.post({ type: 'filesFound', paths: ['src/sample.ts', 'src/parser.ts'] });
  await chat.page.locator('math').nth(3).waitFor({ state: 'attached' });
  await chat.settled();
  return chat;
}

describe('the looks of rich answers', () => {
  for (const theme of themeNames) {
    it(`are legible to everyone in ${theme}: axe finds nothing`, async () => {
      const chat = await opened({ theme });
      await chat.shot(`rich-${theme}`);
      assert.deepEqual(await axeFindings(chat), []);
      await chat.close();
    });
  }

  it('speak Chinese', async () => {
    const texts = JSON.parse(
      readFileSync(new URL('../../l10n/bundle.l10n.zh-cn.json', import.meta.url), 'utf8'),
    );
    const chat = await opened({ theme: 'light', lang: 'zh-cn', texts });
    await chat.shot('rich-zh-cn');
    assert.equal(await chat.page.locator('.fold-code').textContent(), '展开全部 42 行');
    assert.equal(
      await chat.page.locator('.file-link').first().getAttribute('title'),
      '打开 src/sample.ts 第 12 行',
    );
    await chat.close();
  });

  it('fit into 200 pixels: what is wide scrolls by itself', async () => {
    const chat = await opened({ width: 200 });
    await chat.shot('rich-narrow');
    assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), 200);
    const wide = await chat.page.evaluate(
      () =>
        [...document.querySelectorAll('.markdown > *')].filter(
          (one) => one.getBoundingClientRect().right > innerWidth + 0.5,
        ).length,
    );
    assert.equal(wide, 0);
    await chat.close();
  });
});
