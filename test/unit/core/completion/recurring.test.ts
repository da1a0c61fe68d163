import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { recurring } from '../../../../src/core/completion/recurring.ts';
import { at, atOffset } from './place.ts';

describe('what recurs in a file', () => {
  it('is what followed the same text, to the end of its line', () => {
    assert.equal(recurring(at('call(alpha, beta);\nother();\ncall(al|\n'))?.text, 'pha, beta);');
  });

  it('is found below the caret as well, and at any line end', () => {
    assert.equal(recurring(at('call(al|\r\nother();\r\ncall(alpha, beta);\r\n'))?.text, 'pha, beta);');
  });

  it('ends where its places go apart', () => {
    const found = recurring(at('1 call(alpha, beta);\n2 call(alpha, gamma);\n3 call(al|\n'));
    assert.equal(found?.text, 'pha, ');
  });

  it('is nothing where they say different things at once', () => {
    assert.equal(recurring(at('1 call(alpha);\n2 call(beta);\n3 call(|\n')), undefined);
  });

  it('follows the place with most of the text left of the caret', () => {
    const found = recurring(at('let one = call(alpha);\nlet two = call(beta);\nlet one = call(|\n'));
    assert.deepEqual([found?.text, found?.agreeing, found?.differing], ['alpha);', 1, 1]);
  });

  it('never follows from the text left of the caret to the text right of it', () => {
    assert.equal(recurring(at('abcabc|xyz\n'))?.text, 'abc');
  });

  it('is there in one piece, behind the same characters, for any text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '(', ' ', '\n'), maxLength: 80 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const found = recurring(atOffset(left + right, left.length));
        if (found === undefined) return;
        assert.ok(!found.text.includes('\n') && found.text.trim() !== '');
        const whole = left.slice(left.length - found.length) + found.text;
        assert.ok(left.includes(whole) || right.includes(whole) || left.slice(0, -1).includes(whole));
      }),
    );
  });
});
