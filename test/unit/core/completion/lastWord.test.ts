import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { lastWord } from '../../../../src/core/completion/lastWord.ts';

describe('the last word', () => {
  it('is the letters, digits, underscores and dollar signs at the end, of any script', () => {
    assert.equal(lastWord('const item$1_b'), 'item$1_b');
    assert.equal(lastWord('a.\u4e2d\u6587'), '\u4e2d\u6587');
    assert.equal(lastWord('x \u{1D400}\u{1D401}'), '\u{1D400}\u{1D401}');
    assert.equal(lastWord('end. '), '');
    assert.equal(lastWord(''), '');
  });

  it('is what a pattern finds, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '_', ' ', '.', '\u{1D400}', '\ud835', '\udc00', '\u4e2d') }),
        (text) => assert.equal(lastWord(text), /[\p{L}\p{N}_$]+$/u.exec(text)?.[0] ?? ''),
      ),
    );
  });
});
