import { strict as assert } from 'node:assert';
import type { Answer } from '../../../../src/core/completion/answer.ts';
import { economyBounds } from '../../../../src/core/completion/settings.ts';
import { joining, Sureness } from '../../../../src/core/completion/sureness.ts';
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
    const { showBesideUsual } = economyBounds('balanced');
    assert.ok(always.of(features) > always.usual * showBesideUsual, 'a sure answer is shown');
    assert.ok(never.of(features) < never.usual * showBesideUsual, 'a hopeless one is not');
  });
});

describe('how an answer joins the text left of it', () => {
  const file = 'const total = sum(values);\nreturn tot|\n';

  it('is well known where the same characters stand together elsewhere in the file', () => {
    assert.deepEqual(joining(at(file), 'al'), { word: 'known', seam: 1, wideSeam: 1 });
  });

  it('is strange where not even the two characters at the seam do', () => {
    assert.deepEqual(joining(at(file), 'Zebra();'), { word: 'unknown', seam: 0, wideSeam: 0 });
  });

  it('is told apart by degrees, and a break of the line counts as what stands before', () => {
    const { seam, wideSeam } = joining(at(file), 'ally');
    assert.ok(seam === 1 && wideSeam === 1, 'what follows the word is not at the seam');
    const begun = joining(at('  one();\n  two();\n|\n'), '  three();');
    assert.deepEqual([begun.word, begun.seam, begun.wideSeam], ['none', 1, 1]);
    assert.ok(joining(at(file), 'um').seam < 1);
  });

  it('makes an answer surer or less sure before a key has confirmed it', () => {
    const sureness = new Sureness();
    const of = (text: string): number =>
      sureness.of(sureness.features({ answer: { ...answer, text }, rest: text, typed: 0 }, at(file), 0));
    assert.ok(of('al') > of('um') && of('um') > of('Zebra'));
  });
});
