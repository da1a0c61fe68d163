import { strict as assert } from 'node:assert';
import { type NoSuggestion, none, type Suggestion } from '../../../../src/core/completion/suggestion.ts';
import { at } from './place.ts';
import { never, provided, setUp } from './scriptedModel.ts';

describe('candidates', () => {
  it('has up to three candidates, each another text, where one is on screen and a person asks for the next', async () => {
    const texts = ['one();', 'two();', 'two();'];
    let turn = 0;
    const { clock, model, pipeline } = setUp(() => [texts[turn++] ?? '']);
    const place = at('const value = |\n');
    const candidates = async (): Promise<readonly string[]> => {
      let result: readonly Suggestion[] | NoSuggestion | undefined;
      void pipeline.candidates(place, never).then((value) => {
        result = value;
      });
      await clock.runUntil(clock.monotonicMs() + 2000);
      assert.ok(result !== undefined && !('reason' in result), 'the call hangs, or has nothing');
      return result.map(({ insertText }) => insertText);
    };
    assert.deepEqual(await candidates(), ['one();'], 'one is enough for who asks the first time');
    assert.equal(model.asked.length, 1);
    assert.deepEqual(await candidates(), ['one();', 'two();'], 'the same text twice is one candidate');
    assert.deepEqual(
      model.asked.map(({ temperature }) => temperature),
      [0, 0.5, 0.9],
    );
    assert.deepEqual(await candidates(), ['one();', 'two();']);
    assert.equal(model.asked.length, 3, 'nor is the model asked again at the same place');
    assert.ok(model.mostOpen <= 2);
  });

  it('ends the search for other candidates when the person has gone on', async () => {
    const { clock, model, pipeline } = setUp(() => ['one();']);
    const place = at('const value = |\n');
    await provided(clock, pipeline.provide(place, 'automatic', never));
    const gone = new AbortController();
    const call = pipeline.candidates(place, gone.signal);
    await clock.runUntil(clock.monotonicMs() + 50);
    gone.abort();
    await clock.runUntil(clock.monotonicMs() + 50);
    assert.deepEqual(await call, none('superseded'));
    const other = at('unrelated(|\n');
    pipeline.anticipate(other);
    await clock.runUntil(clock.monotonicMs() + 2000);
    assert.equal(model.open, 0, 'its requests are given up with their place');
  });
});
