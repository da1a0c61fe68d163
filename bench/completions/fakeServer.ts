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
  /** Text left of the caret: the place is known by it. */
  readonly left: string;
  /** All that was sent to be read, templates and context included. */
  readonly promptCharacters: number;
  readonly maxTokens: number;
  readonly stop: readonly string[];
}

export interface Billed {
  readonly id: string;
  readonly startMs: number;
  readonly promptTokens: number;
  /** When each token of the answer left the server. */
  readonly tokensMs: number[];
  outcome: 'open' | 'done' | 'aborted';
}

export interface ServerAnswer {
  readonly billed: Billed;
  /** Ends early, without an error, when the signal aborts. */
  readonly tokens: AsyncGenerator<string, void, void>;
}

const SHARE_RIGHT = 0.45;
const SHARE_HALF_RIGHT = 0.2;
/** Verdicts are drawn anew after so many characters of a run. */
const VERDICT_CHARACTERS = 12;
/** Usual size of a token, as everyone counts who has no tokenizer. */
const TOKEN_CHARACTERS = 4;

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

  /** Puts a request on the bill; its answer streams token by token. */
  answer(request: ServerRequest, signal: AbortSignal): ServerAnswer {
    const billed: Billed = {
      id: `b${this.bill.length + 1}`,
      startMs: this.#clock.monotonicMs(),
      promptTokens: Math.ceil(request.promptCharacters / TOKEN_CHARACTERS),
      tokensMs: [],
      outcome: 'open',
    };
    this.bill.push(billed);
    this.#open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.#open);
    return { billed, tokens: this.#stream(billed, request, signal) };
  }

  async *#stream(
    billed: Billed,
    request: ServerRequest,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, void> {
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
        billed.tokensMs.push(this.#clock.monotonicMs());
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
    let text = this.#text(request.left);
    for (const stop of request.stop) {
      const at = text.indexOf(stop);
      if (at >= 0) text = text.slice(0, at);
    }
    return (text.match(/\n\s*|\s?\w{1,6}|\s?[^\w\s]{1,2}|\s+/g) ?? []).slice(0, request.maxTokens);
  }

  #text(left: string): string {
    const known = this.#session.lookup(left);
    if (known === undefined) return this.#elsewhere(`n${left.slice(-160)}`);
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

/** Tokens the server charged for: the whole prompt, and the output it sent. */
export function tokensBilled(bill: readonly Billed[]): number {
  return bill.reduce((sum, one) => sum + one.promptTokens + one.tokensMs.length, 0);
}
