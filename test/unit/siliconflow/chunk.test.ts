// The short way through an ordinary chunk says what the schema says.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type Chunk, chunkOf, parsedChunkOf, plainChunkOf } from '../../../src/siliconflow/chunk.ts';

const anything = fc.oneof(
  fc.constantFrom(null, undefined, '', 'text', 0, 7, true, [], {}, [{}], { content: 'a' }),
  fc.jsonValue(),
);
const maybe = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> =>
  fc.record(fields, { requiredKeys: [] });
const delta = maybe({
  role: anything,
  content: anything,
  reasoning_content: anything,
  reasoning: anything,
  tool_calls: anything,
});
const choice = maybe({
  index: anything,
  delta: fc.oneof(delta, anything),
  message: fc.oneof(delta, anything),
  text: anything,
  finish_reason: anything,
});
const value = fc.oneof(
  maybe({
    id: anything,
    choices: fc.oneof(fc.array(fc.oneof(choice, anything), { maxLength: 2 }), anything),
    usage: anything,
  }),
  anything,
);

/** What is read of a chunk, an absent field and null being the same. */
function read(chunk: Chunk | null): unknown {
  const part = (one: NonNullable<NonNullable<Chunk['choices']>[number]['delta']> | null | undefined) =>
    one == null
      ? null
      : [one.content ?? null, one.reasoning_content ?? null, one.reasoning ?? null, one.tool_calls ?? null];
  return chunk === null
    ? null
    : {
        usage: chunk.usage ?? null,
        choices: chunk.choices?.map((one) => [
          part(one.delta),
          part(one.message),
          one.text ?? null,
          one.finish_reason ?? null,
        ]),
      };
}

describe('a chunk', () => {
  it('means by the short way what it means by the schema, whatever stands in it', () => {
    fc.assert(
      fc.property(value, (one) => {
        if (plainChunkOf(one) !== null) assert.deepEqual(read(plainChunkOf(one)), read(parsedChunkOf(one)));
        assert.deepEqual(read(chunkOf(one)), read(parsedChunkOf(one)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('of one piece of text takes the short way, in either shape', () => {
    const shapes = [
      { id: 'x', choices: [{ index: 0, text: ' a', finish_reason: null }], usage: null },
      { choices: [{ index: 0, delta: { role: 'assistant', content: 'a' } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ];
    for (const shape of shapes) assert.notEqual(plainChunkOf(shape), null);
  });
});
