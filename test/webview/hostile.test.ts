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
          /^(SCRIPT|STYLE|IFRAME|OBJECT|EMBED|FORM|META|BASE|LINK|MATH|VIDEO|AUDIO)$/.test(node.tagName) ||
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
        await chat.patch({ op: 'append', turnId: 'live', channel: 'text', text: text.slice(at, at + 11) });
      }
      await chat.patch({ op: 'append', turnId: 'live', channel: 'text', text: '\n\n' });
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
      await chat.snapshot(
        state({
          title: text,
          turns: [
            question('t1', text),
            answer(
              't2',
              `${text}\n\n\`${text}\`\n\n\`\`\`\n${text}\n\`\`\`\n\n[${text}](https://example.com)`,
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
    ];
    for (const [name, text, cut] of sizes) {
      const waiting = turn({ id: 't2', role: 'assistant', state: 'streaming' });
      await chat.snapshot(state({ turns: [], running: null }));
      const startMs = await chat.busyMs();
      await chat.snapshot(state({ turns: [waiting], running: { turnId: 't2' } }));
      const half = Math.floor(text.length / 2);
      await chat.patch({ op: 'append', turnId: 't2', channel: 'text', text: text.slice(0, half) });
      await chat.patch({ op: 'append', turnId: 't2', channel: 'text', text: text.slice(half) });
      await chat.patch({ op: 'turn', turn: answer('t2', text) }, { op: 'set', part: { running: null } });
      await chat.settled();
      assert.equal(await chat.page.locator('.cut-note').isVisible(), cut, name);
      const tookMs = (await chat.busyMs()) - startMs;
      assert.ok(tookMs < 4_000, `${name} took ${tookMs} ms`);
      if (!cut) continue;
      await chat.page.getByRole('button', { name: 'Copy Whole Answer' }).click();
      assert.equal((await chat.lastIntent('copyAnswer'))?.turnId, 't2');
    }
  });
});
