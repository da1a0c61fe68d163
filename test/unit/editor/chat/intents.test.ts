import { strict as assert } from 'node:assert';
import { Intents } from '../../../../src/editor/chat/intents.ts';
import { Surface } from '../../../../src/editor/chat/surface.ts';
import type { ToPage } from '../../../../src/protocol/chat.ts';
import { KeptLog } from '../../siliconflow/fakes.ts';

function page(): { readonly surface: Surface; readonly told: ToPage[] } {
  const told: ToPage[] = [];
  const port = {
    post: (message: ToPage) => void told.push(message),
    onMessage: () => ({ dispose: () => undefined }),
  };
  const state = (): never => {
    throw new Error('nobody asked for the state');
  };
  return { told, surface: new Surface(port, state, () => undefined, new KeptLog()) };
}

const regenerate = (intentId: string) => ({ type: 'regenerate', intentId, turnId: 't' }) as const;

describe('an intent with an id', () => {
  it('is carried out once, and a repeat gets the answer of the first time', async () => {
    const done: string[] = [];
    const { surface, told } = page();
    const intents = new Intents({ regenerate: ({ intentId }) => done.push(intentId) });
    await intents.carryOut(regenerate('a'), surface);
    intents.answer('a', surface, { type: 'sendAccepted', intentId: 'a' });
    await intents.carryOut(regenerate('a'), surface);
    assert.deepEqual(done, ['a']);
    assert.equal(told.length, 2);
  });

  it('is forgotten after many others, so that a window left open for weeks does not grow', async () => {
    const done: string[] = [];
    const { surface } = page();
    const intents = new Intents({ regenerate: ({ intentId }) => done.push(intentId) });
    for (let at = 0; at < 1_000; at++) await intents.carryOut(regenerate(`i${at}`), surface);
    await intents.carryOut(regenerate('i999'), surface);
    assert.equal(done.length, 1_000);
    await intents.carryOut(regenerate('i0'), surface);
    assert.equal(done.length, 1_001);
  });
});
