// The editor closes a bracket at once, and puts the closing one on a line of its own when a line is begun between them.
import { strict as assert } from 'node:assert';
import { at } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

const uri = 'file:///a.ts';

describe('an answer that was asked for between two brackets', () => {
  it('is there when a line is begun between them, without a request', async () => {
    const { clock, model, pipeline } = setUp(() => ['\n    return value;', '\n']);
    const before = at('function f(value) {|}\n');
    pipeline.noteEdit({ uri, from: 19, removed: 0, inserted: '{}' });
    pipeline.anticipate(before);
    await clock.runUntil(300);
    const place = at('function f(value) {\n    |\n}\n');
    pipeline.noteEdit({ uri, from: 20, removed: 0, inserted: '\n    \n' });
    pipeline.anticipate(place);
    const result = await provided(clock, pipeline.provide(place, 'automatic', never), 0);
    assert.equal(textOf(result), 'return value;');
    assert.equal(model.asked.length, 1);
  });
});
