import { strict as assert } from 'node:assert';
import { doubtAbout } from '../../../../src/core/apply/doubt.ts';

const words = (before: string, after: string): string | undefined =>
  doubtAbout(before, after, (text) => text.includes('PLACEHOLDER'))?.text;

describe('what a change brings unseen', () => {
  it('is named: a schema of the web, hidden characters, the placeholder of a masked value', () => {
    assert.match(words('{}', '{"$schema": "https://example.com/a"}') ?? '', /schema on the web/);
    assert.match(words('a', 'a\u202eb') ?? '', /cannot be seen/);
    assert.match(words('a', 'key = PLACEHOLDER_1') ?? '', /masked value/);
  });

  it('is nothing where the file had it before, or the change is plain', () => {
    assert.equal(words('a\u202eb', 'a\u202eb c'), undefined);
    assert.equal(words('PLACEHOLDER', 'PLACEHOLDER 2'), undefined);
    assert.equal(words('a', 'b'), undefined);
  });
});
