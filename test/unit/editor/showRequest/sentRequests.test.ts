// What was sent, in the memory of the window: as it left, bounded, and nothing that never left.
import { strict as assert } from 'node:assert';
import type { GateEvent, GateRequest } from '../../../../src/core/request/gateEvent.ts';
import { SentRequests } from '../../../../src/editor/showRequest/sentRequests.ts';
import { countingRandom, StillClock } from '../../core/request/gateFixture.ts';
import { attempt, finished, headers } from '../../fakes/scriptedClient.ts';
import { chat } from '../../siliconflow/fakes.ts';

const ask: GateRequest = { request: chat(), purpose: 'completion', floorOutputTokens: 1 };
const withBody = (bodyText: string): GateEvent => ({ ...attempt(), bodyText }) as GateEvent;

async function pass(sent: SentRequests, events: readonly GateEvent[], leaveAfter = Infinity): Promise<void> {
  let seen = 0;
  const watched = sent.watch(ask, async function* () {
    yield* events;
  });
  for await (const _ of watched) if (++seen >= leaveAfter) break;
}

describe('the requests of a window', () => {
  it('are kept with status and trace id, newest first, completions too', async () => {
    const sent = new SentRequests(new StillClock(), countingRandom());
    await pass(sent, [withBody('{"a":1}'), headers(), finished()], 3);
    await pass(sent, [withBody('{"a":2}'), headers(503, 'ti_2'), finished()], 3);
    assert.deepEqual(
      sent.list().map(({ bodyText, status, traceId, purpose }) => [bodyText, status, traceId, purpose]),
      [
        ['{"a":2}', 503, 'ti_2', 'completion'],
        ['{"a":1}', 200, 'ti_1', 'completion'],
      ],
    );
  });

  it('do not hold one that was stopped before it left', async () => {
    const sent = new SentRequests(new StillClock(), countingRandom());
    await pass(sent, [withBody('{}'), { kind: 'aborted' }]);
    assert.deepEqual(sent.list(), []);
  });

  it('are bounded in number and in size, but the newest one is always there', async () => {
    const sent = new SentRequests(new StillClock(), countingRandom());
    for (let n = 0; n < 60; n += 1) await pass(sent, [withBody(`${n}`), headers(), finished()], 3);
    assert.equal(sent.list().length, 50);
    assert.equal(sent.list()[0]?.bodyText, '59');
    await pass(sent, [withBody('x'.repeat(9_000_000)), headers(), finished()], 3);
    await pass(sent, [withBody('y'.repeat(9_000_000)), headers(), finished()], 3);
    assert.equal(sent.list().length, 1);
    sent.clear();
    assert.deepEqual(sent.list(), []);
  });

  it('have one entry for each HTTP request, by the id of its receipt', async () => {
    const sent = new SentRequests(new StillClock(), countingRandom());
    const events: GateEvent[] = [
      withBody('1'),
      { kind: 'waiting', reason: 'retry', delayMs: 1 },
      withBody('2'),
      headers(),
      finished(),
    ];
    await pass(sent, events, 5);
    assert.deepEqual(
      sent.list().map(({ bodyText }) => bodyText),
      ['2', '1'],
    );
    assert.equal(new Set(sent.list().map(({ id }) => id)).size, 2);
  });
});
