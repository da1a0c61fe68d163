import { strict as assert } from 'node:assert';
import { isInSecret } from '../../../../src/core/outgoing/cutSecret.ts';
import { drawing, privateKey } from './secretCorpus.ts';

describe('a caret', () => {
  const draw = drawing(21);
  const inside = (text: string, at: number): boolean => isInSecret(text.slice(0, at), text.slice(at));

  it('stands in a secret between its first and its last character, and nowhere else', () => {
    const key = `sk-${draw('az', 48)}`;
    const text = `const key = '${key}';\nconst next = 1;\n`;
    const start = text.indexOf(key);
    for (let at = 0; at <= text.length; at += 1)
      assert.equal(inside(text, at), at > start && at < start + key.length, `${at}`);
  });

  it('stands in a private key at the end of each of its lines, also where the text begins within it', () => {
    const key = privateKey(draw);
    for (const text of [`a\n${key}\nb`, `${key.slice(100)}\nb`]) {
      const lines = [...text.matchAll(/\n/g)].map(({ index }) => index);
      for (const at of lines.slice(2, -2)) {
        assert.ok(inside(text, at));
        assert.ok(inside(text, at + 1));
      }
    }
  });

  it('stands in none while one is typed', () => {
    const text = `password = "${draw('alnum', 20)}`;
    for (let at = 0; at <= text.length; at += 1) assert.equal(isInSecret(text.slice(0, at), '\n'), false);
  });
});
