// ScriptedClient: a ModelClient whose answers are written down beforehand, step by step, and which can fail at any step.
import type { Failure, Result } from '../../../src/core/failure.ts';
import type { ModelClient, PreparedRequest } from '../../../src/core/ports.ts';
import type {
  FinishReason,
  ModelEvent,
  ModelRequest,
  RequestHead,
} from '../../../src/core/request/modelRequest.ts';
import type { Usage } from '../../../src/core/spend/receipt.ts';

/** An event, or something that happens between two events: a wait that ends when the signal aborts, or any other act. */
export type Step = ModelEvent | Promise<void> | (() => void);

export interface ScriptedOptions {
  /** Resolves when the next event may be given: lets a test interleave several requests. */
  readonly turn?: () => Promise<void>;
  /** The n-th operation (prepare, or a step), counted from 1 over all requests, throws. */
  readonly throwAt?: number;
  /** Why `prepare` refuses. */
  readonly refuses?: Failure;
  /** Does not notice an abort by itself: what a slow wire looks like. */
  readonly deaf?: boolean;
}

/** Follows the contract of the wire: nothing has left until the event after `attempt` is asked for. */
export class ScriptedClient implements ModelClient {
  readonly site = 'cn';
  readonly host = 'api.example';
  readonly account: string = 'k1';
  /** Requests as they were prepared. */
  readonly prepared: ModelRequest[] = [];
  /** HTTP requests that left. */
  posted = 0;
  /** Requests whose events are being read now. */
  open = 0;
  operations = 0;
  isDisposed = false;
  readonly #scripts: (readonly Step[])[];
  readonly #options: ScriptedOptions;

  /** One script for each request, in order; the last one serves all further requests. */
  constructor(scripts: readonly (readonly Step[])[], options: ScriptedOptions = {}) {
    this.#scripts = [...scripts];
    this.#options = options;
  }

  prepare(request: ModelRequest): Result<PreparedRequest> {
    this.#operate();
    this.prepared.push(request);
    if (this.#options.refuses) return { ok: false, failure: this.#options.refuses };
    const script = (this.#scripts.length > 1 ? this.#scripts.shift() : this.#scripts[0]) ?? [];
    return {
      ok: true,
      value: {
        ...head,
        bodyText: '{}',
        send: (signal) => this.#play(script, signal),
      },
    };
  }

  async listModels(): Promise<Result<readonly string[]>> {
    return { ok: true, value: [] };
  }

  dispose(): void {
    this.isDisposed = true;
  }

  async *#play(script: readonly Step[], signal: AbortSignal): AsyncGenerator<ModelEvent> {
    this.open += 1;
    try {
      for (const step of script) {
        await this.#options.turn?.();
        this.#operate();
        if (signal.aborted && !this.#options.deaf) return yield { kind: 'aborted' };
        if (typeof step === 'function') step();
        else if (step instanceof Promise) await Promise.race([step, aborted(signal)]);
        else {
          yield step;
          if (step.kind === 'attempt' && !signal.aborted) this.posted += 1;
        }
      }
      if (signal.aborted && !this.#options.deaf) yield { kind: 'aborted' };
    } finally {
      this.open -= 1;
    }
  }

  #operate(): void {
    this.operations += 1;
    if (this.operations === this.#options.throwAt) throw new Error(`injected at ${this.operations}`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

export const never = new Promise<void>(() => undefined);

const head: RequestHead = { method: 'POST', url: 'https://api.example/v1/chat/completions', headers: {} };

export function attempt(number = 1): ModelEvent {
  return { kind: 'attempt', number, head, bodyText: '{}', firstTokenLimitMs: 30_000 };
}

export function headers(status = 200, traceId = 'ti_1'): ModelEvent {
  return { kind: 'headers', status, traceId };
}

export function text(words: string): ModelEvent {
  return { kind: 'text', text: words };
}

export function used(promptTokens: number, completionTokens: number, cachedTokens = 0): ModelEvent {
  const usage: Usage = { promptTokens, cachedTokens, completionTokens, reasoningTokens: 0 };
  return { kind: 'usage', usage };
}

export function finished(reason: FinishReason = 'stop'): ModelEvent {
  return { kind: 'finished', reason };
}

export function broken(over: Partial<Failure> = {}): Failure {
  return { kind: 'cutShort', detail: 'reset', sent: true, ...over };
}

export function failed(over: Partial<Failure> = {}): ModelEvent {
  return { kind: 'failed', failure: broken(over) };
}

export function retrying(over: Partial<Failure> = {}): ModelEvent {
  return { kind: 'waiting', reason: 'retry', failure: broken(over), delayMs: 1 };
}
