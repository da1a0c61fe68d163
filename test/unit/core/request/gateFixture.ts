// What the gate's tests share: ports over a MemoryLedger, a clock that stands where it is put, a model with round prices.
import type { PriceRow } from '../../../../src/core/models/model.ts';
import type { Admission, Clock, Ledger, ModelClient, Random } from '../../../../src/core/ports.ts';
import type { GateEvent, GateRequest } from '../../../../src/core/request/gateEvent.ts';
import type { GatePorts } from '../../../../src/core/request/gatePorts.ts';
import { perform } from '../../../../src/core/request/perform.ts';
import type { Receipt } from '../../../../src/core/spend/receipt.ts';
import { MemoryLedger } from '../../fakes/memoryLedger.ts';
import { chat, model } from '../../siliconflow/fakes.ts';

/** 3 in, 9 out, 1 cached: pico-units a token. */
export const price: PriceRow = {
  id: 'p',
  currency: 'CNY',
  validFromMs: 0,
  checkedOn: '2026-01-01',
  confidence: 'high',
  source: 'test',
  tiers: [{ inputMicro: 3, outputMicro: 9, cachedMicro: 1 }],
};

export const plainModel = model({ reasoning: 'no', thinkingSwitch: 'no', prices: [price] });

export class StillClock implements Clock {
  now = Date.parse('2026-03-10T12:00:00Z');
  /** How far each look at the monotonic clock moves it: 0 stands still. */
  stepMs = 0;
  #monotonic = 0;

  nowMs(): number {
    return this.now;
  }

  monotonicMs(): number {
    this.#monotonic += this.stepMs;
    return this.#monotonic;
  }

  pass(ms: number): void {
    this.now += ms;
    this.#monotonic += ms;
  }

  localDay(ms: number): string {
    return new Date(ms).toISOString().slice(0, 10);
  }

  async sleep(delayMs: number): Promise<void> {
    this.pass(delayMs);
  }
}

export function countingRandom(): Random {
  let ids = 0;
  return { next: () => 0.5, id: () => `id${++ids}` };
}

/** Prompts of 80 to 120 tokens, one token a character. */
export function gatePorts(over: Partial<GatePorts> = {}): GatePorts {
  return {
    ledger: new MemoryLedger(),
    clock: new StillClock(),
    random: countingRandom(),
    windowId: 'w1',
    limits: () => ({}),
    guard: (request) => ({ ok: true, value: { request, rules: [], count: 0 } }),
    foresee: () => ({ promptTokens: { low: 80, likely: 100, high: 120 }, mostPromptTokens: 120 }),
    countOutput: (text) => ({ low: text.length, likely: text.length, high: text.length }),
    halted: () => null,
    booked: () => undefined,
    counted: () => undefined,
    ...over,
  };
}

export function question(over: Partial<GateRequest> = {}): GateRequest {
  return {
    request: chat({ model: plainModel, maxTokens: 1_000 }),
    purpose: 'chat',
    sessionId: 's1',
    floorOutputTokens: 100,
    ...over,
  };
}

export interface Performed {
  readonly events: readonly GateEvent[];
  readonly receipts: readonly Receipt[];
  readonly terminals: readonly GateEvent[];
  /** What it threw, if it did. */
  readonly thrown: unknown;
}

/** Runs one request to its end; `look` sees each event and may leave early by returning 'leave'. */
export async function performed(
  ports: GatePorts,
  client: ModelClient,
  ask = question(),
  signal = new AbortController().signal,
  look: (event: GateEvent) => 'leave' | undefined = () => undefined,
): Promise<Performed> {
  const events: GateEvent[] = [];
  let thrown: unknown;
  try {
    for await (const event of perform(ports, client, ask, signal)) {
      events.push(event);
      if (look(event) === 'leave') break;
    }
  } catch (error) {
    thrown = error;
  }
  return {
    events,
    thrown,
    receipts: events.flatMap((event) => (event.kind === 'booked' ? [event.receipt] : [])),
    terminals: events.filter(({ kind }) => kind === 'finished' || kind === 'failed' || kind === 'aborted'),
  };
}

/**
 * A ledger whose n-th operation fails as the SQLite one does: nothing is written then, but what was to be settled or
 * released is kept and written by `bookLate`.
 */
export class FailingLedger implements Ledger {
  readonly inner = new MemoryLedger();
  operations = 0;
  readonly #failAt: number;
  #late: (() => Promise<unknown>)[] = [];

  constructor(failAt: number) {
    this.#failAt = failAt;
  }

  async admit(...args: Parameters<Ledger['admit']>): Promise<Admission> {
    return this.#fails() ? { kind: 'failed', failure: locked } : this.inner.admit(...args);
  }

  async settle(receipt: Receipt): ReturnType<Ledger['settle']> {
    if (!this.#fails()) return this.inner.settle(receipt);
    this.#late.push(() => this.inner.settle(receipt));
    return { ok: false, failure: locked };
  }

  async release(id: string): Promise<void> {
    if (!this.#fails()) return this.inner.release(id);
    this.#late.push(() => this.inner.release(id));
  }

  lastMinute(...args: Parameters<Ledger['lastMinute']>): bigint {
    return this.inner.lastMinute(...args);
  }

  startMinuteAnew(): ReturnType<Ledger['startMinuteAnew']> {
    return this.inner.startMinuteAnew();
  }

  async bookLate(): Promise<void> {
    for (const late of this.#late.splice(0)) await late();
  }

  noteInserted(id: string, file: string): Promise<void> {
    return this.inner.noteInserted(id, file);
  }

  summary(...args: Parameters<Ledger['summary']>): ReturnType<Ledger['summary']> {
    return this.inner.summary(...args);
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return this.inner.onDidChange(listener);
  }

  #fails(): boolean {
    this.operations += 1;
    return this.operations === this.#failAt;
  }
}

const locked = { kind: 'ledger', detail: 'locked', sent: false } as const;
