import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { freshBoundary, quoteData } from '../../../../src/core/outgoing/quote.ts';
import { hasHidden, visible } from '../../../../src/core/outgoing/visible.ts';

describe('quoting data', () => {
  it('gives marks that neither the text nor the file name can close or forge', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, text) => {
        let drawn = 0;
        const boundary = freshBoundary(() => `b${drawn++}`, [name, text]);
        const quoted = quoteData(name, text, boundary);
        assert.equal(quoted.split(`<data-${boundary} `).length, 2);
        assert.equal(quoted.split(`</data-${boundary}>`).length, 2);
        assert.ok(quoted.includes(visible(text)));
        assert.match(quoted.split('\n')[0] ?? '', /^<data-b\d+ source="[^"<>]*">$/);
      }),
    );
  });
});

describe('making hidden characters visible', () => {
  it('writes out bidi marks, zero-width characters, tags and controls', () => {
    assert.equal(
      visible('a\u202eb\u200bc\u{e0041}d\u001b[0m\u0000'),
      'a[U+202E]b[U+200B]c[U+E0041]d[U+001B][0m[U+0000]',
    );
    assert.ok(hasHidden('\u2066'));
  });

  it('leaves what writing needs', () => {
    for (const text of ['a\tb\r\nc', '👩‍👩‍👧 ❤️ 1️⃣', 'می‌خواهم', 'क्‍ष', 'naïve 中文 한국어'])
      assert.equal(visible(text), text);
  });

  it('leaves nothing to make visible a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(hasHidden(visible(text)), false)),
    );
  });
});
