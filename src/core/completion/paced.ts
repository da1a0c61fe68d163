// The hand's own rhythm and the server's: when the hand has come to rest, and how long an answer takes.

const GAPS_KEPT = 24;
/** Longer pauses are thinking, not rhythm. */
const LONGEST_GAP_MS = 1000;
/** The hand rests when so many usual gaps have passed without a key. */
const RESTING_GAPS = 3;
/** A slow hand is not made to wait for being slow: so long, and it has paused. */
const LONGEST_PAUSE_MS = 50;
const LATENCY_WEIGHT = 0.15;
/** Half of the gaps are shorter than the usual one, which moves by so large a share of itself at each key. */
const FIRST_USUAL_GAP_MS = 112;
const USUAL_GAP_STEP = 0.02;
/** No hand is faster: a tool has put in several texts. */
const SHORTEST_GAP_MS = 30;
/** A usual hand types about so many keys while an answer of a slow server is on its way. */
const KEYS_TO_ANSWER = 7;

/** Learns the rhythm of the keys and the latency of the server; both bounded. */
export class Pace {
  #gapsMs: number[] = [];
  #lastKeyMs: number | undefined;
  #latencyMs: number | undefined;
  #usualGapMs = FIRST_USUAL_GAP_MS;

  /** `isTyped`: it put a text in. A key that is held to take text away repeats faster than any hand types. */
  noteKey(nowMs: number, isTyped = true): void {
    if (this.#lastKeyMs !== undefined) {
      const gap = nowMs - this.#lastKeyMs;
      if (gap > 0 && gap <= LONGEST_GAP_MS) {
        this.#gapsMs.push(gap);
        if (this.#gapsMs.length > GAPS_KEPT) this.#gapsMs.shift();
        if (isTyped && gap >= SHORTEST_GAP_MS)
          this.#usualGapMs *= gap < this.#usualGapMs ? 1 - USUAL_GAP_STEP : 1 + USUAL_GAP_STEP;
      }
    }
    this.#lastKeyMs = nowMs;
  }

  noteFirstText(latencyMs: number): void {
    this.#latencyMs =
      this.#latencyMs === undefined
        ? latencyMs
        : this.#latencyMs + LATENCY_WEIGHT * (latencyMs - this.#latencyMs);
  }

  /** Usual time from asking to the first text; undefined before the first answer. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /**
   * How far the hand outruns the server: keys typed while an answer is on its way, as a multiple of what a usual hand types
   * while a slow server answers; at least 1. The further, the less often a request is worth its price: another answer is
   * asked for sooner than it can be shown, and what is shown without one stands there the longer.
   */
  get lead(): number {
    return Math.max(1, (this.#latencyMs ?? 0) / this.#usualGapMs / KEYS_TO_ANSWER);
  }

  get medianGapMs(): number {
    if (this.#gapsMs.length === 0) return 120;
    const sorted = [...this.#gapsMs].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 120;
  }

  /** Milliseconds since the last key; infinite before any. */
  sinceKeyMs(nowMs: number): number {
    return this.#lastKeyMs === undefined ? Number.POSITIVE_INFINITY : nowMs - this.#lastKeyMs;
  }

  /** Milliseconds from now until the hand counts as pausing: a usual gap has passed without a key. */
  pauseMs(nowMs: number): number {
    return Math.max(0, Math.min(LONGEST_PAUSE_MS, this.medianGapMs - this.sinceKeyMs(nowMs)));
  }

  /** Milliseconds from now until the hand counts as resting. */
  restMs(nowMs: number): number {
    return Math.max(0, this.medianGapMs * RESTING_GAPS - this.sinceKeyMs(nowMs));
  }
}
