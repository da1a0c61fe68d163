// What is reserved for a model that has told no usage yet: by what the answers of other models taught of their counts.
import { strict as assert } from 'node:assert';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { GateRequest } from '../../../../src/core/request/gateEvent.ts';
import type { ModelRequest } from '../../../../src/core/request/modelRequest.ts';
import { outputReserve } from '../../../../src/core/request/outputLimits.ts';
import { forecast } from '../../../../src/core/spend/forecast.ts';
import { estimateTokens, upperBoundTokens } from '../../../../src/core/tokens/estimator.ts';
import { Arrears } from '../../../../src/editor/requests/arrears.ts';
import { habitShelf } from '../../../../src/editor/requests/habitShelf.ts';
import { startRequests } from '../../../../src/editor/requests/startRequests.ts';
import { UsageHabits } from '../../../../src/editor/requests/usageHabits.ts';
import { WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { countingRandom, plainModel, StillClock } from '../../core/request/gateFixture.ts';
import { MemoryLedger } from '../../fakes/memoryLedger.ts';
import { attempt, finished, headers, ScriptedClient, text, used } from '../../fakes/scriptedClient.ts';
import { chat } from '../../siliconflow/fakes.ts';

const ask = (id: string): GateRequest => ({
  request: chat({
    model: { ...plainModel, id },
    messages: [
      { role: 'user', parts: [{ kind: 'text', text: 'Explain how the parser works. '.repeat(100) }] },
    ],
    maxTokens: 100,
  }),
  purpose: 'chat',
  floorOutputTokens: 100,
});
const estimate = estimateTokens(ask('any').request);
const plainBound = upperBoundTokens(ask('any').request);

describe('what is reserved for a model that told no usage', () => {
  const ledger = new MemoryLedger();
  let limit = 10n ** 12n;
  let habits: UsageHabits;
  let client: ScriptedClient;
  beforeEach(() => {
    ledger.receipts.clear();
    limit = 10n ** 12n;
    habits = new UsageHabits(habitShelf(null), new StillClock());
  });

  /** Four models answer four times each; all of them count `factor` times what is estimated. */
  async function taught(factor: number): Promise<void> {
    for (const id of ['a', 'b', 'c', 'd'])
      for (let n = 0; n < 4; n += 1) await send(ask(id), Math.round(factor * estimate));
  }

  /** Sends one request to a platform that counts so many prompt tokens; the pico-units that were reserved, null for a refusal. */
  async function send(asked: GateRequest, promptTokens: number, tells = true): Promise<bigint | null> {
    const memory = windowMemory();
    const usage = tells ? [used(promptTokens, 3)] : [];
    client = new ScriptedClient([[attempt(), headers(), text('It parses.'), ...usage, finished()]]);
    const requests = startRequests({
      ...{ ledger, habits, memory, windowId: 'w1' },
      clock: new StillClock(),
      random,
      arrears: new Arrears(memory),
      guard: new WindowGuard(createVault('ABCDEF12')),
      limits: () => ({ dailyPico: limit }),
      client: async () => ({ ok: true, value: client }),
      onRunning: () => undefined,
    });
    let reserved: bigint | null = null;
    for await (const event of requests.perform(asked, new AbortController().signal)) {
      if (event.kind !== 'attempt') continue;
      const [held] = ledger.reservations.values();
      reserved = held ? held.request.promptPico : null;
    }
    await requests.dispose();
    return reserved;
  }
  const random = countingRandom();
  const picoOf = (promptTokens: number): bigint => 3n * BigInt(promptTokens);

  it('is more where the others count more than the samples, and enough where it counts as they do', async () => {
    await taught(2);
    const reserved = await send(ask('silent'), 2 * estimate, false);
    assert.ok(
      reserved !== null && reserved > picoOf(plainBound),
      'by the samples alone it would be too little',
    );
    assert.ok(picoOf(2 * estimate) > picoOf(plainBound) && picoOf(2 * estimate) <= reserved);
  });

  it('is never less than the samples ask for, though the others count less', async () => {
    await taught(0.6);
    assert.equal(await send(ask('silent'), estimate, false), picoOf(plainBound));
  });

  it('is what a person is shown as the most it may cost', async () => {
    await taught(2);
    const asked = ask('silent');
    const request: ModelRequest = asked.request;
    assert.ok(request.kind === 'chat');
    const { cost } = forecast(request, 'chat', habits.forChat('silent'), new StillClock().now);
    const reserved = await send(asked, 2 * estimate, false);
    assert.equal(cost?.mostPico, (reserved ?? 0n) + 9n * BigInt(outputReserve(request)));
  });

  it('keeps a budget whole that the samples alone would have let through', async () => {
    await taught(2);
    ledger.receipts.clear();
    limit = picoOf(plainBound) + 9n * 100n;
    assert.equal(await send(ask('silent'), 2 * estimate, false), null);
    assert.equal(client.posted, 0);
    assert.ok(picoOf(2 * estimate) > limit, 'it would have cost more than the budget');
  });
});
