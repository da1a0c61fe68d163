// The hand's own rhythm and the server's: when the hand has come to rest, and how long an answer takes.

const GAPS_KEPT = 24;
/** Longer pauses are thinking, not rhythm. */
const LONGEST_GAP_MS = 1000;
/** The hand rests when so many usual gaps have passed without a key. */
const RESTING_GAPS = 3;
/** A slow hand is not made to wait for being slow: so long, and it has paused. */
const LONGEST_PAUSE_MS = 50;
const LATENCY_WEIGHT = 0.15;

/** Learns the rhythm of the keys and the latency of the server; both bounded. */
export class Pace {
  #gapsMs: number[] = [];
  #lastKeyMs: number | undefined;
  #latencyMs: number | undefined;

  noteKey(nowMs: number): void {
    if (this.#lastKeyMs !== undefined) {
      const gap = nowMs - this.#lastKeyMs;
      if (gap > 0 && gap <= LONGEST_GAP_MS) {
        this.#gapsMs.push(gap);
        if (this.#gapsMs.length > GAPS_KEPT) this.#gapsMs.shift();
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
