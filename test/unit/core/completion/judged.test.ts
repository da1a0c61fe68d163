import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { codeOnly } from '../../../../src/core/completion/codeOnly.ts';
import { judge, wantsBlock } from '../../../../src/core/completion/judged.ts';
import { at, atOffset } from './place.ts';

const LINE = { block: false, maxLines: 10, growing: false };
const BLOCK = { ...LINE, block: true };

/** The document after taking what is suggested, with `|` at the end of the insertion; or the reason for none. */
function taken(marked: string, rest: string, options = LINE): string {
  const place = at(marked);
  const judgement = judge(rest, place, options);
  if (!judgement.ok) return judgement.why;
  const { text, replaceRight } = judgement.insertion;
  return `${place.left + text}|${place.right.slice(replaceRight)}`;
}

describe('judge', () => {
  it('never doubles a closing bracket that stands right of the caret', () => {
    assert.equal(taken('foo(|)', 'a, b)'), 'foo(a, b|)');
    assert.equal(taken('foo(|);', 'a, b);'), 'foo(a, b|);');
    assert.equal(taken('call(sort(|));', 'list))'), 'call(sort(list))|;');
    assert.equal(taken('const s = "|";', 'text"'), 'const s = "text"|;');
    assert.equal(taken('sort(|)', 'array) {'), 'sort(array) {|');
  });

  it('leaves the bracket that stands there when the answer does not bring it', () => {
    assert.equal(taken('foo(|)', 'bar(1)'), 'foo(bar(1)|)');
  });

  it('does not insert again what the line already goes on with', () => {
    assert.equal(taken('const x = | + offset;', 'base + offset;'), 'const x = base| + offset;');
    assert.equal(taken('foo(|, second)', 'first, second)'), 'foo(first|, second)');
    assert.equal(taken('run(() =|> {', '> {'), 'empty');
    assert.equal(taken('const s = "a" +| "b";', ' "b";'), 'empty');
    assert.equal(taken('const s = "a" + | "b";', '"b";'), 'empty');
  });

  it('counts the brackets of an answer that ends a string begun left of the caret', () => {
    assert.equal(taken('foo("ba|)', 'r")'), 'foo("bar"|)');
    assert.equal(taken('foo("ba|\n', 'r"))'), 'foo("bar")|\n');
    assert.equal(taken('foo("ba|\n', 'r)")'), 'foo("bar)")|\n');
  });

  it('never doubles a bracket that the editor has closed inside a string', () => {
    const brace = '$'.concat('{');
    assert.equal(taken(`s = \`${brace}gr|}\`;`, 'ams}'), `s = \`${brace}grams}|\`;`);
    assert.equal(taken(`s = \`${brace}gr|}\`;`, 'ams} g'), `s = \`${brace}grams} g|\`;`);
    assert.equal(taken(`s = \`${brace}gr|}\`;`, 'ams} g`;'), `s = \`${brace}grams} g|\`;`);
    const two = `ams} of ${brace}all} g`;
    assert.equal(taken(`s = \`${brace}gr|}\`;`, two), `s = \`${brace}gr${two}|\`;`);
    assert.equal(taken(`s = \`${brace}sum(|)}\`;`, 'grams)} g'), `s = \`${brace}sum(grams)} g|\`;`);
    assert.equal(taken('s = f"{gr|}"', 'ams:.1f} kg'), 's = f"{grams:.1f} kg|"');
    // These stand for nothing that is open in the string.
    assert.equal(taken('print("value :|")', ') ok'), 'print("value :) ok|")');
    assert.equal(taken(`s = \`${brace}gr|}\`;`, 'ams'), `s = \`${brace}grams|}\`;`);
  });

  it('cuts a closing bracket that nothing has opened', () => {
    assert.equal(taken('const a = 1|\n', '0);\n'), 'const a = 10|\n');
    assert.equal(taken('run(|\n', 'x))'), 'run(x)|\n');
  });

  it('does not double the indentation of a blank line', () => {
    assert.equal(taken('if (a) {\n    |\n}', '    return 1;', BLOCK), 'if (a) {\n    return 1;|\n}');
    assert.equal(taken('if (a) {\n\t|\n}', '    return 1;', BLOCK), 'if (a) {\n\treturn 1;|\n}');
  });

  it('drops what equals the next line, the line above, blanks and prose', () => {
    assert.equal(taken('a();\n|\nfinish(now);\n', 'finish(now);', BLOCK), 'repeatsNextLine');
    assert.equal(taken('finish(now);\n|\n', 'finish(now);', BLOCK), 'repeatsLastLine');
    assert.equal(taken('a();|', '   '), 'empty');
    assert.equal(taken('const a = |', 'Here is the completed code:\n1'), 'prose');
    assert.equal(taken('const sure|', 'ly = 1;'), 'const surely = 1;|');
  });

  it('says that a line is complete when the answer goes on below it', () => {
    assert.equal(taken('a();|\n', '\nb();'), 'lineComplete');
  });

  it('ends a block where its indentation falls back and its bracket closes', () => {
    assert.equal(
      taken('function f() {|\n\ng();', '\n    return 1;\n}\n\nfunction h() {\n}', BLOCK),
      'function f() {\n    return 1;\n}|\n\ng();',
    );
    assert.equal(
      taken('def f():\n    |\n', 'return 1\n\ndef g():\n    return 2', BLOCK),
      'def f():\n    return 1|\n',
    );
  });

  it('closes a block that nothing closes yet, and leaves alone one that the editor has closed', () => {
    const answer = 'return 1;\n}\n\nfunction h() {\n}';
    assert.equal(taken('function f() {\n    |\n', answer, BLOCK), 'function f() {\n    return 1;\n}|\n');
    assert.equal(taken('function f() {\n|', `    ${answer}`, BLOCK), 'function f() {\n    return 1;\n}|');
    assert.equal(taken('function f() {\n    |\n}\n', answer, BLOCK), 'function f() {\n    return 1;|\n}\n');
    assert.equal(
      taken('{\n  {\n    |\n  }\n', 'a();\n  }\n}', BLOCK),
      '{\n  {\n    a();|\n  }\n',
      'the outer one is missing, not this one',
    );
  });

  it('shows one line in the middle of a line and several where a block begins', () => {
    assert.ok(wantsBlock(at('if (a) {|\n')) && wantsBlock(at('    |\n')) && wantsBlock(at('def f():|\n')));
    assert.ok(!wantsBlock(at('const a = |\n')) && !wantsBlock(at('foo({|})')));
  });

  it('holds back the unfinished word of an answer that still grows', () => {
    assert.equal(taken('const a = |\n', 'compute(val', { ...LINE, growing: true }), 'const a = compute(|\n');
    assert.equal(taken('con|\n', 'st', { ...LINE, growing: true }), 'const|\n');
  });

  it('blanks strings and comments and keeps every length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        assert.equal(codeOnly(text).length, text.length);
      }),
    );
    assert.equal(codeOnly('a(")") // )').trimEnd(), 'a(   )');
  });

  it("fits every document: inside it, on the caret's line, non-empty, and without a surplus closer of its own", () => {
    const code = fc.array(
      fc.constantFrom('a', 'foo', '(', ')', '{', '}', '[', ']', ';', ', ', '"', '\n', '    ', '\t', '.'),
      { maxLength: 24 },
    );
    fc.assert(
      fc.property(code, code, code, fc.boolean(), fc.boolean(), (left, right, answer, block, growing) => {
        const text = left.join('');
        const place = atOffset(text + right.join(''), text.length);
        const judgement = judge(answer.join(''), place, { block, growing, maxLines: 5 });
        if (!judgement.ok) return;
        const { insertion } = judgement;
        assert.ok(insertion.text.trim() !== '');
        assert.ok(insertion.replaceRight >= 0 && insertion.replaceRight <= place.lineRest.length);
        assert.ok(insertion.text.split('\n').length <= 5);
        if (place.lineRest.trim() !== '') assert.ok(!insertion.text.includes('\n'));
        const raw = answer.join('');
        assert.ok(insertion.text.length <= raw.length);
      }),
    );
  });
});
