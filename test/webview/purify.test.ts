// The second net: nothing outside the allow-list reaches the page, and the page's short cut (calling DOMPurify only where
// a walk finds something) gives exactly what DOMPurify alone gives.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { openLab } from './chatPage.ts';
import type { Cleaned, Seed } from './lab.ts';

/** Written out again on purpose: a slip in the page's own list must show here. */
const tags =
  'A BLOCKQUOTE BR CODE DEL DIV EM H1 H2 H3 H4 H5 H6 HR LI OL P PRE S SPAN STRONG TABLE TBODY TD TH THEAD TR UL'.split(
    ' ',
  );
const attributes = 'aria-label class data-href dir role start tabindex title'.split(' ');

const unclean: readonly string[] = [
  '<p>a</p><script>window.pwned=1</script>',
  '<p onclick="window.pwned=1" onmouseover=x>a</p>',
  '<img src=x onerror="window.pwned=1">',
  '<svg onload="window.pwned=1"><script>window.pwned=1</script></svg>',
  '<svg><a xlink:href="javascript:window.pwned=1"><text>x</text></a><style><img src=x onerror=window.pwned=1></style></svg>',
  '<svg></p><style><a title="</style><img src=x onerror=window.pwned=1>">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.pwned=1&gt;">',
  '<math><annotation-xml encoding="text/html"><p title="x">y</p></annotation-xml></math>',
  '<a href="javascript:window.pwned=1" data-href="https://example.com">a</a>',
  '<a data-href="javascript:window.pwned=1">a</a><a data-href="  javascript:1">a</a><a data-href="java\tscript:1">a</a>',
  '<a data-href="data:text/html,x">a</a><a data-href="command:x">a</a><a data-href="vscode://x">a</a>',
  '<a data-href="//example.com">a</a><a data-href="tel:1">a</a><a data-href="file:///etc">a</a><a data-href="/x">a</a>',
  '<p style="background:url(//x)">a</p><style>p{display:none}</style><link rel=stylesheet href=x>',
  '<template><p onclick=x>a</p><script>1</script></template><p>b</p>',
  '<xss-y tabindex=0 onfocus=x>a</xss-y><blink>b</blink><unknown>c</unknown>',
  '<form><form><input name=attributes><input name=localName><p>a</p></form></form>',
  '<form id=a><div><input name=firstChild><input name=nextSibling><script>1</script></div></form>',
  '<iframe srcdoc="<script>1</script>"></iframe><object data=x></object><embed src=x><base href=x><meta http-equiv=refresh>',
  '<!-- comment --><p>a<!-- <script>1</script> --></p><?php x ?>',
  '<p title="x--><script>1</script>">a</p><p title="</title><img src=x>">b</p>',
  '<p id=body name=cookie is=x slot=x part=x nonce=x>a</p>',
  '<p data-act=copyCode data-block=1 aria-hidden=true hidden contenteditable>a</p><button data-act=insertCode>b</button>',
  '<noscript><p title="</noscript><img src=x onerror=window.pwned=1>"></noscript>',
  '<textarea><p>a</p></textarea><select><option>b</select><details open ontoggle=x><summary>c</summary></details>',
  '<div><p>a</p><table><tr><td><svg><p>b</p></svg></td></tr></table></div>',
];

const name = fc.constantFrom(
  ...attributes, ...attributes,
  'href', 'src', 'style', 'onclick', 'onerror', 'id', 'name', 'is', 'data-act', 'aria-hidden', 'xlink:href', 'TITLE', 'srcdoc',
); // biome-ignore format: a table
const value = fc.oneof(
  fc.constantFrom(
    '', '0', '1', 'auto', 'ltr', 'img', 'link', 'unseen', 'dead-link', 'https://example.com/a', 'HTTP://e.org', 'mailto:a@b',
    'javascript:window.pwned=1', 'data:text/html,x', 'command:x', 'vscode://x', 'vbscript:x', 'https:javascript:1', ' x ',
    'https://\u00a0/x', 'https:// /', 'https:///x', 'java\nscript:x', '-->', ']>', '</style', '<b>', 'x: y', 'url(x)',
  ), // biome-ignore format: a table
  fc.string({ maxLength: 12, unit: 'binary' }),
);
const space = fc.constantFrom(
  'html', 'html', 'html', 'html', 'html', 'html', 'http://www.w3.org/2000/svg', 'http://www.w3.org/1998/Math/MathML', 'urn:x',
); // biome-ignore format: a table
const tag = fc.constantFrom(
  ...tags.map((one) => one.toLowerCase()), ...tags.map((one) => one.toLowerCase()),
  'script', 'style', 'svg', 'math', 'template', 'form', 'input', 'img', 'iframe', 'button', 'x-y', 'mtext', 'foreignObject',
  'title', 'noscript', 'P', 'p:a', 'textarea', 'object', 'base',
); // biome-ignore format: a table
const seed = fc.letrec<{ node: Seed | string; element: Seed }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, fc.constantFrom('text', '<script>', '', '<!--', '\u202e'), tie('element')),
  element: fc.record({
    space,
    tag,
    attributes: fc
      .array(fc.tuple(fc.constantFrom('', '', '', 'urn:y'), name, value), { maxLength: 3 })
      .map((list) =>
        // A prefix needs a namespace.
        list.map(
          ([from, key, text]) =>
            [key.includes(':') ? 'http://www.w3.org/1999/xlink' : from, key, text] as const,
        ),
      ),
    inside: fc.array(tie('node'), { maxLength: 3 }),
  }),
}));

/** A way to the page and back costs more than what is tried there: so many at once. */
const together = { minLength: 25, maxLength: 25 };

describe('what the Markdown builder makes', () => {
  let page: Page;
  let close: () => Promise<void>;

  before(async () => {
    ({ page, close } = await openLab());
  });
  after(() => close());

  const clean = async (tree: string | readonly Seed[]): Promise<Cleaned> => {
    const [found] = await cleanAll([tree]);
    return found ?? assert.fail();
  };

  const cleanAll = async (trees: readonly (string | readonly Seed[])[]): Promise<readonly Cleaned[]> => {
    const all = await page.evaluate((each) => each.map((one) => window.lab.cleaned(one)), trees);
    assert.equal(all.length, trees.length);
    for (const [at, found] of all.entries()) judge(trees[at] ?? assert.fail(), found);
    return all;
  };

  const judge = (tree: string | readonly Seed[], found: Cleaned): void => {
    const shown = `${JSON.stringify(tree)} became ${found.html}`;
    assert.equal(found.others, 0, shown);
    for (const element of found.elements) {
      assert.ok(tags.includes(element.tag), shown);
      for (const [key, text] of element.attributes) {
        // DOMPurify empties this one, because a browser would remember what it said; empty it means nothing.
        if (key === 'is' && text === '') continue;
        assert.ok(attributes.includes(key.toLowerCase()), shown);
        if (key === 'data-href' && text !== '') assert.match(text, /^(?:https?:\/\/|mailto:)[^/\s]/i, shown);
      }
    }
    assert.ok(found.equal, `${shown}\nand with DOMPurify always ${found.always}`);
  };

  it('reaches the page without anything outside the allow-list, whatever stands in it', async () => {
    for (const html of unclean) assert.equal((await clean(html)).clean, false, html);
    assert.equal(await page.evaluate(() => Reflect.get(window, 'pwned')), undefined);
  });

  it('is left as it is when it holds nothing else', async () => {
    const html =
      '<p dir="auto">a <a class="link" role="link" tabindex="0" data-href="https://example.com/" title="https://example.com/">b</a></p><ol start="3"><li dir="auto">c</li></ol>';
    const found = await clean(html);
    assert.ok(found.clean);
    assert.equal(found.html, html);
  });

  it('becomes what DOMPurify alone would make of it, for any tree', async () => {
    let untouched = 0;
    let touched = 0;
    const trees = fc.array(fc.array(seed.element, { minLength: 1, maxLength: 3 }), together);
    await fc.assert(
      fc.asyncProperty(trees, async (batch) => {
        for (const { clean } of await cleanAll(batch)) {
          if (clean) untouched++;
          else touched++;
        }
      }),
      { numRuns: 120, interruptAfterTimeLimit: 25_000 },
    );
    assert.ok(untouched > 50 && touched > 50, `both ways are taken: ${untouched}, ${touched}`);
  });
});

describe('the colours of code', () => {
  let page: Page;
  let close: () => Promise<void>;

  before(async () => {
    ({ page, close } = await openLab());
  });
  after(() => close());

  const scraps = fc.constantFrom(
    '<', '>', '&', '&amp;', '&lt;', '"', "'", '`', '</span>', '<span class="x">', '\n', '\t', '\u0000', '\ud800', '/*', '//', '${',
    'const x = 1;', 'def f():', '# x', '"""', 'SELECT *', '@media', '<?xml', '-->', '\u4e2d\u6587', '\r\n', '\\', '&#x27;', 'fn', '{', '}',
  ); // biome-ignore format: a table
  const code = fc.array(fc.oneof(scraps, fc.string({ maxLength: 8, unit: 'binary' })), { maxLength: 20 });
  const languages =
    'bash cpp csharp css diff go java javascript json python rust sql typescript xml yaml'.split(' ');
  const coded = fc.record({
    text: code.map((parts) => parts.join('')),
    language: fc.constantFrom(...languages),
  });

  it('never lose or change a character, in any language', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(coded, together), async (batch) => {
        const found = await page.evaluate(
          (all) => all.map(({ text, language }) => window.lab.colouredOtherwise(text, language)),
          batch,
        );
        assert.deepEqual(
          found,
          batch.map(() => null),
          JSON.stringify(batch),
        );
      }),
      { numRuns: 80, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('are read from nothing but what highlight.js writes: the rest is not made', async () => {
    for (const html of ['a<img src=x onerror=1>b', 'a<script>b</script>', 'a<span onclick="x" class="y">b'])
      assert.equal(await page.evaluate((one) => window.lab.colouredText(one), html), 'a');
  });
});
