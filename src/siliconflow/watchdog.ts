// Time limits of one request: to the headers, to the first token, between tokens, in silence, and in all. `openai`'s own
// limit ends at the headers, so a server that falls silent afterwards would be waited for without end.
import { end } from '../core/ended.ts';
import type { Failure } from '../core/failure.ts';
import type { Clock } from '../core/ports.ts';

export interface WatchdogLimits {
  /** To the headers, and again from there to the first token. */
  readonly firstTokenMs: number;
  /** The same for models that think first. */
  readonly reasoningFirstTokenMs: number;
  readonly completionFirstTokenMs: number;
  readonly betweenTokensMs: number;
  /** After a finish reason: for a trailing usage and `[DONE]`, whatever else comes meanwhile. */
  readonly tailMs: number;
  /** Signs of life without content, such as comment lines, are believed for this long. */
  readonly silenceMs: number;
  /** A whole answer, counting only the time spent waiting for the server. */
  readonly totalMs: number;
  /** The words of an error answer: its status alone says most of it. */
  readonly errorBodyMs: number;
  /** Most that a limit grows to for a model that was seen to be slow. */
  readonly ceilingMs: number;
}

/** Anchors of perf-security.md §B.2: first event 30 s (reasoning 120 s), then 60 s; the platform's adapter bears 300 s. */
export const defaultLimits: WatchdogLimits = {
  firstTokenMs: 30_000,
  reasoningFirstTokenMs: 120_000,
  completionFirstTokenMs: 10_000,
  betweenTokensMs: 60_000,
  tailMs: 5_000,
  silenceMs: 300_000,
  totalMs: 1_800_000,
  errorBodyMs: 5_000,
  ceilingMs: 300_000,
};

export type Phase = 'headers' | 'firstToken' | 'betweenTokens' | 'tail';

/** Watches one request. Only time inside `guard` counts: a slow reader of the events is not a slow server. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #limits: WatchdogLimits;
  readonly #firstTokenMs: number;
  readonly #betweenTokensMs: number;
  readonly #onExpired: () => void;
  #phase: Phase = 'headers';
  #sinceLifeMs = 0;
  #sinceContentMs = 0;
  #totalMs = 0;
  /** While something is waited for: until when, and which limit that is. */
  #deadline: { readonly atMs: number; readonly limitMs: number } | null = null;
  #sleeping = new AbortController();
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #expired: { readonly kind: 'timeout' | 'stalled' | 'tail'; readonly limitMs: number } | null = null;

  constructor(
    clock: Clock,
    limits: WatchdogLimits,
    learned: { readonly firstTokenMs: number; readonly betweenTokensMs: number },
    onExpired: () => void,
  ) {
    this.#clock = clock;
    this.#limits = limits;
    this.#firstTokenMs = learned.firstTokenMs;
    this.#betweenTokensMs = learned.betweenTokensMs;
    this.#onExpired = onExpired;
  }

  /** Time waited since the last content. */
  get sinceContentMs(): number {
    return this.#sinceContentMs;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The time limit that ran out: as a failure, `tail` when the answer was complete but for its end, or null. */
  get verdict(): Pick<Failure, 'kind' | 'detail'> | 'tail' | null {
    if (this.#expired === null) return null;
    if (this.#expired.kind === 'tail') return 'tail';
    return { kind: this.#expired.kind, detail: `nothing for ${this.#expired.limitMs} ms` };
  }

  enter(phase: Phase): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#sinceLifeMs = 0;
    this.#sinceContentMs = 0;
  }

  /** A whole event or comment line came; single bytes do not count, a server may drip them for ever. */
  sawLife(): void {
    this.#sinceLifeMs = 0;
  }

  sawContent(): void {
    this.#sinceLifeMs = 0;
    this.#sinceContentMs = 0;
  }

  /** Waits for `work`; when the time for it runs out, `onExpired` is called, which must make `work` settle. */
  async guard<T>(work: Promise<T>): Promise<T> {
    const startMs = this.#clock.monotonicMs();
    const [limitMs, leftMs] = this.#nearestLimit();
    this.#deadline = { atMs: startMs + Math.max(0, leftMs), limitMs };
    if (this.#wakesAtMs > this.#deadline.atMs) this.#wakeAt(this.#deadline.atMs);
    try {
      return await work;
    } finally {
      this.#deadline = null;
      const waitedMs = this.#clock.monotonicMs() - startMs;
      this.#sinceLifeMs += waitedMs;
      this.#sinceContentMs += waitedMs;
      this.#totalMs += waitedMs;
    }
  }

  /** The request is over: no timer is left. */
  dispose(): void {
    end(this.#sleeping);
  }

  /** One sleep outlasts many pieces of an answer, each of which moves the deadline: to start and end one for each is dear. */
  #wakeAt(atMs: number): void {
    end(this.#sleeping);
    const sleeping = new AbortController();
    this.#sleeping = sleeping;
    this.#wakesAtMs = atMs;
    this.#clock.sleep(Math.max(0, atMs - this.#clock.monotonicMs()), sleeping.signal).then(
      () => {
        if (!sleeping.signal.aborted) this.#woke();
      },
      () => {},
    );
  }

  #woke(): void {
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    if (this.#deadline === null) return;
    const { atMs, limitMs } = this.#deadline;
    if (this.#clock.monotonicMs() < atMs) {
      this.#wakeAt(atMs);
      return;
    }
    this.#expired = { kind: this.#kindOfExpiry(), limitMs };
    this.#onExpired();
  }

  #nearestLimit(): readonly [limitMs: number, leftMs: number] {
    const ofPhase =
      this.#phase === 'tail'
        ? this.#limits.tailMs
        : this.#phase === 'betweenTokens'
          ? this.#betweenTokensMs
          : this.#firstTokenMs;
    const limits: readonly (readonly [number, number])[] = [
      // After the finish a server that only says that it lives has nothing more to say.
      [ofPhase, ofPhase - (this.#phase === 'tail' ? this.#sinceContentMs : this.#sinceLifeMs)],
      [this.#limits.silenceMs, this.#limits.silenceMs - this.#sinceContentMs],
      [this.#limits.totalMs, this.#limits.totalMs - this.#totalMs],
    ];
    return limits.reduce((nearest, limit) => (limit[1] < nearest[1] ? limit : nearest));
  }

  #kindOfExpiry(): 'timeout' | 'stalled' | 'tail' {
    if (this.#phase === 'tail') return 'tail';
    return this.#phase === 'betweenTokens' ? 'stalled' : 'timeout';
  }
}

/** What was seen of each model's pace, so that a slow one is given more time. Never less than the configured limit. */
export class LearnedPatience {
  readonly #ceilingMs: number;
  readonly #slowestMs = new Map<string, number>();

  constructor(ceilingMs: number) {
    this.#ceilingMs = ceilingMs;
  }

  /** Three times the slowest recent case, between the base and the ceiling. */
  limitMs(key: string, baseMs: number): number {
    const learnedMs = 3 * (this.#slowestMs.get(key) ?? 0);
    return Math.max(baseMs, Math.min(this.#ceilingMs, Math.round(learnedMs)));
  }

  /** One case; older ones fade, so that a single bad hour is forgotten. */
  saw(key: string, waitedMs: number): void {
    this.#slowestMs.set(key, Math.max(waitedMs, (this.#slowestMs.get(key) ?? 0) * 0.9));
  }

  /** The limit was too short, or the server dead: next time wait twice as long. */
  ranOut(key: string, limitMs: number): void {
    this.saw(key, (2 * limitMs) / 3);
  }
}
