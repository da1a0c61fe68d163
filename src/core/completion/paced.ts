// How long to wait before asking: short against the hand's own rhythm, nothing where the place is fresh, nothing when the answer will be late anyway.

const GAPS_KEPT = 24;
/** Longer pauses are thinking, not rhythm. */
const LONGEST_GAP_MS = 1000;
const LONGEST_WAIT_MS = 120;
/** Share of the median gap that a request waits after the last key. */
const GAP_SHARE = 1;
/** Share of the server's usual time by which the wait is shortened: a late answer should at least start early. */
const LATENCY_SHARE = 0.1;
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

  /** Milliseconds since the last key; 0 before any. */
  sinceKeyMs(nowMs: number): number {
    return this.#lastKeyMs === undefined ? 0 : nowMs - this.#lastKeyMs;
  }

  /**
   * Milliseconds to wait from now. `fresh` is the state after an accept or a new line: the hand has stopped there by itself.
   * VS Code's own debounce counts as part of the wait.
   */
  waitMs(nowMs: number, fresh: boolean, minimumDelayMs: number): number {
    const least = Math.max(0, minimumDelayMs - this.sinceKeyMs(nowMs));
    if (fresh) return least;
    const aimMs =
      this.medianGapMs * ((globalThis as any).TUNE?.gap ?? GAP_SHARE) -
      (this.#latencyMs ?? 0) * ((globalThis as any).TUNE?.lat ?? LATENCY_SHARE);
    return Math.max(least, Math.min(LONGEST_WAIT_MS, aimMs - this.sinceKeyMs(nowMs)), 0);
  }
}
