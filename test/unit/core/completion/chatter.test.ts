import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Cut } from '../../../../src/core/completion/cut.ts';
import type { Snapshot } from '../../../../src/core/completion/snapshot.ts';
import { at } from './place.ts';

const LIMITS = { characters: 1200, lines: 30 };
const loop = at('import { a } from "./a";\n\nfunction sum(all: A[]): number {\n    for (const|\n}\n');
const block = at('import { a } from "./a";\n\nfunction sum(all: A[]): number {\n    |\n}\n');

/** What is used of a chat model's answer that comes in pieces of this size. */
function used(answer: string, place: Snapshot = block, size = answer.length): string {
  const one = new Cut(place, LIMITS, true);
  let announced = '';
  for (let from = 0; from < answer.length; from += size)
    announced += one.push(answer.slice(from, from + size));
  announced += one.end();
  assert.equal(announced, one.text);
  return one.text;
}

describe('what chat models write besides code', () => {
  it('is left out before and after the code, in English and in Chinese, with a fence and without', () => {
    for (const answer of [
      '以下是补全的代码：\n\n```ts\nreturn 1;\n```\n\n这段代码返回一。',
      '好的，补全如下：\nreturn 1;\n这段代码返回一。',
      '好的。\n以下是补全的代码：\n\nreturn 1;',
      'The code you need is:\n\n```ts\nreturn 1;```',
      "Okay, here's the code:\n```ts\nreturn 1;\n```",
      'Sure, one moment.\nThe missing statement:\n~~~\nreturn 1;\n~~~',
    ])
      for (const size of [1, 5, answer.length]) assert.equal(used(answer, block, size), 'return 1;', answer);
  });

  it('is nothing where it is all there is', () => {
    for (const answer of [
      "I'm sorry, but I can't help with that.",
      '抱歉，我无法完成这个请求。',
      '请提供更多的上下文，这样我才能补全代码。',
      '好的，补全如下：',
    ])
      for (const size of [1, answer.length]) assert.equal(used(answer, block, size), '');
  });

  it('is what is asked for in a comment, a string or a text', () => {
    for (const place of [at('// |\n'), at('title = "|"\n'), at('|', { languageId: 'markdown' })])
      assert.equal(used('以下是说明：\nx', place), '以下是说明：\nx');
    assert.equal(new Cut(at('// |\n'), LIMITS).push('Here is how it works\nx'), 'Here is how it works\nx');
  });

  it('is told from code that looks like it', () => {
    for (const code of [
      'String name = "x";\nreturn name;',
      'True\n',
      '总价 = 单价 * 数量\n',
      'else:\n        pass',
      'Foo.bar();\nBaz.qux();',
    ])
      for (const size of [1, code.length]) assert.equal(used(code, block, size), code);
  });
});

describe('the text left of the caret', () => {
  it('is taken from an answer that begins with all of it, or with lines of it', () => {
    for (const [place, rest] of [
      [loop, ' one of all) total += one;'],
      [block, 'return 0;'],
    ] as const)
      for (const from of [0, place.left.indexOf('function')]) {
        const echo = place.left.slice(from) + rest;
        for (const size of [1, 7, echo.length]) {
          assert.equal(used(echo, place, size), rest);
          assert.equal(used(`\`\`\`ts\n${echo}\n\`\`\``, place, size), rest);
        }
      }
  });

  it('is no suggestion where the answer ends inside it', () => {
    assert.equal(used(loop.left.slice(0, -8), loop), '');
  });

  it('is taken from an answer that begins with its last line, with its indentation or without', () => {
    for (const answer of ['    for (const one of all) {', 'for (const one of all) {'])
      for (const size of [1, 3, answer.length])
        assert.equal(used(answer, loop, size).trimEnd(), ' one of all) {');
    const sum = at('    total += |\n');
    assert.equal(used('total += one;', sum), 'one;');
  });

  it('stays where code may well say it again', () => {
    assert.equal(used('foo(1))', at('foo(|)\n')), 'foo(1))');
    assert.equal(used('foo();\nbar();', at('foo();\n|\n')), 'foo();\nbar();');
  });

  it('ends with a line break where the answer is the next line, indented', () => {
    const end = at('if (a) {|\n}\n');
    assert.equal(used('```ts\n    b();\n```', end), '\n    b();');
    assert.equal(used(' // why', end), ' // why');
  });
});

it('an answer of a chat model only ever grows, in any chunking', () => {
  const piece = fc.constantFrom(
    '以下是',
    '代码：',
    '\n',
    '```',
    'ts\n',
    'import { a } from "./a";\n',
    '\n\nfunction sum(all: A[]): number {\n',
    '    ',
    'for (const',
    ' one',
    'Okay, ',
    'Here is',
    ' it:',
    '}\n',
    '<after-',
    'code-1>',
    '`',
    '抱歉。',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
      for (const place of [loop, block]) {
        const text = used(pieces.join(''), place, size);
        assert.ok(!text.includes('<after-code-1>'));
      }
    }),
  );
});
