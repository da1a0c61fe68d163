// What of a prompt the platform has in its cache: believed as far as earlier prompts showed it, and no further.
import { strict as assert } from 'node:assert';
import type { PromptMessage } from '../../../../src/core/request/modelRequest.ts';
import { cachedBand } from '../../../../src/core/spend/cachedPrefix.ts';
import { SentPrefixes } from '../../../../src/core/spend/sentPrefixes.ts';

const prompt = { low: 900, likely: 1_000, high: 1_100 };
const often = (value: number, times: number): number[] => Array.from({ length: times }, () => value);

describe('the cached part of a prompt', () => {
  it('is anything from none to all of it while too little is known', () => {
    for (const seen of [
      { shares: [], beyond: [] },
      { shares: often(0.9, 5), beyond: often(0, 23) },
    ])
      assert.deepEqual(cachedBand(prompt, 600, seen), { low: 0, likely: 0, high: 900 });
  });

  it('holds at least what the cache gave of late of what was sent before, and at most that and what came as a surprise', () => {
    const shares = [0.8, 0.9, 0.9, 0.95, 0.95, 1];
    assert.deepEqual(cachedBand(prompt, 600, { shares, beyond: often(0, 24) }), {
      low: 480,
      likely: 570,
      high: 640,
    });
    const beyond = [...often(0, 23), 0.5];
    assert.equal(cachedBand(prompt, 600, { shares, beyond }).high, 840);
    assert.equal(cachedBand(prompt, 0, { shares, beyond: often(0, 24) }).high, 100);
  });

  it('is likely to hold what others usually bring into the cache, and not certain to', () => {
    const beyond = [...often(0, 8), ...often(0.5, 16)];
    assert.deepEqual(cachedBand(prompt, 600, { shares: often(1, 6), beyond }), {
      low: 600,
      likely: 800,
      high: 840,
    });
    const unknownShares = cachedBand(prompt, 600, { shares: [], beyond });
    assert.deepEqual(unknownShares, { low: 0, likely: 500, high: 840 });
  });

  it('never exceeds the prompt, whatever was seen', () => {
    const { low, likely, high } = cachedBand(prompt, 5_000, { shares: often(3, 16), beyond: often(3, 30) });
    assert.deepEqual([low, likely, high], [900, 900, 900]);
  });
});

describe('the beginnings that were sent', () => {
  const message = (text: string): PromptMessage => ({ role: 'user', parts: [{ kind: 'text', text }] });
  const [a, b, c] = [message('a'), message('b'), message('c')];
  const hour = 3_600_000;

  it('are known by whole messages, in their order, for their model and their time', () => {
    const sent = new SentPrefixes();
    sent.add('m', [a, b], 1_000);
    assert.equal(sent.known('m', [a, b, c], 1_000, hour), 2);
    assert.equal(sent.known('m', [message('a'), c], 1_000, hour), 1, 'equal, not the same object');
    assert.equal(sent.known('m', [b, a], 1_000, hour), 0);
    assert.equal(sent.known('other', [a, b], 1_000, hour), 0);
    assert.equal(sent.known('m', [a, b], 1_001 + hour, hour), 0);
    sent.add('m', [a], 2 * hour);
    assert.equal(sent.known('m', [a, b], 2 * hour, hour), 1, 'what was sent again is fresh, the rest is not');
  });

  it('are bounded: the oldest make room', () => {
    const sent = new SentPrefixes();
    for (let n = 0; n < 3_000; n += 1) sent.add('m', [message(`q${n}`)], 1_000);
    assert.equal(sent.known('m', [message('q0')], 1_000, hour), 0);
    assert.equal(sent.known('m', [message('q2999')], 1_000, hour), 1);
  });
});
