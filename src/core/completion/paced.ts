// How long to wait before asking, in the hand's own rhythm: nothing where text is written, a pause's length where it is taken away. Bounded.

const GAPS_KEPT = 24;
/** Longer pauses are thinking, not rhythm. */
const LONGEST_GAP_MS = 1000;
const LONGEST_WAIT_MS = 200;
/** While deleting, a request waits for a pause of so many usual gaps. Otherwise it goes at once: it lives on while the typing agrees with it, and whether it is worth asking is decided elsewhere. */
const DELETING_GAPS = 2;
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

  /**
   * Milliseconds to wait from now. `fresh` is the state after an accept or a new line: the hand has stopped there by itself.
   * While text is being taken away the next key mostly takes more away, so that a pause is waited for. VS Code's own debounce
   * counts as part of the wait.
   */
  waitMs(
    nowMs: number,
    moment: { readonly fresh: boolean; readonly deleting: boolean },
    minimumDelayMs: number,
  ): number {
    const least = Math.max(0, minimumDelayMs - this.sinceKeyMs(nowMs));
    if (moment.fresh) return least;
    const aimMs = moment.deleting ? this.medianGapMs * DELETING_GAPS : 0;
    return Math.max(least, Math.min(LONGEST_WAIT_MS, aimMs - this.sinceKeyMs(nowMs)), 0);
  }
}
