import { strict as assert } from 'node:assert';
import type { Suggestion } from '../../../../src/core/completion/suggestion.ts';
import { at } from './place.ts';
import { never, setUp } from './scriptedModel.ts';

/** Lines of eight tokens each: at the script's 10 ms a token, 80 ms a line. */
const lines = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, k) => [
    '  s',
    't',
    'e',
    'p',
    'N',
    'o',
    `${k}`,
    `();${k < count - 1 ? '\n' : ''}`,
  ]).flat();

function watched(tokens: readonly string[], text: string) {
  const told: Suggestion[] = [];
  const set = setUp(() => tokens, { onMore: (shown) => told.push(shown) });
  const first = set.pipeline.provide(at(text), 'automatic', never);
  /** What is on screen at a time; told of more, the editor asks for it at once. */
  async function upTo(ms: number): Promise<void> {
    while (set.clock.monotonicMs() < ms) {
      const before = told.length;
      await set.clock.runUntil(Math.min(ms, set.clock.monotonicMs() + 5));
      if (told.length > before) screen.push(set.pipeline.grown(at(text))?.insertText ?? '');
    }
  }
  const screen: string[] = [];
  void first.then((one) => screen.push(one.kind === 'suggestion' ? one.insertText : one.reason));
  return { ...set, told, screen, upTo };
}

const block = 'function run() {\n|\n}\n';

describe('a suggestion that grows on screen', () => {
  it('begins with a whole line, grows by whole lines with a pause between, and is whole at the end', async () => {
    const { screen, upTo, model } = watched(lines(14), block);
    await upTo(2_000);
    assert.ok(screen.length === 4, JSON.stringify(screen));
    for (const [index, text] of screen.entries()) {
      assert.match(text, /\(\);$/, 'whole lines');
      assert.ok(index === 0 || text.startsWith(screen[index - 1] ?? '?'));
    }
    assert.equal(screen.at(-1)?.split('\n').length, 10, 'as many as the setting allows');
    assert.equal(model.asked.length, 1);
  });

  it('completes a line that was begun as soon as it is whole', async () => {
    const words = ['alpha', ' + beta', ' + gamma', ' + delta'].concat(
      Array.from({ length: 16 }, (_, k) => ` + more${k}`),
      [';\n', 'next'],
      Array.from({ length: 40 }, () => 'x'),
    );
    const { screen, upTo, clock } = watched(words, 'const sum = |\n');
    await upTo(200 + 10 * 23);
    assert.equal(screen.length, 2, JSON.stringify(screen));
    assert.match(screen[1] ?? '', /more15;$/);
    assert.ok(clock.monotonicMs() < 500);
  });

  for (const [what, touch] of [
    [
      'a key',
      (set: ReturnType<typeof setUp>) =>
        set.pipeline.noteEdit({ uri: 'file:///a.ts', from: 17, removed: 0, inserted: 'q' }),
    ],
    ['a move of the caret', (set: ReturnType<typeof setUp>) => set.pipeline.noteCaretMoved()],
    ['a change of the settings', (set: ReturnType<typeof setUp>) => set.pipeline.forget()],
  ] as const)
    it(`is left alone after ${what}`, async () => {
      const set = watched(lines(14), block);
      await set.upTo(400);
      assert.equal(set.screen.length, 1);
      touch(set);
      await set.upTo(2_000);
      assert.equal(set.told.length, 0);
    });

  it('is not told of where nothing more comes', async () => {
    const { told, screen, upTo } = watched(['one();'], block);
    await upTo(2_000);
    assert.equal(screen.length, 1);
    assert.equal(told.length, 0);
  });
});
