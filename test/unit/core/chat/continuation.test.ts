import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { overlapLength, withoutRepetition } from '../../../../src/core/chat/continuation.ts';
import type { ModelEvent } from '../../../../src/core/request/modelRequest.ts';

async function* stream(pieces: readonly string[]): AsyncGenerator<ModelEvent> {
  for (const text of pieces) yield { kind: 'text', text };
  yield { kind: 'finished', reason: 'stop' };
}

async function joined(before: string, pieces: readonly string[]): Promise<string> {
  let text = before;
  for await (const event of withoutRepetition(before, stream(pieces)))
    if (event.kind === 'text') text += event.text;
  return text;
}

/** Cuts a text at the given places, in any order. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => text.slice(start, at[index] ?? text.length));
}

describe('continuing a cut answer', () => {
  it('drops the words a model repeats before it goes on', async () => {
    assert.equal(
      await joined('The parcel is weighed, then', ['weighed, then', ' priced.']),
      'The parcel is weighed, then priced.',
    );
  });

  it('keeps a short coincidence, because "the" followed by "e" may be meant', async () => {
    assert.equal(await joined('see the', ['even number']), 'see theeven number');
  });

  it('drops one repeated whole line even when it is short, unless it is a bracket, of which there may be two', () => {
    assert.equal(overlapLength('a\n  x++\n', '  x++\nb'), 6);
    assert.equal(overlapLength('a\n  }\n', '  }\n}'), 0);
  });

  it('loses nothing of indentation, rulers, tables and names that are alike, wherever they were cut', () => {
    const text = [
      `${' '.repeat(40)}return x;`,
      `// ${'-'.repeat(60)}`,
      '|---|---|---|---|---|---|---|---|',
      '| – | – | – | – | – | – | – | – |',
      '          │                          │',
      'siliconflow.chat.model and siliconflow.chat.models',
    ].join('\n');
    const lost = Array.from({ length: text.length }, (_, at) => at).filter(
      (at) => overlapLength(text.slice(0, at), text.slice(at)) > 0,
    );
    assert.deepEqual(lost, []);
    // After the first of two it cannot be told; after the second it is a habit of the text.
    assert.equal(overlapLength('  beep the horn;\n  beep the horn;\n', '  beep the horn;\n'), 0);
  });

  it('drops the fence of code that a model opens anew, with the line that it begins anew', async () => {
    const before = 'Like this:\n\n```ts\nlet a = 1;\n  con';
    const whole = `${before}st b = 2;\n\`\`\`\n`;
    for (const after of [
      'st b = 2;\n```\n',
      '```ts\n  const b = 2;\n```\n',
      '```ts\nlet a = 1;\n  const b = 2;\n```\n',
      ' ```ts\nst b = 2;\n```\n',
    ])
      for (const size of [1, 3, 100])
        assert.equal(
          await joined(before, after.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []),
          whole,
          after,
        );
  });

  it('keeps a fence that closes, that opens other code, or that stands in code of a longer fence', async () => {
    for (const [before, after] of [
      ['```ts\nlet a = 1;\n', '```\nDone.'],
      ['```md\nThus:\n', '```ts\nlet a;\n```\n'],
      ['Text\n', '```ts\nlet a;\n```\n'],
      ['```\na\n', '```\n'],
    ] as const)
      assert.equal(await joined(before, [...after]), before + after);
  });

  it('gives the same text however the stream is split, and never loses a character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 80 }),
        fc.string({ maxLength: 80 }),
        fc.nat(80),
        fc.array(fc.nat(200), { maxLength: 12 }),
        async (before, rest, repeated, places) => {
          const after = before.slice(-repeated) + rest;
          const whole = await joined(before, [after]);
          assert.equal(await joined(before, cut(after, places)), whole);
          assert.ok(whole.startsWith(before));
          assert.ok(after.endsWith(whole.slice(before.length)), 'only a beginning may be dropped');
        },
      ),
    );
  });

  it('passes other events on at once while text is held back', async () => {
    async function* events(): AsyncGenerator<ModelEvent> {
      yield { kind: 'text', text: 'weighed' };
      yield {
        kind: 'usage',
        usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 },
      };
      yield { kind: 'aborted' };
    }
    const kinds: string[] = [];
    for await (const event of withoutRepetition('it is weighed and', events())) kinds.push(event.kind);
    assert.deepEqual(kinds, ['usage', 'text', 'aborted']);
  });
});
