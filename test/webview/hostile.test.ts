// Hostile texts in every place a model, a file or a server can write to: nothing runs, loads, navigates, or hides.
import { strict as assert } from 'node:assert';
import { type ChatPage, openChat, sinkOrigin, sinkRequests } from './chatPage.ts';
import { answer, models, question, state, turn } from './states.ts';

/** Lures; `SINK` becomes an address that must never be asked. */
const lures: readonly string[] = [
  '<script>window.pwned = 1</script>',
  '<img src=x onerror="window.pwned=1">',
  '<svg onload="window.pwned=1"><script>window.pwned=1</script></svg>',
  '<svg><a xlink:href="javascript:window.pwned=1"><text y="9">x</text></a></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.pwned=1&gt;">',
  '<iframe src="SINK/frame"></iframe><object data="SINK/object"></object><embed src="SINK/embed">',
  '<form action="SINK/form"><button id="b">x</button></form><input autofocus onfocus="window.pwned=1">',
  '<meta http-equiv="refresh" content="0;url=SINK/refresh"><base href="SINK/">',
  '<link rel="stylesheet" href="SINK/css"><link rel="dns-prefetch" href="SINK"><style>@import "SINK/style"</style>',
  '<style>body{display:none;background:url(SINK/background)}</style>',
  '<details open ontoggle="window.pwned=1"><summary>x</summary></details><video src="SINK/video" autoplay></video>',
  '<a href="javascript:window.pwned=1" id="js">click</a>',
  '![beacon](SINK/beacon.png?q=secret) ![](SINK/empty.png) ![x](data:image/svg+xml;base64,PHN2Zy8+)',
  '![a][ref]\n\n[ref]: SINK/reference.png "t"',
  '[click](javascript:window.pwned=1) [click](JaVaScRiPt&#58;window.pwned=1) [click](&#x6A;avascript:window.pwned=1)',
  '[click](data:text/html,<script>window.pwned=1</script>) [click](vbscript:x) [click](file:///etc/passwd)',
  '[click](command:workbench.action.terminal.new) [click](vscode://file/etc/passwd) [click](vscode-insiders://x)',
  '<javascript:window.pwned=1> <command:x> [click](  javascript:window.pwned=1 )',
  '[click](https://example.com" onmouseover="window.pwned=1) [t](https://example.com \'" onfocus=window.pwned=1 x="\')',
  '```js" onmouseover="window.pwned=1\ncode\n```\n\n```<img src=x onerror=window.pwned=1>\nx\n```',
  '~~~"><script>window.pwned=1</script>\nx\n~~~',
  '| <img src=x onerror=window.pwned=1> | b |\n|---|:-:|\n| `<script>` | [x](javascript:1) |',
  '- [x] <img src=x onerror=window.pwned=1>\n\n1. <script>window.pwned=1</script>',
  '\u0024{alert(1)} {{constructor.constructor("window.pwned=1")()}} <%= 1 %> @{x}',
  '<xss id=x tabindex=1 onfocus=window.pwned=1></xss> <!--[if IE]><script>window.pwned=1</script><![endif]-->',
  '\\<script>window.pwned=1\\</script> &lt;script&gt;window.pwned=1&lt;/script&gt; &#60;img src=x onerror=window.pwned=1&#62;',
  '</textarea></script></style></title><script>window.pwned=1</script>',
  "\"><img src=x onerror=window.pwned=1> '-window.pwned=1-' `\u0024{window.pwned=1}`",
  '__proto__ constructor [__proto__]: SINK/proto [__proto__]',
  '$\\href{javascript:window.pwned=1}{x}$ $\\url{javascript:window.pwned=1}$ \\[\\href{SINK/href}{x}\\]',
  '$\\includegraphics{SINK/graphics.png}$ $\\htmlStyle{background:url(SINK/htmlStyle)}{x}$ $\\htmlData{act=insertCode}{x}$',
  '$$\\text{<img src=SINK/text onerror=window.pwned=1>}$$ $\\text{</math><script>window.pwned=1</script>}$',
  '$\\text{]]></mtext><mglyph src="SINK/mglyph"/>}$ $\\text{&lt;script&gt;} \\char"3C script\\char"3E$',
  '<math href="javascript:window.pwned=1"><mtext>x</mtext></math><math><maction actiontype="statusline" href="SINK">x</maction></math>',
  '<math><annotation-xml encoding="text/html"><script>window.pwned=1</script></annotation-xml></math>',
  '<math><mtext><table><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=window.pwned=1 src=1>">',
  '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=window.pwned=1 src>">',
  '<svg><style><img src=x onerror=window.pwned=1></style><use href="SINK/use.svg#x"/><image href="SINK/image"/><animate onbegin=window.pwned=1>',
  'x[^"onclick=window.pwned=1] [^getElementById][^body][^__proto__]\n\n[^"onclick=window.pwned=1]: a\n[^getElementById]: ![b](SINK/note)\n[^body]: <script>window.pwned=1</script>\n[^__proto__]: [c](javascript:window.pwned=1)',
  '[^<img/src=x/onerror=window.pwned=1>] x\n\n[^<img/src=x/onerror=window.pwned=1>]: y',
  '[<script>window.pwned=1</script>](src/a.ts) [x](src/a.ts"onclick=window.pwned=1) [y](..%2F..%2Fetc/passwd#L1) `javascript:window.pwned=1`',
  '```mermaid\n%%{init: {"themeCSS": "@import url(SINK/mermaid)"}}%%\ngraph TD; A[<img src=SINK/m onerror=window.pwned=1>]-->B; click A href "javascript:window.pwned=1"\n```',
];

/** Characters that hide or reorder text; each must be seen as its code point. */
const unseen: readonly (readonly [string, string])[] = [
  ['access = \u202e} \u2066if (admin)\u2069 \u2066', 'U+202E'],
  ['zero\u200bwidth', 'U+200B'],
  ['tags \u{E0068}\u{E0069}', 'U+E0068 U+E0069'],
  ['ansi \u001bcreset', 'U+001B'],
  ['bell \u0007 del \u007f', 'U+0007'],
  ['c1 \u009b31m', 'U+009B'],
  ['soft\u00adhyphen', 'U+00AD'],
  ['selector A\u{FE01}\u{E0101}', 'U+FE01 U+E0101'],
  ['separator \u2028 x', 'U+2028'],
];

async function nothingHappened(chat: ChatPage): Promise<void> {
  assert.equal(await chat.page.evaluate(() => Reflect.get(window, 'pwned')), undefined, 'nothing ran');
  assert.deepEqual(sinkRequests, [], 'nothing was loaded');
  assert.match(chat.page.url(), /page-\d+\.html$/, 'nothing navigated');
  assert.equal(chat.page.context().pages().length, 1, 'nothing opened');
  const foreign = await chat.page.evaluate(() =>
    [...document.querySelectorAll('.turns *')]
      .filter((node) => !(node instanceof SVGElement))
      .filter(
        (node) =>
          /^(SCRIPT|STYLE|IFRAME|OBJECT|EMBED|FORM|META|BASE|LINK|VIDEO|AUDIO)$/i.test(node.tagName) ||
          (node instanceof MathMLElement &&
            (!node.closest('.math') || node.id !== '' || node.hasAttribute('src'))) ||
          (node.tagName === 'IMG' && !node.closest('.chip')) ||
          node.hasAttribute('href') ||
          node.hasAttribute('style') ||
          [...node.attributes].some(({ name }) => name.startsWith('on')),
      )
      .map((node) => node.outerHTML.slice(0, 100)),
  );
  assert.deepEqual(foreign, [], 'nothing foreign stands in the page');
}

describe('hostile texts', () => {
  let chat: ChatPage;
  let all: readonly string[];

  before(async () => {
    const sink = await sinkOrigin();
    all = lures.map((lure) => lure.replaceAll('SINK', sink));
  });
  beforeEach(async () => {
    sinkRequests.length = 0;
    chat = await openChat({ height: 900 });
  });
  afterEach(() => chat.close());

  it('do nothing as answers, streamed or whole, however they are clicked', async () => {
    const texts = [...all, all.join('\n\n')];
    await chat.snapshot(state({ turns: texts.slice(0, 28).map((text, index) => answer(`w${index}`, text)) }));
    await nothingHappened(chat);
    const waiting = turn({ id: 'live', role: 'assistant', state: 'streaming' });
    await chat.snapshot(state({ turns: [waiting], running: { turnId: 'live' } }));
    for (const text of texts) {
      for (let at = 0; at < text.length; at += 11) {
        await chat.stream({ op: 'append', turnId: 'live', channel: 'text', text: text.slice(at, at + 11) });
      }
      await chat.stream({ op: 'append', turnId: 'live', channel: 'text', text: '\n\n' });
    }
    await chat.settled();
    await nothingHappened(chat);
    for (const button of ['left', 'middle'] as const) {
      const links = chat.page.locator('.markdown a, .markdown .dead-link');
      const count = await links.count();
      assert.ok(count > 5);
      for (let index = 0; index < count; index++) await links.nth(index).click({ button, force: true });
    }
    await chat.settled();
    await nothingHappened(chat);
    const opened = (await chat.intents()).flatMap((intent) =>
      intent.type === 'openLink' ? [intent.href] : [],
    );
    assert.ok(opened.length > 0);
    for (const href of opened) assert.match(href, /^(https?:|mailto:)/);
  });

  it('do nothing as reasoning, titles, names, model ids, errors, notes and labels', async () => {
    for (const text of all) {
      const short = text.slice(0, 190);
      const attachment = {
        id: 'a1',
        kind: 'image' as const,
        label: short,
        detail: short,
        tokens: 1,
        thumbnail: short,
        note: short,
      };
      const failure = {
        message: short,
        detail: short,
        traceId: short,
        actions: [{ id: 'retry' as const, label: short }],
      };
      const model = { ...(models[0] ?? assert.fail()), id: short, name: short, price: short, note: short };
      await chat.snapshot(
        state({
          title: short,
          place: short,
          model,
          models: [model],
          attachments: [attachment],
          banner: { level: 'error', message: short, actions: [{ id: 'retry', label: short }] },
          turns: [
            question('t1', text, { attachments: [attachment] }),
            answer('t2', 'x', { reasoning: text, model: short, notes: [short], failure, state: 'failed' }),
            turn({ id: 't3', role: 'notice', text }),
          ],
        }),
      );
      const fold = chat.page.locator('.fold');
      if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
    }
    await chat.page.locator('.picker-button').click();
    await chat.settled();
    await nothingHappened(chat);
  });

  it('do nothing in the empty states', async () => {
    for (const text of all) {
      const short = text.slice(0, 190);
      await chat.snapshot(
        state({
          setup: {
            stage: 'key',
            title: short,
            lines: [short],
            actions: [{ id: 'enterKey', label: short, primary: true }],
            failure: { message: short, actions: [] },
            busy: false,
          },
        }),
      );
    }
    await nothingHappened(chat);
  });

  it('cannot hide or reorder anything: what is not seen is named', async () => {
    for (const [text, mark] of unseen) {
      const label = text.replace(/[ \u2028[\]]/g, '');
      await chat.snapshot(
        state({
          title: text,
          turns: [
            question('t1', text),
            answer(
              't2',
              `${text}\n\n\`${text}\`\n\n\`\`\`\n${text}\n\`\`\`\n\n[${text}](https://example.com)\n\n$\\text{${text}}$\n\n| ${text} |\n|---|\n\n[^${label}]: x`,
            ),
          ],
        }),
      );
      for (const place of [
        'h1',
        '.bubble',
        '.markdown > p',
        '.markdown p > code',
        '.markdown pre',
        '.markdown a',
        '.markdown .math',
        '.markdown th',
        ...(/\u2028/.test(text) ? [] : ['.footnote-mark']),
      ]) {
        const shown = await chat.page.locator(place).first().textContent();
        assert.ok(shown?.includes(mark), `${place} shows ${mark}: ${JSON.stringify(shown)}`);
      }
    }
  });

  it('leaves emoji, flags of joiners and other scripts as they are', async () => {
    const text =
      'Family \u{1F468}\u200D\u{1F469}\u200D\u{1F467} heart \u2764\uFE0F \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \u0915\u094D\u200D\u0937 1\uFE0F\u20E3';
    await chat.snapshot(state({ turns: [answer('t2', text)] }));
    assert.equal(await chat.page.locator('.markdown').textContent(), text);
  });

  it('hide nothing by standing deeper than what is drawn', async () => {
    const depths = Array.from({ length: 120 }, (_, depth) => depth);
    for (const text of [
      depths.map((depth) => `${'> '.repeat(depth)}word${depth}.`).join('\n\n'),
      depths.map((depth) => `${'  '.repeat(depth)}- word${depth}.`).join('\n'),
      depths.map((depth) => `${'    '.repeat(depth)}[^${depth}]: word${depth}.`).join('\n'),
      `${'> - '.repeat(60)}word0.`,
    ]) {
      await chat.snapshot(state({ turns: [answer('t2', text)] }));
      const shown = (await chat.page.locator('.markdown').textContent()) ?? '';
      const missing = (text.match(/word\d+\./g) ?? []).filter((word) => !shown.includes(word));
      assert.deepEqual(missing, [], text.slice(0, 20));
    }
  });

  it('stay responsive at any size, and say where the display was cut', async () => {
    const sizes: readonly (readonly [string, string, boolean])[] = [
      ['one line of 5 MB', 'x'.repeat(5_000_000), true],
      ['one line of 5 MB with marks', '*a_[`'.repeat(1_000_000), true],
      ['100,000 quotes on a line', `${'>'.repeat(100_000)} deep`, true],
      [
        'nested quotes line by line',
        Array.from({ length: 400 }, (_, depth) => `${'> '.repeat(depth)}x`).join('\n'),
        false,
      ],
      ['30,000 open brackets', '['.repeat(30_000), false],
      ['30,000 list marks', '- '.repeat(15_000), false],
      ['a table of 5,000 rows', `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(5_000)}`, false],
      ['100,000 lines', 'line\n'.repeat(100_000), false],
      ['30,000 dollars', '$'.repeat(30_000), false],
      ['10,000 formulas', Array.from({ length: 10_000 }, (_, index) => `$x_{${index}}$\n`).join(''), false],
      ['10,000 open formulas', '$$\nx\n'.repeat(10_000), false],
      ['one formula of 4,000 roots', `$${'\\sqrt'.repeat(780)}{x}$`, false],
      [
        '20,000 footnotes',
        Array.from({ length: 20_000 }, (_, index) => `a[^${index}]\n\n[^${index}]: b\n\n`).join(''),
        false,
      ],
      [
        'footnotes in footnotes',
        Array.from({ length: 300 }, (_, depth) => `${'    '.repeat(depth)}[^${depth}]: x`).join('\n'),
        false,
      ],
      ['10,000 files', Array.from({ length: 10_000 }, (_, index) => `\`a/b${index}.ts\`\n`).join(''), false],
    ];
    for (const [name, text, cut] of sizes) {
      const waiting = turn({ id: 't2', role: 'assistant', state: 'streaming' });
      await chat.snapshot(state({ turns: [], running: null }));
      const startMs = await chat.busyMs();
      await chat.snapshot(state({ turns: [waiting], running: { turnId: 't2' } }));
      const half = Math.floor(text.length / 2);
      await chat.stream({ op: 'append', turnId: 't2', channel: 'text', text: text.slice(0, half) });
      await chat.stream({ op: 'append', turnId: 't2', channel: 'text', text: text.slice(half) });
      await chat.patch({ op: 'turn', turn: answer('t2', text) }, { op: 'set', part: { running: null } });
      assert.equal(await chat.page.locator('.cut-note').isVisible(), cut, name);
      const tookMs = (await chat.busyMs()) - startMs;
      assert.ok(tookMs < 4_000, `${name} took ${tookMs} ms`);
      if (!cut) continue;
      await chat.page.getByRole('button', { name: 'Copy Whole Answer' }).click();
      assert.equal((await chat.lastIntent('copyAnswer'))?.turnId, 't2');
    }
  });

  it('are cut with a clear word when they never end: 64 MB, and a million tiny pieces', async () => {
    const live = turn({ id: 't2', role: 'assistant', state: 'streaming' });
    const failure = { message: 'The answer is larger than 32 MB.', actions: [] };
    const megabyte = `\`\`\`ts\n${'let answer = 42;\n'.repeat(61_000)}\`\`\`\n\n`;
    for (const [piece, count] of [
      [megabyte, 64],
      ['word ', 1_000_000],
    ] as const) {
      await chat.snapshot(state({ turns: [live], running: { turnId: 't2' } }));
      const startMs = await chat.busyMs();
      // As many to a message as the host gathers, and the page is asked in between whether it still answers.
      const gathered = Math.min(count, count > 1_000 ? 20_000 : 4);
      let slowestMs = 0;
      for (let sent = 0; sent < count; sent += gathered) {
        await chat.stream({ op: 'append', turnId: 't2', channel: 'text', text: piece.repeat(gathered) });
        const askedMs = await chat.busyMs();
        await chat.settled();
        slowestMs = Math.max(slowestMs, (await chat.busyMs()) - askedMs);
      }
      await chat.patch(
        { op: 'turn', turn: answer('t2', piece.repeat(count), { state: 'cut', failure }) },
        { op: 'set', part: { running: null } },
      );
      assert.ok(await chat.page.getByText('The answer is larger than 32 MB.').isVisible());
      assert.ok(await chat.page.locator('.cut-note').isVisible());
      assert.ok(slowestMs < 1_000, `six frames took ${slowestMs} ms`);
      assert.ok((await chat.busyMs()) - startMs < 20_000, `${(await chat.busyMs()) - startMs} ms in all`);
    }
  });
});
