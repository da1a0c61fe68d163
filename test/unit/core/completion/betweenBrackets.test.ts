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

describe('a block on screen whose bracket the editor closes while it is typed along', () => {
  it('is not put before the bracket, costs no request, and goes on below it', async () => {
    const { clock, model, pipeline } = setUp(() => ['if (value) {\n        stop();\n    }\n']);
    const before = at('function f(value) {\n    |\n}\n');
    const shown = await provided(clock, pipeline.provide(before, 'automatic', never));
    assert.equal(textOf(shown), 'if (value) {\n        stop();\n    }');
    const closed = at('function f(value) {\n    if (value) {|}\n}\n');
    pipeline.noteEdit({ uri, from: before.offset, removed: 0, inserted: 'if (value) {}' });
    pipeline.anticipate(closed);
    const beside = await provided(clock, pipeline.provide(closed, 'automatic', never));
    assert.equal(beside.kind, 'none');
    const below = at('function f(value) {\n    if (value) {\n        |\n    }\n}\n');
    pipeline.noteEdit({ uri, from: closed.offset, removed: 0, inserted: '\n        \n    ' });
    pipeline.anticipate(below);
    const result = await provided(clock, pipeline.provide(below, 'automatic', never), 0);
    assert.equal(textOf(result), 'stop();');
    assert.equal(model.asked.length, 1);
  });
});
