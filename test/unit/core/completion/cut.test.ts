import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Cut } from '../../../../src/core/completion/cut.ts';
import type { Snapshot } from '../../../../src/core/completion/snapshot.ts';
import { at } from './place.ts';

const LIMITS = { characters: 1200, lines: 30 };
const here = at('function f() {\n    |\n}\n');

function cut(text: string, place: Snapshot = here): { text: string; reason: string | undefined } {
  const one = new Cut(place, LIMITS);
  one.push(text);
  one.end();
  return { text: one.text, reason: one.reason };
}

describe('cut', () => {
  it('passes ordinary code through unchanged, comments and addresses included', () => {
    const code =
      'return fetch("https://a.example//b"); // see https://example.com\n    const x = a || b; /* x */\n    # not a stop\n    def g(): pass';
    assert.deepEqual(cut(code), { text: code, reason: undefined });
  });

  it('never shows a marker of a fill-in-the-middle model, nor what follows it', () => {
    for (const marker of [
      '<|fim_middle|>',
      '<|endoftext|>',
      '<|file_sep|>',
      '<｜fim▁hole｜>',
      '<｜end▁of▁sentence｜>',
      '<fim_suffix>',
      '<file_sep>',
      '<fim-suffix>',
      '<end_of_turn>',
      ' <EOT>',
      ' <SUF>',
      '</before-code-1>',
      '<after-code-12>',
    ]) {
      assert.equal(cut(`a + b${marker}rubbish`).text.trimEnd(), 'a + b', marker);
    }
    for (const code of ['new Map<MID>()', 'cat <<EOT>file', 'token = "<eos>"'])
      assert.equal(cut(code).text, code);
    assert.equal(cut('x <| f |> g').text, 'x <| f |> g', 'operators of F# are ordinary code');
  });

  it('never shows the beginning of a marker in which an answer was cut off', () => {
    for (const part of ['<|fim_pa', '<|endofte', '<｜end▁of', '<fim_mid', '<[fim-suf', '</before-co'])
      for (const size of [1, 40]) {
        const one = new Cut(here, LIMITS);
        for (let from = 0; from < 40; from += size) one.push(`a + b${part}`.slice(from, from + size));
        one.end();
        assert.equal(one.text, 'a + b', part);
      }
    assert.equal(cut('x <|').text, 'x <|', 'an operator of F#');
  });

  it('ends before a character that nobody sees or that turns the line around', () => {
    for (const one of ['\u200b', '\u202e', '\u2066', '\ufeff'])
      assert.deepEqual(cut(`a + b${one}c`), { text: 'a + b', reason: 'control' });
  });

  it('takes a carriage return alone for a line end', () => {
    assert.equal(cut('a();\r    b();').text, 'a();\n    b();');
  });

  it('takes the code out of a fence and ends at its end', () => {
    assert.equal(cut('```ts\nreturn 1;\n```\nThis returns one.').text, 'return 1;');
    assert.equal(cut('return 1;\n```').text, 'return 1;');
    assert.equal(cut('`template` + 1').text, '`template` + 1');
  });

  it('ends before it repeats the line below the caret', () => {
    const place = at('a();\n|\nfinish(now);\n');
    assert.deepEqual(cut('b();\nfinish(now);\nmore();', place), { text: 'b();', reason: 'echo' });
    assert.equal(cut('b();\nfinish(later);', place).text, 'b();\nfinish(later);');
  });

  it('does not repeat lines or patterns for ever', () => {
    assert.ok(cut(`${'    value += 1;\n'.repeat(50)}`).text.split('\n').length <= 3);
    assert.ok(cut('foo(bar'.repeat(200)).text.length < 60);
    assert.ok(cut('aLine();\nother();\n'.repeat(40)).text.split('\n').length <= 6);
    assert.equal(cut('// -----------------------------------------------------------').text.length, 62);
  });

  it('brings later lines into the indentation of the editor', () => {
    const tabs = at('if (a) {|', { indentUnit: '\t' });
    assert.equal(cut('\n    b();\n    }', tabs).text, '\n\tb();\n\t}');
    assert.equal(cut('\n\tb();', at('if (a) {|', { indentUnit: '  ' })).text, '\n  b();');
  });

  it('gives out no half of a character, wherever a piece of the answer or the answer itself is cut', () => {
    const one = new Cut(here, LIMITS);
    assert.equal(one.push('a\ud83d'), 'a');
    assert.equal(one.push('\ude00b'), '\u{1f600}b');
    const faces = Array.from({ length: 700 }, (_, k) => String.fromCodePoint(0x1f600 + (k % 64))).join('');
    for (const text of [faces, `a${faces}`, '\u{1f600}b'.repeat(100)]) {
      const { text: shown, reason } = cut(text);
      assert.ok(shown.isWellFormed() && shown !== '' && reason !== undefined);
    }
  });

  it('has bounded length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4000 }), (text) => {
        const result = cut(text).text;
        assert.ok(result.length <= LIMITS.characters && result.split('\n').length <= LIMITS.lines);
      }),
    );
  });

  it('only ever grows, gives back what it announced, and contains neither marker nor carriage return of a line end, in any chunking', () => {
    const piece = fc.constantFrom(
      'a',
      'b = 1;',
      '\n',
      '\r\n',
      '<|fim_pad|>',
      '<|',
      '|>',
      '```',
      '```ts\n',
      '}\n',
      '    ',
      '\t',
      '<',
      '<fim_',
      'middle>',
      'x'.repeat(50),
      'Here is',
      ' the code:\n',
      'This is it.',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        (pieces, sizes) => {
          const raw = pieces.join('');
          const one = new Cut(here, LIMITS);
          let announced = '';
          let turn = 0;
          for (let from = 0; from < raw.length; ) {
            const size = sizes[turn++ % sizes.length] ?? 1;
            announced += one.push(raw.slice(from, from + size));
            assert.equal(announced, one.text);
            from += size;
          }
          announced += one.end();
          assert.equal(announced, one.text);
          assert.ok(!/<\|\w{2,30}\|>|<fim_middle>|\r\n/.test(one.text), JSON.stringify(one.text));
        },
      ),
    );
  });

  it('cuts code without faults the same in any chunking', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('alpha', ' = ', '(', ')', ';\n', '    ', '"x"', ' // c', '<', '`'), {
          maxLength: 25,
        }),
        fc.integer({ min: 1, max: 7 }),
        (pieces, size) => {
          const raw = pieces.join('');
          const whole = cut(raw);
          if (whole.reason !== undefined) return;
          const one = new Cut(here, LIMITS);
          for (let from = 0; from < raw.length; from += size) one.push(raw.slice(from, from + size));
          one.end();
          assert.equal(one.text, whole.text);
        },
      ),
    );
  });

  it('gives nothing out of the blanks before a fence, in any chunking', () => {
    const one = new Cut(here, LIMITS);
    for (const piece of ['    ', '`', '`', '`']) one.push(piece);
    one.end();
    assert.equal(one.text, cut('    ```').text);
  });

  it('indents in the unit of the file, however the answer comes in', () => {
    const place = at('if (a) {\n\t|\n', { indentUnit: '\t' });
    const answer = 'if (b) {\n        run();\n    }';
    for (let size = 1; size <= answer.length; size++) {
      const cut = new Cut(place, { characters: 1000, lines: 30 });
      for (let k = 0; k < answer.length; k += size) cut.push(answer.slice(k, k + size));
      cut.end();
      assert.equal(cut.text, 'if (b) {\n\t\trun();\n\t}', `pieces of ${size}`);
    }
  });

  it('indents like the lines above the caret in a file of both kinds', () => {
    const cutOf = (marked: string, indentUnit: string, answer: string): string => {
      const cut = new Cut(at(marked, { indentUnit }), { characters: 1000, lines: 30 });
      return cut.push(answer) + cut.end();
    };
    assert.equal(cutOf('if (a) {\n    |\n', '\t', 'b();\n    c();'), 'b();\n    c();');
    assert.equal(cutOf('if (a) {\n\t|\n', '    ', 'b();\n\tc();'), 'b();\n\tc();');
  });
});
