// What a wire test needs from outside: a clock that can run fast, a predictable random, a log that is kept, models.
import type { ThinkingChoice } from '../../../src/core/chat/thinking.ts';
import type { ModelFacts } from '../../../src/core/models/model.ts';
import type { Clock, Log, Random } from '../../../src/core/ports.ts';
import type { ChatRequest, CompletionRequest, ModelEvent } from '../../../src/core/request/modelRequest.ts';

/** A real clock that runs `speed` times as fast. */
export class TestClock implements Clock {
  readonly #speed: number;
  readonly #originMs = performance.now();

  constructor(speed = 1) {
    this.#speed = speed;
  }

  nowMs(): number {
    return 1_780_000_000_000 + this.monotonicMs();
  }

  monotonicMs(): number {
    return (performance.now() - this.#originMs) * this.#speed;
  }

  localDay(): string {
    return '2026-11-21';
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(delayMs / this.#speed, 2_000_000_000));
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}

/** Time that moves only when told, and sleepers that wake in order. */
export class ManualClock extends TestClock {
  #nowMs = 0;
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  override nowMs(): number {
    return this.#nowMs;
  }

  override monotonicMs(): number {
    return this.#nowMs;
  }

  override sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { atMs: this.#nowMs + delayMs, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        resolve();
      });
    });
  }

  async advance(ms: number): Promise<void> {
    this.#nowMs += ms;
    const due = this.#sleepers.filter((sleeper) => sleeper.atMs <= this.#nowMs);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.atMs > this.#nowMs);
    for (const sleeper of due) sleeper.wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export class FixedRandom implements Random {
  readonly #value: number;
  #ids = 0;

  constructor(value = 0.5) {
    this.#value = value;
  }

  next(): number {
    return this.#value;
  }

  id(): string {
    return `id${++this.#ids}`;
  }
}

export class KeptLog implements Log {
  readonly lines: string[] = [];

  debug(message: string): void {
    this.lines.push(message);
  }

  info(message: string): void {
    this.lines.push(message);
  }

  warn(message: string): void {
    this.lines.push(message);
  }

  error(message: string, error?: unknown): void {
    this.lines.push(`${message} ${String(error)}`);
  }
}

/** Shaped like a real one, and nobody's. */
export const testKey = `sk-${'abcdefghijklmnopqrstuvwx'.repeat(2)}`;

export function model(facts: Partial<ModelFacts> = {}): ModelFacts {
  return {
    site: 'cn',
    id: 'deepseek-ai/DeepSeek-V3.2',
    name: 'DeepSeek-V3.2',
    type: 'chat',
    windowTokens: 163_840,
    maxOutputTokens: 164_000,
    vision: 'no',
    tools: 'yes',
    reasoning: 'yes',
    thinkingSwitch: 'yes',
    reasoningEfforts: [],
    fim: 'no',
    status: 'listed',
    prices: [],
    ...facts,
  };
}

/** No word about thinking: what goes out is the model's own default. */
export const asTheModelLikes = (): ThinkingChoice => ({ mode: 'auto', budgetTokens: 4_096, effort: null });

export function chat(request: Partial<ChatRequest> = {}): ChatRequest {
  return {
    kind: 'chat',
    model: model(),
    messages: [{ role: 'user', parts: [{ kind: 'text', text: 'Hello' }] }],
    maxTokens: 1_000,
    thinking: 'auto',
    ...request,
  };
}

export function completion(request: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    kind: 'completion',
    model: model({
      id: 'Qwen/Qwen3-Coder-30B-A3B-Instruct',
      reasoning: 'no',
      thinkingSwitch: 'no',
      fim: 'yes',
    }),
    form: 'suffix',
    prompt: 'const sum = ',
    suffix: '\n',
    maxTokens: 64,
    temperature: 0,
    stop: [],
    ...request,
  };
}

export function textOf(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.kind === 'text' ? event.text : '')).join('');
}

export function reasoningOf(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.kind === 'reasoning' ? event.text : '')).join('');
}

export function kindsOf(events: readonly ModelEvent[]): readonly string[] {
  return events.map((event) => event.kind);
}

/** The failure of the last event. */
export function failureOf(events: readonly ModelEvent[]): Extract<ModelEvent, { kind: 'failed' }>['failure'] {
  const last = events.at(-1);
  if (last?.kind !== 'failed') throw new Error(`ended with ${JSON.stringify(last)}`);
  return last.failure;
}

export function isTerminal(event: ModelEvent): boolean {
  return event.kind === 'finished' || event.kind === 'failed' || event.kind === 'aborted';
}
