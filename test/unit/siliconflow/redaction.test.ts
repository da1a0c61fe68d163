// The key is found in what goes out, and removed from what comes in, in every form it can take.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { watchKey } from '../../../src/siliconflow/redaction.ts';
import { testKey } from './fakes.ts';

const watch = watchKey(testKey);

describe('key watch', () => {
  const escaped = [...testKey].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const forms: readonly [string, string][] = [
    ['the key', testKey],
    ['its last eight characters', testKey.slice(-8)],
    ['its base64', btoa(testKey)],
    ['its base64 behind one byte', btoa(`x${testKey}`)],
    ['its base64 behind two bytes and before more', btoa(`ab${testKey}cdef`)],
    ['the base64 of a basic authorization', btoa(`user:${testKey}`)],
    ['its characters as JSON escapes', escaped],
    ['JSON escapes inside JSON', escaped.replaceAll('\\', '\\\\')],
  ];
  for (const [name, form] of forms) {
    it(`finds ${name}`, () => assert.ok(watch.foundIn(`{"content":"say ${form} twice"}`)));
  }

  it('finds a key with quotes and slashes in a JSON body', () => {
    const odd = 'weird"key/with\\parts';
    assert.ok(watchKey(odd).foundIn(JSON.stringify({ text: odd })));
    assert.ok(watchKey(odd).foundIn(JSON.stringify({ text: JSON.stringify({ text: odd }) })));
  });

  it('finds it wherever it stands in a body, under any JSON nesting', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 1, max: 3 }), (before, after, depth) => {
        let text = before + testKey + after;
        for (let i = 0; i < depth; i++) text = JSON.stringify({ text });
        assert.ok(watch.foundIn(text));
      }),
    );
  });

  it('leaves ordinary text alone', () => {
    assert.ok(!watch.foundIn('const key = process.env.SILICONFLOW_API_KEY; // sk-... \\u0041 "C:\\\\dir"'));
    assert.equal(
      watch.clean('Model does not exist. task-force risk-assessment'),
      'Model does not exist. task-force risk-assessment',
    );
  });

  it('cleans every form, and anything shaped like a key', () => {
    for (const [, form] of forms.slice(0, 3)) {
      const cleaned = watch.clean(`bad: ${form}.`);
      assert.match(cleaned, /\[key\]/);
      assert.ok(!cleaned.includes(form));
    }
    assert.equal(watch.clean('other sk-zyxwvutsrqponmlkjihg!'), 'other [key]!');
  });

  it('cleans a key that invisible characters hide, and one line of at most 500 characters remains', () => {
    const hidden = [...testKey].join('\u200b');
    assert.ok(!watch.clean(`x ${hidden} y`).includes(testKey.slice(-8)));
    assert.equal(watch.clean('a\u0000b\r\nc\u202ed\u001b[31m'), 'a b c d [31m');
    assert.equal(watch.clean('x'.repeat(9_999)).length, 500);
  });
});
