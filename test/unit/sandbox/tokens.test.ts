// The tokenizer's stated rule, by hand and by property.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { countTokens, imageTokens, tokenize } from '../../sandbox/tokens.ts';

describe('the sandbox’s tokens', () => {
  it('are cut by the stated rule', () => {
    assert.deepEqual(tokenize('const total = 0;\n  return 总价'), [
      'const',
      ' total',
      ' =',
      ' 0',
      ';',
      '\n  ',
      'return',
      ' ',
      '总',
      '价',
    ]);
    assert.deepEqual(tokenize('understanding'), ['unders', 'tandin', 'g']);
  });

  it('join to the text again, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        assert.equal(tokenize(text).join(''), text);
        assert.equal(countTokens(text), tokenize(text).length);
      }),
    );
  }).timeout(60_000);

  it('of an image are its patches of 28 pixels', () => {
    assert.equal(imageTokens({ width: 96, height: 64 }, false), 4 * 3);
    assert.equal(imageTokens({ width: 96, height: 64 }, true), 256);
    assert.equal(imageTokens(undefined, false), 1024);
  });
});
