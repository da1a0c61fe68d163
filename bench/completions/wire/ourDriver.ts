// Our pipeline over the wire as the extension runs it: outgoing guard, budget, client, and a store on disk that keeps of every request
// its receipt, the record of what was sent, and what became of its answer.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompletionOutcome, withMore } from '../../../src/core/completion/outcome.ts';
import { OutcomeBook } from '../../../src/core/completion/outcomeBook.ts';
import type { PriceRow } from '../../../src/core/models/model.ts';
import { createVault } from '../../../src/core/outgoing/vault.ts';
import type { Log, Random } from '../../../src/core/ports.ts';
import type { CompletionRequest, ModelEvent } from '../../../src/core/request/modelRequest.ts';
import type { Receipt } from '../../../src/core/spend/receipt.ts';
import { machineClock } from '../../../src/editor/clock.ts';
import { keepRecords } from '../../../src/editor/records/keepRecords.ts';
import { Arrears } from '../../../src/editor/requests/arrears.ts';
import { habitShelf } from '../../../src/editor/requests/habitShelf.ts';
import { type Requests, startRequests } from '../../../src/editor/requests/startRequests.ts';
import { UsageHabits } from '../../../src/editor/requests/usageHabits.ts';
import { WindowGuard } from '../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../src/editor/windowMemory.ts';
import { createClient } from '../../../src/siliconflow/client.ts';
import { MemoryLearnedParameters } from '../../../src/siliconflow/learnedParameters.ts';
import { MemoryPacer } from '../../../src/siliconflow/pacer.ts';
import { openStore } from '../../../src/store/openStore.ts';
import type { Driver } from '../driver.ts';
import { fakeModel, pipelineDriver } from '../ours.ts';
import { prices } from './prices.ts';

/** What the ledger says of one request, in a form that crosses to another process. */
export interface Booked {
  /** The name the server gave the request. */
  readonly traceId: string;
  readonly exact: boolean;
  /** Pico-units, decimal. */
  readonly low: string;
  readonly high: string;
}

export interface Books {
  readonly receipts: readonly Booked[];
  /** The ledger's own sum, pico-units. */
  readonly total: string;
}

const priceRow: PriceRow = {
  id: 'bench',
  currency: 'CNY',
  validFromMs: 0,
  checkedOn: '2026-11-22',
  confidence: 'high',
  source: 'bench',
  tiers: [{ inputMicro: prices.inputMicro, outputMicro: prices.outputMicro }],
};
const model = { ...fakeModel, prices: [priceRow] };
const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const random: Random = { next: Math.random, id: () => crypto.randomUUID().replaceAll('-', '') };
const windowId = 'bench';
/** The default of `siliconflow.privacy.recordDays`. */
const recordDays = 90;

export interface BookedDriver extends Driver {
  /** After `dispose`. */
  books(): Books;
}

export async function ourDriver(baseUrl: string): Promise<BookedDriver> {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const clock = machineClock;
  const opened = await openStore({ folder, clock, windowId });
  if (!opened.ok) throw new Error('the ledger of the replay cannot be opened');
  const store = opened.value;
  const memory = windowMemory();
  const client = createClient({
    site: 'custom',
    baseUrl: `${baseUrl}/v1`,
    apiKey: 'sk-of-the-replay',
    account: 'replay',
    userAgent: 'replay',
    clock,
    random,
    log: quiet,
    pacer: new MemoryPacer(clock, random, memory),
    learned: new MemoryLearnedParameters(clock, memory),
  });
  const guard = new WindowGuard(createVault('REPLAY12'));
  const records = keepRecords({
    clock,
    store: store.records,
    maskedIn: (text) => guard.maskedIn(text),
    days: () => recordDays,
    onDidChangeDays: () => ({ dispose: () => undefined }),
  });
  const outcomes = new OutcomeBook<CompletionOutcome>(clock, {
    keyOf: ({ requestId }) => requestId,
    together: withMore,
    write: (batch) => void store.completionOutcomes.note(batch),
  });
  const receipts: Receipt[] = [];
  const requests = startRequests({
    clock,
    random,
    memory,
    windowId,
    ledger: store.ledger,
    arrears: new Arrears(memory),
    habits: new UsageHabits(
      habitShelf(store.memory, (listener) => store.onDidChangeFacts(listener)),
      clock,
    ),
    guard,
    limits: () => ({ completionDailyPico: 10n ** 15n }),
    client: async () => ({ ok: true, value: client }),
    onSent: (receipt, request, sent) => {
      receipts.push(receipt);
      records.keep(receipt, request, sent);
    },
    onRunning: () => undefined,
  });
  const pipeline = pipelineDriver({
    clock,
    model: () => ({ model, form: 'suffix' }),
    ask(request, signal) {
      const id = random.id();
      return { id, events: asked(requests, id, request, signal) };
    },
    onOutcome: (outcome) => outcomes.note(outcome),
  });
  let total = 0n;
  return {
    ...pipeline,
    async dispose() {
      await pipeline.dispose?.();
      await requests.dispose();
      outcomes.dispose();
      records.dispose();
      client.dispose();
      total = store.ledger.summary({}).totals.reduce((sum, one) => sum + one.costPico, 0n);
      store.close();
      rmSync(folder, { recursive: true });
    },
    books: () => ({ receipts: receipts.map(booked), total: String(total) }),
  };
}

async function* asked(
  requests: Requests,
  id: string,
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, void> {
  const gate = { id, request, purpose: 'completion', floorOutputTokens: request.maxTokens } as const;
  for await (const event of requests.perform(gate, signal)) {
    if (event.kind !== 'booked' && event.kind !== 'masked' && event.kind !== 'limited') yield event;
  }
}

function booked({ traceId = '', state, lowPico, highPico }: Receipt): Booked {
  return { traceId, exact: state === 'exact', low: String(lowPico), high: String(highPico) };
}
