// The model server of the replay: fixed speed, answers known beforehand, and a bill. It charges the whole prompt on arrival and output until the client hangs up.
import { drawn } from './random.ts';
import type { Session } from './session.ts';
import type { ReplayClock } from './simulatedClock.ts';

export interface ServerSpeed {
  /** Time to the first token. */
  readonly ttftMs: number;
  readonly tokenMs: number;
  /** Share of places where the model ends without a text; none unless said otherwise. */
  readonly emptyShare?: number;
}

export interface ServerRequest {
  readonly prompt: string;
  readonly suffix: string;
  readonly maxTokens: number;
  readonly stop: readonly string[];
}

export interface Billed {
  readonly startMs: number;
  readonly promptTokens: number;
  outputTokens: number;
  /** When the last token so far left the server. */
  lastTokenMs: number;
  outcome: 'open' | 'done' | 'aborted';
}

const SHARE_RIGHT = 0.45;
const SHARE_HALF_RIGHT = 0.2;
/** Verdicts are drawn anew after so many characters of a run. */
const VERDICT_CHARACTERS = 12;

export class FakeServer {
  readonly bill: Billed[] = [];
  #open = 0;
  mostOpen = 0;
  readonly #clock: ReplayClock;
  readonly #session: Session;
  readonly #speed: ServerSpeed;
  readonly #seed: string;

  constructor(clock: ReplayClock, session: Session, speed: ServerSpeed, seed: number) {
    this.#clock = clock;
    this.#session = session;
    this.#speed = speed;
    this.#seed = seed === 0 ? '' : `${seed}:`;
  }

  /** Streams the answer token by token; ends early, without an error, when the signal aborts. */
  async *complete(request: ServerRequest, signal: AbortSignal): AsyncGenerator<string, void, void> {
    const billed: Billed = {
      startMs: this.#clock.monotonicMs(),
      promptTokens: Math.ceil((request.prompt.length + request.suffix.length) / 4),
      outputTokens: 0,
      lastTokenMs: this.#clock.monotonicMs(),
      outcome: 'open',
    };
    this.bill.push(billed);
    this.#open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.#open);
    let counted = true;
    const close = (): void => {
      if (counted) this.#open -= 1;
      counted = false;
    };
    signal.addEventListener('abort', close);
    try {
      await this.#clock.sleep(this.#speed.ttftMs, signal);
      for (const token of this.#tokens(request)) {
        await this.#clock.sleep(this.#speed.tokenMs, signal);
        if (signal.aborted) return;
        billed.outputTokens += 1;
        billed.lastTokenMs = this.#clock.monotonicMs();
        yield token;
      }
      if (!signal.aborted) billed.outcome = 'done';
    } finally {
      if (billed.outcome === 'open') billed.outcome = 'aborted';
      signal.removeEventListener('abort', close);
      close();
    }
  }

  #tokens(request: ServerRequest): readonly string[] {
    let text = this.#answer(request.prompt);
    for (const stop of request.stop) {
      const at = text.indexOf(stop);
      if (at >= 0) text = text.slice(0, at);
    }
    return (text.match(/\n\s*|\s?\w{1,6}|\s?[^\w\s]{1,2}|\s+/g) ?? []).slice(0, request.maxTokens);
  }

  #answer(prompt: string): string {
    const known = this.#session.lookup(prompt);
    if (known === undefined) return this.#elsewhere(`n${prompt.slice(-160)}`);
    if (known.rest === '') return this.#elsewhere(`n${known.run}:${known.at}`);
    const verdict = `${known.run}:${Math.floor(known.at / VERDICT_CHARACTERS)}`;
    if (drawn(`${this.#seed}e${verdict}`) < (this.#speed.emptyShare ?? 0)) return '';
    const share = drawn(this.#seed + verdict);
    if (share < SHARE_RIGHT) return known.rest;
    if (share < SHARE_RIGHT + SHARE_HALF_RIGHT) {
      return (
        known.rest.slice(0, Math.max(1, known.rest.length >> 1)) +
        this.#elsewhere(`p${known.run}:${known.at}`)
      );
    }
    return this.#elsewhere(`w${verdict}`);
  }

  /** Real code from another place of the session, so that no constant can be filtered out. */
  #elsewhere(salt: string): string {
    const pool = this.#session.elsewhere;
    return pool[Math.floor(drawn(this.#seed + salt) * pool.length)] ?? 'undefined as never;';
  }
}
