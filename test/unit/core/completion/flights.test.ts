import { strict as assert } from 'node:assert';
import type { ModelEvent } from '../../../../src/core/request/modelRequest.ts';
import { at } from './place.ts';
import { never, setUp } from './scriptedModel.ts';

describe('requests that stall', () => {
  it('make way when the hand has typed what they brought and gone on, so that silence never lasts', async () => {
    const aborted: number[] = [];
    let asked = 0;
    async function* stalled(which: number, signal: AbortSignal): AsyncGenerator<ModelEvent, void, void> {
      yield { kind: 'text', text: 'return' };
      await set.clock.sleep(1e9, signal);
      aborted.push(which);
      yield { kind: 'aborted' };
    }
    const set = setUp(() => [], {
      ask: (_request, signal) => {
        asked += 1;
        return { id: `r${asked}`, events: stalled(asked, signal) };
      },
    });
    const text = 'return "something else altogether, and on";';
    for (let typed = 0; typed <= text.length; typed++) {
      if (typed > 0)
        set.pipeline.noteEdit({
          uri: 'file:///a.ts',
          from: typed - 1,
          removed: 0,
          inserted: text.charAt(typed - 1),
        });
      void set.pipeline.provide(at(`${text.slice(0, typed)}|\n`), 'automatic', never);
      await set.clock.runUntil(set.clock.monotonicMs() + 100);
      assert.ok(set.pipeline.open <= 2);
    }
    assert.ok(asked >= 2, 'a second one was sent');
    assert.ok(aborted.includes(1), 'the first one was given up');
  });

  it('are joined by a second one after eight silent keys where the first is likely to be right', async () => {
    let asked = 0;
    async function* silent(signal: AbortSignal): AsyncGenerator<ModelEvent, void, void> {
      await set.clock.sleep(1e9, signal);
      yield { kind: 'aborted' };
    }
    const set = setUp(() => [], {
      ask: (_request, signal) => {
        asked += 1;
        return { id: `r${asked}`, events: silent(signal) };
      },
    });
    const text = 'return some';
    const askedAfter: number[] = [];
    for (let typed = 1; typed <= text.length; typed++) {
      const inserted = text.charAt(typed - 1);
      set.pipeline.noteEdit({ uri: 'file:///a.ts', from: typed - 1, removed: 0, inserted });
      void set.pipeline.provide(at(`${text.slice(0, typed)}|\n`), 'automatic', never);
      await set.clock.runUntil(set.clock.monotonicMs() + 60);
      askedAfter.push(asked);
    }
    assert.deepEqual(askedAfter, [0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2]);
  });
});
