// What the hand has just done decides when a request is worth it, and what an earlier answer is still good for.
import { strict as assert } from 'node:assert';
import { Hand } from '../../../../src/core/completion/hand.ts';
import { at } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

const uri = 'file:///a.ts';

describe('the hand', () => {
  it('types when it begins a line, whatever ends the lines of the file', () => {
    for (const inserted of ['\n        ', '\r\n        ', '\r\n\t\t\r\n\t']) {
      const hand = new Hand();
      hand.noteEdit({ uri, from: 10, removed: 0, inserted });
      assert.equal(hand.deed, 'typed', JSON.stringify(inserted));
    }
  });

  it('picks a word where a whole one takes the place of what was begun, and goes on in its flow', () => {
    const hand = new Hand();
    for (const [k, inserted] of [...'wit'].entries()) hand.noteEdit({ uri, from: k, removed: 0, inserted });
    hand.noteEdit({ uri, from: 0, removed: 3, inserted: 'withIdentity' });
    assert.equal(hand.deed, 'picked');
    assert.ok(hand.flow > 3);
  });

  it('deletes where less is left, and pastes where more comes than a key brings', () => {
    const hand = new Hand();
    hand.noteEdit({ uri, from: 0, removed: 3, inserted: 'x' });
    assert.equal(hand.deed, 'deleted');
    hand.noteEdit({ uri, from: 1, removed: 0, inserted: 'pasted' });
    assert.equal(hand.deed, 'pasted');
  });

  it('rests until it does something', () => {
    const hand = new Hand();
    hand.noteRest();
    assert.equal(hand.rests, true);
    hand.noteEdit({ uri, from: 0, removed: 0, inserted: 'a' });
    assert.equal(hand.rests, false);
  });
});

describe('an answer that is known and was not shown', () => {
  it('is not asked for again at the same place', async () => {
    // It would close what nothing has opened.
    const { clock, model, pipeline } = setUp(() => [')']);
    const place = at('const value = |\n');
    for (let call = 0; call < 3; call++) {
      const result = await provided(clock, pipeline.provide(place, 'automatic', never));
      assert.equal(result.kind, 'none');
    }
    assert.equal(model.asked.length, 1);
  });
});

describe('what the hand has just taken away', () => {
  /** Writes `text` behind `before`, key by key, and takes it away again. */
  function writtenAndTaken(
    pipeline: ReturnType<typeof setUp>['pipeline'],
    before: string,
    text: string,
  ): void {
    for (const [k, inserted] of [...text].entries())
      pipeline.noteEdit({ uri, from: before.length + k, removed: 0, inserted });
    for (let left = text.length; left > 0; left--)
      pipeline.noteEdit({ uri, from: before.length + left - 1, removed: 1, inserted: '' });
  }

  it('is not offered there, and is again once the hand types it', async () => {
    const { clock, pipeline } = setUp(() => ['compute(first);']);
    const place = at('const value = |\n');
    writtenAndTaken(pipeline, 'const value = ', 'com');
    const result = await provided(clock, pipeline.provide(place, 'automatic', never));
    assert.equal(textOf(result), 'rejectedBefore');
    pipeline.noteEdit({ uri, from: place.offset, removed: 0, inserted: 'c' });
    assert.equal(pipeline.remembered(at('const value = c|\n'))?.insertText, 'ompute(first);');
  });

  it('does not keep back another text, nor anything from who asks by hand', async () => {
    const other = setUp(() => ['compute(first);']);
    writtenAndTaken(other.pipeline, 'const value = ', 'con');
    const place = at('const value = |\n');
    const result = await provided(other.clock, other.pipeline.provide(place, 'automatic', never));
    assert.equal(textOf(result), 'compute(first);');
    const byHand = setUp(() => ['compute(first);']);
    writtenAndTaken(byHand.pipeline, 'const value = ', 'com');
    const asked = await provided(byHand.clock, byHand.pipeline.provide(place, 'manual', never));
    assert.equal(textOf(asked), 'compute(first);');
  });

  it('comes back where a suggestion was typed along and has more to say, key by key', async () => {
    const { clock, model, pipeline } = setUp(() => ['compute(first);']);
    const type = async (typed: string, removed: number): Promise<string> => {
      const place = at(`const value = ${typed}|\n`);
      const inserted = removed === 1 ? '' : typed.slice(-1);
      pipeline.noteEdit({ uri, from: place.offset - inserted.length, removed, inserted });
      pipeline.anticipate(place);
      return textOf(await provided(clock, pipeline.provide(place, 'automatic', never), 60));
    };
    await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    for (const typed of ['c', 'co', 'com']) await type(typed, 0);
    for (const typed of ['co', 'c', ''])
      assert.equal(await type(typed, 1), 'compute(first);'.slice(typed.length));
    assert.equal(model.asked.length, 1);
  });
});
