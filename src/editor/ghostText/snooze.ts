// A snooze of ghost text, shared by all windows and over when its time has come, also when nobody looks.
import type { Memory } from '../../core/account/memory.ts';
import type { Clock } from '../../core/ports.ts';

const key = 'completion.snoozedUntilMs';
const minuteMs = 60_000;

export class Snooze {
  readonly #memory: Memory;
  readonly #clock: Clock;
  readonly #onOver: () => void;
  /** Kept at hand: the pipeline asks for it several times for each key. */
  #untilMs = 0;
  #waiting = new AbortController();

  /** `onOver`: its time has come by itself. */
  constructor(memory: Memory, clock: Clock, onOver: () => void) {
    this.#memory = memory;
    this.#clock = clock;
    this.#onOver = onOver;
    this.follow();
  }

  /** Milliseconds still to be silent; 0 = not snoozed. */
  get leftMs(): number {
    return Math.max(0, this.#untilMs - this.#clock.nowMs());
  }

  /** Minutes as a person counts them: the last one is 1. */
  get leftMinutes(): number {
    return Math.ceil(this.leftMs / minuteMs);
  }

  /** From now on for so long; 0 ends it. */
  async begin(minutes: number): Promise<void> {
    await this.#memory.set(key, minutes === 0 ? undefined : String(this.#clock.nowMs() + minutes * minuteMs));
    this.follow();
  }

  /** Another window may have begun or ended it. */
  follow(): void {
    const untilMs = Number(this.#memory.get(key) ?? 0);
    if (untilMs === this.#untilMs) return;
    this.#untilMs = Number.isFinite(untilMs) ? untilMs : 0;
    this.#waiting.abort();
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    const { leftMs } = this;
    if (leftMs === 0) return;
    void this.#clock.sleep(leftMs, signal).then(() => {
      if (!signal.aborted) this.#onOver();
    });
  }

  dispose(): void {
    this.#waiting.abort();
  }
}
