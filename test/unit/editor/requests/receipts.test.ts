// A receipt for every request, whatever it was for and however it ended, beside the sandbox's books.
import { strict as assert } from 'node:assert';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { Clock, ModelClient } from '../../../../src/core/ports.ts';
import type { GateEvent } from '../../../../src/core/request/gateEvent.ts';
import type { ModelRequest } from '../../../../src/core/request/modelRequest.ts';
import { costOf } from '../../../../src/core/spend/cost.ts';
import type { Outcome, Purpose, Receipt, ReceiptState } from '../../../../src/core/spend/receipt.ts';
import { machineClock } from '../../../../src/editor/clock.ts';
import { Arrears } from '../../../../src/editor/requests/arrears.ts';
import { habitShelf } from '../../../../src/editor/requests/habitShelf.ts';
import { type Requests, startRequests } from '../../../../src/editor/requests/startRequests.ts';
import { UsageHabits } from '../../../../src/editor/requests/usageHabits.ts';
import { WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { chat, completion, TestClock } from '../../siliconflow/fakes.ts';
import { clientOf } from '../../siliconflow/rawServer.ts';
import { Place } from '../../store/storeFixture.ts';

const now = Date.parse('2026-11-21T10:00:00+08:00');
const clock: Clock = { ...machineClock, nowMs: () => now, localDay: () => '2026-11-21' };

const question: ModelRequest = chat({
  model: factsOf('cn', 'deepseek-ai/DeepSeek-V3.2', 'CNY'),
  messages: [{ role: 'user', parts: [{ kind: 'text', text: 'Explain this code, in many words.' }] }],
  maxTokens: 2_000,
  thinking: 'off',
});
const gap: ModelRequest = completion({
  model: factsOf('cn', 'Qwen/Qwen3-Coder-30B-A3B-Instruct', 'CNY'),
  prompt: 'function weigh(parcel) {\n  return ',
});

interface Run {
  readonly events: readonly GateEvent[];
  readonly receipts: readonly Receipt[];
}

describe('a receipt', () => {
  let place: Place;
  let sandbox: Sandbox;
  let client: ModelClient;
  let requests: Requests;
  beforeEach(async () => {
    place = new Place();
    sandbox = await startSandbox({ site: 'cn', pace: 'instant', limits: {}, now: () => now });
    // The client's clock is fast, so that back-offs are short; its time limits are out of reach.
    const limits = {
      firstTokenMs: 1e7,
      reasoningFirstTokenMs: 1e7,
      completionFirstTokenMs: 1e7,
      betweenTokensMs: 1e7,
    };
    ({ client } = clientOf(
      { baseUrl: `${sandbox.url}/v1` },
      {
        apiKey: KEYS.cn,
        clock: new TestClock(2_000),
        limits: { ...limits, tailMs: 1e7, silenceMs: 1e8, totalMs: 1e9 },
      },
    ));
    const store = await place.open({ clock });
    const memory = windowMemory();
    let ids = 0;
    requests = startRequests({
      clock,
      random: { next: () => 0.5, id: () => `r${++ids}` },
      ledger: store.ledger,
      memory,
      arrears: new Arrears(memory),
      habits: new UsageHabits(habitShelf(store.memory), clock),
      guard: new WindowGuard(createVault('ABCDEF12')),
      windowId: 'w1',
      limits: () => ({ dailyPico: 10n ** 15n, perMinutePico: 10n ** 15n }),
      client: async () => ({ ok: true, value: client }),
      onRunning: () => undefined,
    });
  });
  afterEach(async () => {
    await requests.dispose();
    client.dispose();
    await sandbox.close();
    place.remove();
  });

  /** Runs a request to its end; stops it at the first event of a kind. */
  async function run(request: ModelRequest, purpose: Purpose, stopAt?: 'text' | 'usage'): Promise<Run> {
    const abort = new AbortController();
    const events: GateEvent[] = [];
    for await (const event of requests.perform({ request, purpose, floorOutputTokens: 16 }, abort.signal)) {
      events.push(event);
      if (event.kind === stopAt) abort.abort();
    }
    while (sandbox.open().requests > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    return { events, receipts: events.flatMap((event) => (event.kind === 'booked' ? [event.receipt] : [])) };
  }

  function assertTrue(receipt: Receipt | undefined, state: ReceiptState, outcome: Outcome): asserts receipt {
    assert.ok(receipt);
    assert.deepEqual([receipt.state, receipt.outcome], [state, outcome]);
    const entry = sandbox.bill().entries.find(({ traceId }) => traceId === receipt.traceId);
    assert.ok(entry, 'it names the request on the bill');
    const truth = BigInt(entry.costPico);
    const { lowPico, costPico, highPico } = receipt;
    assert.ok(lowPico !== null && costPico !== null && highPico !== null);
    assert.ok(lowPico <= truth && truth <= highPico, `${truth} in ${lowPico} to ${highPico}`);
    if (state === 'exact') assert.deepEqual([lowPico, costPico, highPico], [truth, truth, truth]);
  }

  const purposes: readonly Purpose[] = ['chat', 'action', 'commit', 'provider', 'completion', 'probe'];
  for (const purpose of purposes)
    it(`of a request for ${purpose} says so, and costs what the platform billed`, async () => {
      const { receipts } = await run(
        purpose === 'completion' || purpose === 'probe' ? gap : question,
        purpose,
      );
      assert.equal(receipts.length, 1);
      assertTrue(receipts[0], 'exact', 'done');
      assert.equal(receipts[0].purpose, purpose);
      assert.ok((receipts[0].costPico ?? 0n) > 0n);
    });

  it('of a stopped stream costs at least the last cumulative usage it saw', async () => {
    for (const [request, purpose] of [
      [question, 'chat'],
      [gap, 'completion'],
    ] as const) {
      sandbox.setFault({ fault: 'long-answer-400,pace-200', kind: purpose });
      const { events, receipts } = await run(request, purpose, 'usage');
      const usage = events.findLast((event) => event.kind === 'usage');
      assertTrue(receipts[0], 'estimated', 'stopped');
      const { price, lowPico } = receipts[0];
      assert.ok(usage?.kind === 'usage' && price);
      assert.equal(lowPico, costOf(usage.usage, price, now));
    }
  });

  it('of a stopped stream that told no usage is estimated from what was sent and read', async () => {
    sandbox.setFault({ fault: 'usage-end,long-answer-400,pace-200', kind: 'chat' });
    const { events, receipts } = await run(question, 'chat', 'text');
    assert.ok(!events.some(({ kind }) => kind === 'usage'));
    assertTrue(receipts[0], 'estimated', 'stopped');
    assert.ok((receipts[0].lowPico ?? 0n) > 0n);
  });

  it('of a stream that was cut is estimated, and keeps why', async () => {
    sandbox.setFault({ fault: 'cut-after-5', kind: 'chat' });
    const { receipts } = await run(question, 'action');
    assertTrue(receipts[0], 'estimated', 'cut');
    assert.equal(receipts[0].failure, 'cutShort');
  });

  it('is written for each attempt of a request that was tried again', async () => {
    sandbox.setFault({ fault: 'http-503-50505', kind: 'chat' });
    const { receipts } = await run(question, 'chat');
    assert.deepEqual(
      receipts.map(({ outcome, failure }) => [outcome, failure]),
      [
        ['failed', 'overloaded'],
        ['done', undefined],
      ],
    );
    assert.notEqual(receipts[0]?.id, receipts[1]?.id);
    assert.deepEqual([receipts[0]?.state, receipts[0]?.costPico, receipts[0]?.lowPico], ['exact', 0n, 0n]);
    assertTrue(receipts[1], 'exact', 'done');
  });

  it('of a refusal by 4xx is exactly nothing', async () => {
    for (const [fault, failure] of [
      ['http-400-length', 'tooLong'],
      ['http-402', 'noBalance'],
    ] as const) {
      sandbox.setFault({ fault, kind: 'chat' });
      const { receipts } = await run(question, 'commit');
      assertTrue(receipts[0], 'exact', 'failed');
      assert.deepEqual([receipts[0].failure, receipts[0].costPico], [failure, 0n]);
    }
  });

  it('of a model without a price is unknown, never zero, and keeps its tokens', async () => {
    const { receipts } = await run({ ...question, model: { ...question.model, prices: [] } }, 'chat');
    assert.deepEqual(
      [receipts[0]?.state, receipts[0]?.costPico, receipts[0]?.currency],
      ['unknown', null, null],
    );
    assert.ok((receipts[0]?.usage?.completionTokens ?? 0) > 0);
  });

  it('is not written for what was never sent, nor for the check of a key, which is free', async () => {
    sandbox.setFault({ fault: 'http-402', kind: 'chat' });
    await run(question, 'chat');
    const before = sandbox.bill().entries.length;
    for (const purpose of ['completion', 'probe', 'provider'] as const) {
      const { events, receipts } = await run(gap, purpose);
      assert.ok(events[0]?.kind === 'failed' && events[0].failure.kind === 'arrears', purpose);
      assert.equal(receipts.length, 0, 'arrears stop what goes by itself');
    }
    // In the machine's own time: the fast clock would give the list up.
    const { client: patient } = clientOf(
      { baseUrl: `${sandbox.url}/v1` },
      { apiKey: KEYS.cn, clock: machineClock },
    );
    assert.ok((await patient.listModels(new AbortController().signal)).ok);
    patient.dispose();
    assert.equal(
      sandbox
        .bill()
        .entries.slice(before)
        .reduce((sum, one) => sum + BigInt(one.costPico), 0n),
      0n,
    );
  });
});
