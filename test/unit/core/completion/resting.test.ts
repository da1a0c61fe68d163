import { strict as assert } from 'node:assert';
import type { NoSuggestion, Suggestion } from '../../../../src/core/completion/suggestion.ts';
import { at } from './place.ts';
import { provided, setUp } from './scriptedModel.ts';

interface PassedOver extends ReturnType<typeof setUp> {
  /** The editor's call, and what ends it: the next key. */
  readonly call: Promise<Suggestion | NoSuggestion>;
  readonly key: AbortController;
}

/** Takes something away in one place after the other, against a model that is always wrong, up to the first that is not worth a request when the editor calls. */
async function passedOver(): Promise<PassedOver> {
  const world = setUp(() => ['qqqq'], {}, { economy: 'balanced' });
  const { clock, pipeline } = world;
  for (let nth = 1; nth <= 50; nth++) {
    const place = at(`const value${nth} = |\n`);
    pipeline.noteEdit({ uri: place.uri, from: place.offset, removed: 1, inserted: '' });
    pipeline.anticipate(place);
    const key = new AbortController();
    const call = pipeline.provide(place, 'automatic', key.signal);
    await clock.runUntil(clock.monotonicMs() + 30);
    if (pipeline.open === 0) return { ...world, call, key };
    // An answer takes 210 ms.
    await clock.runUntil(clock.monotonicMs() + 270);
    key.abort();
  }
  throw new Error('every place was worth a request');
}

describe('a hand that comes to rest', () => {
  it('is answered where it has taken text away', async () => {
    const { clock, model, call } = await passedOver();
    const asked = model.asked.length;
    await provided(clock, call);
    assert.equal(model.asked.length, asked + 1);
  });

  it('is not answered when it goes on before that', async () => {
    const { clock, model, call, key } = await passedOver();
    const asked = model.asked.length;
    await clock.runUntil(clock.monotonicMs() + 10);
    key.abort();
    const result = await provided(clock, call);
    assert.ok(result.kind === 'none' && result.reason === 'superseded');
    assert.equal(model.asked.length, asked);
  });
});
