import { strict as assert } from 'node:assert';
import type { Answer } from '../../../../src/core/completion/answer.ts';
import { NothingToSay } from '../../../../src/core/completion/nothingToSay.ts';
import { at } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

const asked = (marked: string): Answer => ({
  ...at(marked),
  id: 'r',
  text: '',
  state: 'ended',
  askedAtMs: 0,
});

describe('a place where the model had nothing to say', () => {
  it('is not asked about again, nor a few characters on, until the line goes on or ends', async () => {
    const { clock, model, pipeline } = setUp(() => []);
    await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    assert.equal(model.asked.length, 1);
    for (const same of ['const value = a|\n', 'const value = ab|\n', 'const value = a|\n']) {
      const typing = new AbortController();
      const { uri } = at(same);
      pipeline.noteEdit({ uri, from: 14, removed: 0, inserted: 'a' });
      const next = pipeline.provide(at(same), 'automatic', typing.signal);
      pipeline.anticipate(at(same));
      await clock.runUntil(clock.monotonicMs() + 60);
      typing.abort();
      assert.equal(textOf(await provided(clock, next)), 'superseded', same);
    }
    assert.equal(model.asked.length, 1);
    await provided(clock, pipeline.provide(at('const value = abc|\n'), 'automatic', never));
    assert.equal(model.asked.length, 2);
  });

  it('is asked about a few characters on when the hand has come to rest there, and once only', async () => {
    const { clock, model, pipeline } = setUp(() => (model.asked.length < 2 ? [] : ['1;']));
    const reasonAt = async (marked: string): Promise<string> =>
      textOf(await provided(clock, pipeline.provide(at(marked), 'automatic', never)));
    assert.equal(await reasonAt('const value =|\n'), 'noAnswer');
    assert.equal(await reasonAt('const value =|\n'), 'nothingToSay');
    assert.equal(await reasonAt('const value = |\n'), '1;');
    assert.equal(model.asked.length, 2);
  });

  it('is asked about when the person asks by hand', async () => {
    const { clock, model, pipeline } = setUp(() => []);
    for (const trigger of ['automatic', 'manual'] as const)
      await provided(clock, pipeline.provide(at('const value = |\n'), trigger, never));
    assert.equal(model.asked.length, 2);
  });

  it('also when all it had was white space', async () => {
    const { clock, model, pipeline } = setUp(() => ['  ', '\n']);
    for (let time = 0; time < 2; time++)
      await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    assert.equal(model.asked.length, 1);
  });

  it('is forgotten with the answers, after a change of model', async () => {
    const { clock, model, pipeline } = setUp(() => []);
    await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    pipeline.forget();
    await provided(clock, pipeline.provide(at('const value = |\n'), 'automatic', never));
    assert.equal(model.asked.length, 2);
  });

  it('is another place with other text around it, on the next line, or in another file', () => {
    const nothing = new NothingToSay();
    nothing.note(asked('one();\nconst value = |\nnext();\n'));
    assert.ok(nothing.holds(at('one();\nconst value = x|\nnext();\n')));
    assert.ok(nothing.holds(at('one();\nconst value = (|)\nnext();\n')), 'a bracket the editor closed');
    for (const other of [
      'two();\nconst value = |\nnext();\n',
      'one();\nconst value = |\nother();\n',
      'one();\nconst value =|\nnext();\n',
      'one();\nconst value = \n|\nnext();\n',
      'one();\nconst value = xyz|\nnext();\n',
    ])
      assert.ok(!nothing.holds(at(other)), other);
    assert.ok(!nothing.holds(at('one();\nconst value = |\nnext();\n', { uri: 'file:///b.ts' })));
  });

  it('reaches further with each silence on the same line', () => {
    const nothing = new NothingToSay();
    nothing.note(asked('const value = |\n'));
    nothing.note(asked('const value = abc|\n'));
    assert.ok(nothing.holds(at('const value = abcdef|\n')));
    assert.ok(!nothing.holds(at('const value = abcdefg|\n')));
  });
});
