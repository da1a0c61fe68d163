import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { codeBlocks } from '../../../../src/core/chat/codeBlocks.ts';
import { spentMs } from '../../fakes/spentMs.ts';

const parser = new MarkdownIt('default', { html: false, maxNesting: 100 });

/** What the page's Markdown parser takes for fenced code. */
function shown(markdown: string): readonly string[] {
  return parser
    .parse(markdown, {})
    .filter((token) => token.type === 'fence')
    .map((token) => token.content);
}

const code = (markdown: string): readonly string[] => codeBlocks(markdown).map((block) => block.code);

describe('code blocks of an answer', () => {
  it('are counted in source order, with their language', () => {
    const found = codeBlocks('Text\n\n```ts\nlet a;\n```\n\n~~~ python run\nb = 1\n~~~\n');
    assert.deepEqual(found, [
      { language: 'ts', code: 'let a;\n' },
      { language: 'python', code: 'b = 1\n' },
    ]);
  });

  it('may stand in lists and quotes, and lose the indent of what they stand in', () => {
    assert.deepEqual(code('1. First\n\n   ```sh\n   ls\n     -l\n   ```\n2. Next\n'), ['ls\n  -l\n']);
    assert.deepEqual(code('> ```\n> a\n>\n> b\n> ```\n'), ['a\n\nb\n']);
    assert.deepEqual(code('- - ```\n    deep\n    ```\n'), ['deep\n']);
  });

  it('end where their quote or list ends, or at the end of the text', () => {
    assert.deepEqual(code('> ```\n> a\nb\n'), ['a\n']);
    assert.deepEqual(code('```\nopen'), ['open\n']);
  });

  it('keep shorter fences, other fences and blank lines inside', () => {
    assert.deepEqual(code('````md\n```\nx\n```\n\n~~~\n````\n'), ['```\nx\n```\n\n~~~\n']);
  });

  it('are not inline code, indented code or headings', () => {
    assert.deepEqual(code('``` a ``` b\n\n    ```\n    no\n    ```\n'), []);
  });

  it('read line ends of every system', () => {
    assert.deepEqual(code('```\r\na\r\n```\r\n'), ['a\n']);
    assert.deepEqual(code('```\ra\r```\r'), ['a\n']);
  });

  it('stay cheap for hostile nesting', () => {
    const hostile = ['>'.repeat(100_000), '* '.repeat(100_000), `${'>'.repeat(2_000)}\n`.repeat(100)];
    const tookMs = spentMs(() => hostile.map(codeBlocks));
    assert.ok(tookMs < 2_000, `${tookMs} ms`);
  });

  it('are none that the page takes for indented code after an item or a quote in a quote that the line leaves', () => {
    for (const text of [
      '1.   - item\n    ```\n      ```\n',
      '2)   - item\n    - item\n        ```\n',
      '> > quote\n    ```ts\n    >    ```\n',
      '> 10. > quote\n    ```\n>     ```\n',
    ]) {
      assert.deepEqual(shown(text), []);
      assert.deepEqual(code(text), [], text);
    }
    // The mark of an item that is indented too far for its list goes on with the paragraph.
    const lazy = '10.    item\n     - ```\n';
    assert.deepEqual(code(lazy), shown(lazy));
  });

  it('are the ones the page shows, for generated Markdown', () => {
    const scraps = [
      'word', 'x\n', '\n', '\n\n', '  ', '    ', ' ', '# ', '- ', '- item\n', '* ', '1. ', '2) ', '10. ', '> ', '>',
      '> quote\n', '```', '```ts\n', '```\n', '~~~\n', '~~~~\n', '`', '---\n', '===\n', '***\n', '  - nested\n',
      '   ```\n', '      code\n', '  ```\n', '    ```\n', '-\n', '+   ', '\\', '&amp;',
    ]; // biome-ignore format: a table
    const markdown = fc
      .array(fc.constantFrom(...scraps), { maxLength: 24 })
      .map((parts) => `${parts.join('')}\n`);
    fc.assert(
      fc.property(markdown, (text) => {
        assert.deepEqual(code(text), shown(text));
      }),
      { numRuns: 10_000 },
    );
  });
});
