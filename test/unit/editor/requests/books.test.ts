// The gate with everything real but the platform: client, SQLite store, guard, estimator, against the sandbox's own books.
import { strict as assert } from 'node:assert';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { ModelFacts } from '../../../../src/core/models/model.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { Clock, Random } from '../../../../src/core/ports.ts';
import type { ModelRequest } from '../../../../src/core/request/modelRequest.ts';
import type { Receipt } from '../../../../src/core/spend/receipt.ts';
import { machineClock } from '../../../../src/editor/clock.ts';
import { Arrears } from '../../../../src/editor/requests/arrears.ts';
import { type Requests, startRequests } from '../../../../src/editor/requests/startRequests.ts';
import { WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { chat, completion, TestClock } from '../../siliconflow/fakes.ts';
import { clientOf } from '../../siliconflow/rawServer.ts';
import { Place } from '../../store/storeFixture.ts';

/** `BOOKS_REQUESTS=10000` for the long run. */
const requestCount = Number(process.env.BOOKS_REQUESTS ?? 200);
const lanes = 6;

/** How a request goes: a fault of the sandbox, or our own stop after so many pieces of text. */
const ways: readonly { readonly fault?: string; readonly stopAfter?: number; readonly completes?: true }[] = [
  {},
  {},
  { fault: 'usage-end' },
  { fault: 'usage-trailing' },
  { fault: 'usage-never' },
  { fault: 'keepalive' },
  { fault: 'json' },
  { fault: 'tool-calls' },
  { fault: 'no-done' },
  { fault: 'cut-after-5' },
  { fault: 'cut-line-after-3,usage-end' },
  { fault: 'reset-after-8' },
  { fault: 'end-after-4' },
  { fault: 'error-in-stream' },
  { fault: 'http-429-tpm' },
  { fault: 'http-503-50505' },
  { fault: 'http-500' },
  { fault: 'http-504' },
  { fault: 'http-402' },
  { fault: 'http-400-length' },
  { fault: 'cut-headers' },
  { fault: 'zero-chunks' },
  { stopAfter: 1 },
  { stopAfter: 7 },
  { stopAfter: 3, fault: 'usage-end' },
  { stopAfter: 0, fault: 'stall-headers' },
  { stopAfter: 2, fault: 'pace-200' },
  { completes: true },
  { completes: true, fault: 'usage-end' },
  { completes: true, fault: 'cut-after-2' },
];

const topics = [
  'Explain this code.',
  '请解释这段代码，并说明为什么要这样写。',
  `Fix this:\n\`\`\`ts\n${'export function add(a: number, b: number): number {\n  return a + b;\n}\n'.repeat(20)}\`\`\``,
  'Write a test for parcel weights, with 12 cases.',
];

function modelFor(id: string, fault: string | undefined): ModelFacts {
  const facts = factsOf('cn', id, 'CNY');
  assert.ok(facts && facts.prices.length > 0);
  return fault === undefined ? facts : { ...facts, id: `${id}#${fault}` };
}

function requestFor(index: number): ModelRequest {
  const { fault, completes } = ways[index % ways.length] ?? {};
  if (completes)
    return completion({
      model: modelFor('Qwen/Qwen3-Coder-30B-A3B-Instruct', fault),
      prompt: `function weigh${index}(parcel) {\n  return `,
    });
  const words = topics[index % topics.length] ?? '';
  return chat({
    model: modelFor('deepseek-ai/DeepSeek-V3.2', fault),
    messages: [
      { role: 'system', text: 'You are a programming assistant. '.repeat(20) },
      { role: 'user', parts: [{ kind: 'text', text: words }] },
    ],
    maxTokens: 2_000,
    thinking: index % 3 === 0 ? 'on' : 'off',
    ...(index % 3 === 0 ? { thinkingBudgetTokens: 1_024 } : {}),
  });
}

/** Runs one request to its end; answers with its receipts. */
async function run(requests: Requests, sandbox: Sandbox, index: number): Promise<readonly Receipt[]> {
  const stopAfter = ways[index % ways.length]?.stopAfter;
  const abort = new AbortController();
  const receipts: Receipt[] = [];
  let ends = 0;
  let pieces = 0;
  const ask = {
    request: requestFor(index),
    purpose: 'chat',
    sessionId: `s${index % 5}`,
    floorOutputTokens: 64,
  } as const;
  for await (const event of requests.perform(ask, abort.signal)) {
    if (event.kind === 'booked') receipts.push(event.receipt);
    if (event.kind === 'attempt' && stopAfter === 0) void stalled(sandbox).then(() => abort.abort());
    if ((event.kind === 'text' || event.kind === 'reasoning') && ++pieces === stopAfter) abort.abort();
    if (event.kind === 'finished' || event.kind === 'failed' || event.kind === 'aborted') ends += 1;
  }
  assert.equal(ends, 1);
  return receipts;
}

/** Resolves when a request has reached the sandbox and waits for headers that never come. */
async function stalled(sandbox: Sandbox): Promise<void> {
  while (!sandbox.bill().entries.some(({ running, fault }) => running && fault === 'stall-headers'))
    await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Requests that the sandbox has not noticed the end of are still on its books. */
async function atRest(sandbox: Sandbox): Promise<void> {
  while (sandbox.open().requests > 0) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('receipts beside the books of the platform', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it(`are equal to the last unit where exact, and hold the truth in their band, over ${requestCount} requests`, async function () {
    this.timeout(20_000 + requestCount * 20);
    const now = Date.parse('2026-11-21T10:00:00+08:00');
    const clock: Clock = { ...machineClock, nowMs: () => now, localDay: () => '2026-11-21' };
    let ids = 0;
    const random: Random = { next: () => 0.5, id: () => `r${++ids}` };
    const sandbox = await startSandbox({ site: 'cn', pace: 'instant', limits: {}, now: () => now });
    const store = await place.open({ clock });
    const patient = {
      firstTokenMs: 1e7,
      reasoningFirstTokenMs: 1e7,
      completionFirstTokenMs: 1e7,
      betweenTokensMs: 1e7,
    };
    // The client's clock is fast, so that back-offs are short; its time limits are out of reach.
    const { client } = clientOf(
      { baseUrl: `${sandbox.url}/v1` },
      {
        apiKey: KEYS.cn,
        clock: new TestClock(2_000),
        limits: { ...patient, tailMs: 1e7, silenceMs: 1e8, totalMs: 1e9 },
      },
    );
    const memory = windowMemory();
    const requests = startRequests({
      clock,
      random,
      ledger: store.ledger,
      memory,
      arrears: new Arrears(memory),
      guard: new WindowGuard(createVault('ABCDEF12')),
      windowId: 'w1',
      limits: () => ({ dailyPico: 10n ** 15n }),
      client: async () => ({ ok: true, value: client }),
      onRunning: () => undefined,
    });
    try {
      const receipts: Receipt[] = [];
      let next = 0;
      const lane = async (): Promise<void> => {
        for (let index = next++; index < requestCount; index = next++)
          receipts.push(...(await run(requests, sandbox, index)));
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      await atRest(sandbox);

      const entries = sandbox.bill().entries;
      assert.equal(receipts.length, entries.length, 'one receipt for each HTTP request');
      const billed = new Map(entries.map((entry) => [entry.traceId, BigInt(entry.costPico)]));
      for (const receipt of receipts) {
        const truth = billed.get(receipt.traceId ?? '');
        if (truth === undefined) continue;
        const about = `${receipt.model}: billed ${truth}, ${receipt.state} ${receipt.lowPico} to ${receipt.highPico}`;
        if (receipt.state === 'exact') assert.equal(receipt.costPico, truth, about);
        assert.ok((receipt.lowPico ?? 0n) <= truth && truth <= (receipt.highPico ?? 0n), about);
      }
      const exact = receipts.filter(({ state }) => state === 'exact');
      assert.ok(exact.length > receipts.length / 3 && exact.length < receipts.length);

      const total = BigInt(sandbox.bill().totals.CNY ?? '0');
      const [sum] = store.ledger.summary({ day: '2026-11-21' }).totals;
      assert.ok(sum && sum.requests === entries.length);
      assert.equal(
        sum.costPico,
        receipts.reduce((all, { costPico }) => all + (costPico ?? 0n), 0n),
      );
      assert.ok(sum.lowPico <= total && total <= sum.highPico);
    } finally {
      await requests.dispose();
      client.dispose();
      await sandbox.close();
    }
  });
});
