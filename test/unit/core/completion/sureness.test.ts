import { strict as assert } from 'node:assert';
import type { Answer } from '../../../../src/core/completion/answer.ts';
import { Sureness } from '../../../../src/core/completion/sureness.ts';
import { at } from './place.ts';

const place = at('const total = |;\n');
const answer: Answer = {
  id: 'r1',
  uri: place.uri,
  left: place.left,
  right: place.right,
  text: 'sum(values)',
  state: 'ended',
  askedAtMs: 0,
};
const features = new Sureness().features({ answer, rest: answer.text, typed: 0 }, place, 0);

function taught(outcomes: readonly boolean[]): Sureness {
  const sureness = new Sureness();
  for (const right of outcomes) sureness.learn(features, right);
  return sureness;
}

describe('what is usual of a model', () => {
  it('follows what its answers prove to be, slower than the last few do', () => {
    const good = taught(Array.from({ length: 20 }, () => true));
    assert.ok(good.usual > taught([]).usual && good.usual < good.recent);
    const bad = taught(Array.from({ length: 20 }, () => false));
    assert.ok(bad.usual < taught([]).usual && bad.usual > bad.recent);
  });

  it('never lets everything through, and never nothing', () => {
    const always = taught(Array.from({ length: 500 }, () => true));
    const never = taught(Array.from({ length: 500 }, () => false));
    assert.deepEqual([never.usual, always.usual], [0.15, 0.8]);
    assert.ok(always.of(features) > always.usual * 0.75, 'a sure answer is shown');
    assert.ok(never.of(features) < never.usual * 0.75, 'a hopeless one is not');
  });
});
