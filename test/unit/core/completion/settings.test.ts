import { strict as assert } from 'node:assert';
import { generator } from '../../../../bench/completions/random.ts';
import type { CompletionSettings, Economy } from '../../../../src/core/completion/settings.ts';
import type { Place } from '../../../../src/core/completion/snapshot.ts';
import { at } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

/** Requests that a stretch of typing causes when every answer is wrong. */
async function requestsWith(economy: Economy): Promise<number> {
  const { clock, model, pipeline } = setUp(() => ['qqqq'], {}, { economy });
  // Nothing of it recurs: what recurs is shown without asking.
  const random = generator(5);
  const typed = Array.from({ length: 188 }, () => String.fromCharCode(97 + 26 * random())).join('');
  for (let length = 1; length <= typed.length; length++) {
    const place = at(`const value = ${typed.slice(0, length)}|\n`);
    pipeline.noteEdit({
      uri: place.uri,
      from: place.offset - 1,
      removed: 0,
      inserted: typed.charAt(length - 1),
    });
    pipeline.anticipate(place);
    const key = new AbortController();
    void pipeline.provide(place, 'automatic', key.signal);
    await clock.runUntil(clock.monotonicMs() + 300);
    key.abort();
  }
  pipeline.dispose();
  return model.asked.length;
}

/** What a caret here is answered with. */
async function answered(
  marked: string,
  settings: Partial<CompletionSettings>,
  over: Partial<Place> = {},
): Promise<string> {
  const { clock, pipeline } = setUp(() => ['more'], {}, settings);
  return textOf(await provided(clock, pipeline.provide(at(marked, over), 'automatic', never)));
}

describe('the settings of completions', () => {
  it('make fewer requests the thriftier they are', async () => {
    const [thrifty, balanced, generous] = [
      await requestsWith('thrifty'),
      await requestsWith('balanced'),
      await requestsWith('generous'),
    ];
    assert.ok(thrifty < balanced && balanced < generous, `${thrifty} < ${balanced} < ${generous}`);
  });

  it('let no request leave sooner after a key than the person wants', async () => {
    const { clock, model, pipeline } = setUp(() => ['more'], {}, { minimumDelayMs: 300 });
    const place = at('const value = |\n');
    pipeline.noteEdit({ uri: place.uri, from: place.offset - 1, removed: 0, inserted: ' ' });
    pipeline.anticipate(place);
    await clock.runUntil(clock.monotonicMs() + 50);
    const call = pipeline.provide(place, 'automatic', never);
    await clock.runUntil(clock.monotonicMs() + 240);
    assert.equal(model.asked.length, 0);
    assert.equal(textOf(await provided(clock, call)), 'more');
  });

  it('keep quiet inside comments and strings when the person wants it, and nowhere else', async () => {
    for (const marked of ['// what |\n', 'say("what |\n', ' * what |\n']) {
      assert.equal(await answered(marked, { quietInProse: true }), 'prose', marked);
      assert.equal(await answered(marked, { quietInProse: false }), 'more', marked);
    }
    assert.equal(await answered('const value = |\n', { quietInProse: true }), 'more');
  });

  it('keep quiet also in comments and strings that began on a line above', async () => {
    const quiet = (marked: string, languageId: string) =>
      answered(marked, { quietInProse: true }, { languageId });
    for (const [marked, languageId] of [
      ['run();\n/* First\n   what |\n', 'typescript'],
      ['def f():\n    """First\n    what |\n', 'python'],
      ['<p>\n<!-- First\n  what |\n', 'html'],
    ] as const)
      assert.equal(await quiet(marked, languageId), 'prose', languageId);
    for (const [marked, languageId] of [
      ['/* First */\nconst value = |\n', 'typescript'],
      ['const files = "src/*";\nconst value = |\n', 'typescript'],
      ['rm -r build/*\nvalue=|\n', 'shellscript'],
      ['def f():\n    """First"""\n    value = |\n', 'python'],
      ['<!-- First -->\n<p>what |\n', 'html'],
    ] as const)
      assert.equal(await quiet(marked, languageId), 'more', languageId);
  });

  it('answer inside a comment all the same when asked by hand', async () => {
    const { clock, pipeline } = setUp(() => ['more'], {}, { quietInProse: true });
    const result = await provided(clock, pipeline.provide(at('// what |\n'), 'manual', never));
    assert.equal(textOf(result), 'more');
  });
});
