// What answers are drawn as beyond plain Markdown: formulas, footnotes, tables that are still coming, long code.
import { strict as assert } from 'node:assert';
import type { Page } from 'playwright-core';
import { busyMeter, type ChatPage, openChat, openLab } from './chatPage.ts';
import { answer, question, state, turn } from './states.ts';

describe('formulas', () => {
  let page: Page;
  let close: () => Promise<void>;

  before(async () => {
    ({ page, close } = await openLab());
  });
  after(() => close());

  const drawn = (markdown: string): Promise<string> =>
    page.evaluate(
      (one) => window.lab.whole(one).replace(/ (?:dir|tabindex|role|aria-label)="[^"]*"/g, ''),
      markdown,
    );
  const count = async (markdown: string): Promise<number> =>
    (await drawn(markdown)).split('<math').length - 1;

  it('are found in each of their four spellings, in a line and as blocks', async () => {
    for (const markdown of [
      'It is $x^2$.',
      'It is $x$, and more.',
      'It is \\(x\\).',
      'It is \\[x\\].',
      'It is $$x$$ here.',
      '$$x$$',
      '$$\nx\n$$',
      '\\[\nx +\ny\n\\]',
      'where\n$$\nx\n$$\nis',
      '- item\n  $$\n  x\n  $$',
      '> $$\n> x\n> $$',
      '| a |\n|---|\n| $x$ |',
      '公式$x$成立',
      '**$x$**',
      '$ne$',
      '[$x$](https://example.com)',
      '$\\text{costs \\$5}$',
      '$5 x^2$',
    ])
      assert.equal(await count(markdown), 1, markdown);
  });

  it('are not seen in prices, variables, code, escapes, and what is never closed', async () => {
    for (const markdown of [
      'It costs $5 and $10.',
      'It costs $5, not $6/$7.',
      'US$5 or AU$6',
      'between $5 and 10$',
      '$5/month or 50$',
      '$5 美元和 6$',
      '$HOME and $PATH',
      '$HOME/$USER/$HOME',
      "$('a') and $('b')",
      '\u0024{a}\u0024{b}',
      '`$x$`',
      '```\n$x$\n```',
      '\\$x\\$',
      '$x',
      'a $ b $ c',
      '$$',
      '$$$$',
      '$$$x$$$',
      '\\(x',
      '\\[not a link\\](https://example.com)',
      '\\(\\)',
      '$$\nx\n\ny\n$$',
      '$`x`$',
    ])
      assert.equal(await count(markdown), 0, markdown);
  });

  it('become MathML with the letters of their alphabets, and nothing of the page but that', async () => {
    assert.equal(
      await drawn('$\\frac{a}{\\mathbb{R}}$'),
      '<p><span class="math"><math><mrow><mfrac><mi>a</mi><mi>ℝ</mi></mfrac></mrow></math></span></p>',
    );
    assert.match(await drawn('$\\mathcal{L}\\mathfrak{g}\\mathbf{x1}\\mathtt{a}$'), /ℒ.*𝔤.*𝐱.*𝟏.*𝚊/u);
    assert.match(
      await drawn('$$\\begin{aligned} a &= b \\end{aligned}$$'),
      /<mtd class="right">.*<mtd class="left">/,
    );
  });

  it('stand as they were written where they cannot be drawn wholly and honestly', async () => {
    for (const source of [
      '$\\unknown{x}$',
      '$x^$',
      '$\\href{javascript:alert(1)}{x}$',
      '$\\url{https://example.com}$',
      '$\\includegraphics{https://example.com/x.png}$',
      '$\\htmlClass{code}{x}$',
      '$\\htmlId{a}{x}$',
      '$\\htmlStyle{display:none}{x}$',
      '$\\htmlData{act=copyCode}{x}$',
      '$\\phantom{x}$',
      '$\\char"202E abc$',
      '$\\def\\a{\\a\\a}\\a$',
      `$${'\\sqrt{'.repeat(100)}x${'}'.repeat(100)}$`,
    ]) {
      const html = await drawn(source);
      assert.ok(!html.includes('<math'), html.slice(0, 300));
      assert.ok(html.includes(source.slice(1, 12).replaceAll('&', '&amp;')), html.slice(0, 300));
    }
  });

  it('take no colour, no size and no place from their text', async () => {
    for (const source of [
      '$\\color{white}x$',
      '$\\textcolor{#fff}{x}$',
      '$\\colorbox{black}{x}$',
      '$\\tiny x$',
      '$\\llap{xxxx}y$',
      '$\\rule{15em}{15em}$',
      '$\\kern-10em x$',
      '$\\hspace{-9em}\\raisebox{9em}{x}$',
    ])
      assert.doesNotMatch(
        await drawn(source),
        / (?:mathcolor|mathbackground|mathsize|style|voffset|height|depth)=|(?:width|space)="-/,
        source,
      );
  });

  it('are looked for in time that grows with the length of the text alone', async () => {
    const busyMs = await busyMeter(page);
    for (const unit of [
      '$',
      '$a ',
      '$a$ ',
      '$$',
      '\\(',
      '\\[',
      '$$\nx\n',
      '\\[\n',
      '[^1]',
      '[^a]: ',
      '$\\a',
    ]) {
      const startMs = await busyMs();
      await page.evaluate((text) => window.lab.parse(text), unit.repeat(30_000 / unit.length));
      const tookMs = (await busyMs()) - startMs;
      assert.ok(tookMs < 3_000, `${unit} took ${tookMs} ms`);
    }
  });
});

describe('footnotes', () => {
  let chat: ChatPage;

  before(async () => {
    chat = await openChat();
  });
  after(() => chat.close());

  it('lead from their mark to their text and back, by keyboard too, inside their own answer', async () => {
    const text = 'One[^1], two[^note].\n\n[^1]: First\n\n    with a second paragraph\n[^note]: Last';
    await chat.snapshot(state({ turns: [answer('a', text), answer('b', text)] }));
    const second = chat.page.locator('.markdown').nth(1);
    assert.equal(await second.locator('.footnote-ref').count(), 2);
    assert.equal(await second.locator('.footnote').count(), 2);
    assert.match(
      (await second.locator('.footnote').first().innerText()) ?? '',
      /First\s+with a second paragraph/,
    );
    const focused = (): Promise<string> =>
      chat.page.evaluate(() => {
        const at = document.activeElement;
        const answers = Array.from(document.querySelectorAll('.markdown'));
        return `${answers.findIndex((one) => one.contains(at))} ${at?.className} ${at?.textContent}`;
      });
    await second.locator('.footnote-ref').nth(1).click();
    assert.equal(await focused(), '1 footnote-mark note');
    await chat.page.keyboard.press('Enter');
    assert.equal(await focused(), '1 footnote-ref note');
    assert.equal(await chat.lastIntent('openLink'), undefined);
  });

  it('stay text where none is defined, and take no id', async () => {
    await chat.snapshot(
      state({
        turns: [answer('a', 'A class [^a-z] and [^1].\n\n[^body]: x[^body] [^__proto__]\n[^__proto__]: y')],
      }),
    );
    const html = await chat.page.locator('.markdown').innerHTML();
    assert.match(html, /A class \[\^a-z\] and \[\^1\]\./);
    assert.doesNotMatch(html, / (?:id|name|href)=/);
    assert.equal(await chat.page.locator('.footnote').count(), 2);
  });
});

describe('an answer that is still coming', () => {
  let page: Page;
  let close: () => Promise<void>;

  before(async () => {
    ({ page, close } = await openLab());
  });
  after(() => close());

  const halfway = (markdown: string): Promise<string> =>
    page.evaluate((one) => window.lab.halfway(one).replace(/ dir="[^"]*"/g, ''), markdown);

  it('shows a table from the first bar on, at every step of its second line', async () => {
    for (const second of [
      '',
      '\n',
      '\n|',
      '\n|-',
      '\n|---',
      '\n|---|',
      '\n|---|:',
      '\n|---|---|',
      '\n|---|---|\n| 1',
    ]) {
      const html = await halfway(`So:\n\n| a | b |${second}`);
      assert.match(html, /<table><thead><tr><th>a<\/th><th>b<\/th>/, JSON.stringify(second));
    }
    assert.match(await halfway('| a | b'), /<th>a<\/th><th>b<\/th>/);
    assert.doesNotMatch(await halfway('a | b'), /<table>/);
    assert.doesNotMatch(await halfway('| a | b |\nno table'), /<table>/);
  });

  it('keeps the lines of an open formula together, as they were written', async () => {
    assert.equal(
      await halfway('Then\n\n$$\n- a_1 *x\n# b'),
      '<p>Then</p><div class="math display open">$$\n- a_1 *x\n# b</div>',
    );
    assert.match(await halfway('$$\nx\n$$'), /<math/);
    assert.doesNotMatch(await halfway('$$\nx\n\ny'), /math/);
  });

  it('takes a numbered mark for a footnote that is still to come, and takes it back when none came', async () => {
    assert.match(await halfway('One[^1].\n\nTwo'), /footnote-ref/);
    assert.doesNotMatch(await halfway('One[^a].\n\nTwo'), /footnote-ref/);
    assert.doesNotMatch(
      await page.evaluate(() => window.lab.streamed(['One[^1].\n\n', 'Two'])),
      /footnote-ref/,
    );
  });
});

describe('the bundle that draws formulas', () => {
  it('is loaded with the first formula of a page, under the policy of the page', async () => {
    const chat = await openChat();
    const loaded: string[] = [];
    chat.page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await chat.snapshot(state({ turns: [answer('a', 'It costs $5.')] }));
    assert.deepEqual(loaded, []);
    await chat.snapshot(state({ turns: [answer('a', 'It is $x^2$.'), answer('b', '$$\n\\sqrt{2}\n$$')] }));
    await chat.page.locator('math').nth(1).waitFor({ state: 'attached' });
    assert.deepEqual(loaded, ['/formula.js']);
    assert.deepEqual(
      chat.complaints.filter((line) => !/inline style/.test(line)),
      [],
    );
    await chat.close();
  });
});

describe('long code', () => {
  const code = (lines: number): string => `\`\`\`ts\n${'let a;\n'.repeat(lines)}\`\`\`\n`;

  it('is folded to thirty lines, and opens and closes by its button', async () => {
    const chat = await openChat({ height: 900 });
    await chat.snapshot(state({ turns: [question('q', 'Why?'), answer('a', `${code(30)}\n${code(80)}`)] }));
    const blocks = chat.page.locator('figure.code');
    assert.equal(await blocks.first().locator('.fold-code').count(), 0);
    const long = blocks.nth(1);
    const height = (): Promise<number> => long.locator('pre').evaluate((pre) => pre.clientHeight);
    const folded = await height();
    assert.equal(
      folded,
      await blocks
        .first()
        .locator('pre')
        .evaluate((pre) => pre.clientHeight),
    );
    const button = long.locator('.fold-code');
    assert.equal(await button.textContent(), 'Show all 80 lines');
    await button.click();
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    assert.ok((await height()) > 2 * folded);
    await button.click();
    assert.equal(await height(), folded);
    await chat.close();
  });

  it('shows its newest lines while it grows, and keeps its height when it is complete', async () => {
    const chat = await openChat({ height: 900 });
    const live = turn({ id: 'a', role: 'assistant', state: 'streaming' });
    await chat.snapshot(state({ turns: [live], running: { turnId: 'a' } }));
    await chat.append('a', `\`\`\`ts\n${Array.from({ length: 80 }, (_, line) => `line${line};\n`).join('')}`);
    await chat.settled();
    const pre = chat.page.locator('figure.code pre');
    const grown = await pre.evaluate((one) => {
      const { bottom } = one.getBoundingClientRect();
      const code = one.firstElementChild?.getBoundingClientRect();
      return { height: one.clientHeight, isAtEnd: Math.abs((code?.bottom ?? 0) - bottom) < 20 };
    });
    assert.ok(grown.isAtEnd);
    await chat.append('a', '```\nDone.');
    await chat.settled();
    assert.equal(await pre.evaluate((one) => one.clientHeight), grown.height);
    assert.equal(await pre.evaluate((one) => one.scrollTop), 0);
    await chat.close();
  });
});

describe('mentions of files', () => {
  it('become links when the host says that the file is there, and open at their line', async () => {
    const chat = await openChat();
    const text = [
      'See `src/a.ts:12:3`, `src/b.ts`, `tool.py`, `console.log`, `x / y` and `https://example.com/a.ts`.',
      'And [this](src/a.ts#L7), [that](src/gone.ts), [web](https://example.com/src/a.ts).',
      '```\nsrc/a.ts:1\n```',
    ].join('\n\n');
    await chat.snapshot(state({ turns: [answer('a', text)] }));
    await chat.page.waitForFunction(() =>
      Reflect.get(window, 'sent').some((one: { type: string }) => one.type === 'findFiles'),
    );
    const asked = await chat.lastIntent('findFiles');
    assert.deepEqual(asked?.paths, ['src/a.ts', 'src/b.ts', 'tool.py', 'src/gone.ts']);
    assert.equal(await chat.page.locator('.file-link').count(), 0);
    assert.match(
      (await chat.page.locator('.markdown p').nth(1).textContent()) ?? '',
      /this \(src\/a\.ts#L7\)/,
    );
    await chat.post({ type: 'filesFound', paths: ['src/a.ts', 'tool.py', 'never/asked.ts'] });
    await chat.settled();
    assert.deepEqual(await chat.page.locator('.file-link').allTextContents(), [
      'src/a.ts:12:3',
      'tool.py',
      'this',
    ]);
    await chat.page.locator('.file-link').first().click();
    assert.deepEqual(await chat.lastIntent('openFile'), {
      type: 'openFile',
      path: 'src/a.ts',
      line: 12,
      column: 3,
    });
    await chat.page.locator('.file-link').last().focus();
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await chat.lastIntent('openFile'), { type: 'openFile', path: 'src/a.ts', line: 7 });
    // What is known is a link at once, also while an answer grows.
    await chat.snapshot(
      state({ turns: [turn({ id: 'b', role: 'assistant', state: 'streaming' })], running: { turnId: 'b' } }),
    );
    await chat.append('b', 'In `tool.py:2` and `src/b.ts`');
    await chat.settled();
    assert.deepEqual(await chat.page.locator('.file-link').allTextContents(), ['tool.py:2']);
    assert.equal((await chat.intents()).filter((one) => one.type === 'findFiles').length, 1);
    assert.equal(await chat.lastIntent('openLink'), undefined);
    await chat.close();
  });

  it('are asked for in bounded number, and nothing else is taken for one', async () => {
    const chat = await openChat();
    const many = Array.from({ length: 3_000 }, (_, index) => `\`d/f${index}.ts\``).join(' ');
    const none = [
      'a/',
      '/',
      '..',
      '-rf/x',
      'a//b',
      'vscode://x/y',
      'command:x/y',
      'a b/c',
      'a/\u202eb',
      'a/b?c',
      '*/x',
      'x/$y',
    ]
      .map((one) => `\`${one}\``)
      .join(' ');
    await chat.snapshot(state({ turns: [answer('a', `${none}\n\n${many}`)] }));
    await chat.page.waitForFunction(() =>
      Reflect.get(window, 'sent').some((one: { type: string }) => one.type === 'findFiles'),
    );
    await chat.settled();
    const asked = (await chat.intents()).flatMap((one) => (one.type === 'findFiles' ? [one.paths] : []));
    assert.equal(asked.flat().length, 1_000);
    assert.ok(
      asked.flat().every((path) => path.startsWith('d/f')),
      JSON.stringify(asked[0]?.slice(0, 5)),
    );
    await chat.close();
  });
});
