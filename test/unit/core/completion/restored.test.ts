// Masked values come back in ghost text: whole, however the stream is cut, or not at all.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { restored } from '../../../../src/core/completion/restored.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { ModelEvent } from '../../../../src/core/request/modelRequest.ts';
import { at } from './place.ts';
import { never, provided, setUp, textOf } from './scriptedModel.ts';

const value = 'xK93-qpZ7-vBn2';

function masking() {
  const vault = createVault('ABCDEF12');
  return { vault, placeholder: vault.placeholderFor('password', value) };
}

async function* stream(parts: readonly string[], end: ModelEvent): AsyncGenerator<ModelEvent> {
  for (const text of parts) yield { kind: 'text', text };
  yield end;
}

describe('a completion whose prompt was masked', () => {
  it('is given the values back, wherever the stream is cut, before its end', async () => {
    const { vault, placeholder } = masking();
    const whole = `connect("${placeholder}"); // ${placeholder}S`;
    const cuts = fc.array(fc.nat(whole.length), { maxLength: 8 });
    const ends = fc.constantFrom<ModelEvent>({ kind: 'finished', reason: 'stop' }, { kind: 'aborted' });
    await fc.assert(
      fc.asyncProperty(cuts, ends, async (places, end) => {
        const sorted = [0, ...places.sort((a, b) => a - b), whole.length];
        const parts = sorted.slice(1).map((to, k) => whole.slice(sorted[k], to));
        const events: ModelEvent[] = [];
        for await (const event of restored(stream(parts, end), vault.unmasker())) events.push(event);
        const text = events.map((event) => (event.kind === 'text' ? event.text : '')).join('');
        assert.equal(text, `connect("${value}"); // ${value}S`);
        assert.deepEqual(events.at(-1), end);
      }),
    );
  });

  it('is shown with the value, and never with what is left of a placeholder', async () => {
    const { vault, placeholder } = masking();
    const shown = async (answer: string): Promise<string> => {
      const { clock, pipeline } = setUp(() => [], {
        ask: () => ({
          id: 'r1',
          events: restored(stream([answer], { kind: 'finished', reason: 'stop' }), vault.unmasker()),
        }),
        holdsPlaceholder: (text) => vault.holdsPlaceholder(text),
      });
      return textOf(await provided(clock, pipeline.provide(at('const login = |\n'), 'automatic', never)));
    };
    assert.equal(await shown(`open("${placeholder}");`), `open("${value}");`);
    for (const spoilt of [
      placeholder.replace('_1_', '_2_'),
      placeholder.replace('PASSWORD', 'PASSWD'),
      placeholder.slice(0, -3),
      placeholder.replace('_ABCDEF12', ''),
      placeholder.replace('ABCDEF12', 'ABCDEF21'),
    ])
      assert.equal(await shown(`open("${spoilt}");`), 'masked', spoilt);
    assert.equal(await shown('open(SECRET_PASSWORD_10);'), 'open(SECRET_PASSWORD_10);');
  });
});
