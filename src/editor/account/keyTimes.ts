// When a key was entered and last used, by its fingerprint: for the person, and for the reminder to replace it.
import type { Memory } from '../../core/account/memory.ts';
import type { Clock } from '../../core/ports.ts';

/** A key in use is noted this often: each note is a write. */
const noteEveryMs = 60_000;
const dayMs = 24 * 3_600_000;

export interface KeyTimes {
  readonly enteredMs: number | null;
  readonly usedMs: number | null;
}

export class KeyDiary {
  readonly #memory: Pick<Memory, 'get' | 'set'>;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #noted = new Map<string, number>();

  constructor(memory: Pick<Memory, 'get' | 'set'>, clock: Pick<Clock, 'nowMs'>) {
    this.#memory = memory;
    this.#clock = clock;
  }

  times(fingerprint: string): KeyTimes {
    return {
      enteredMs: this.#read(enteredKey(fingerprint)),
      usedMs: this.#read(usedKey(fingerprint)),
    };
  }

  /** A key that was known before it was noted counts from the day on which it was first seen. */
  noteSeen(fingerprint: string): void {
    if (this.#read(enteredKey(fingerprint)) === null) this.noteEntered(fingerprint);
  }

  noteEntered(fingerprint: string): void {
    this.#write(enteredKey(fingerprint), this.#clock.nowMs());
  }

  noteUsed(fingerprint: string): void {
    const nowMs = this.#clock.nowMs();
    const last = this.#noted.get(fingerprint);
    if (last !== undefined && Math.abs(nowMs - last) < noteEveryMs) return;
    this.#noted.set(fingerprint, nowMs);
    this.#write(usedKey(fingerprint), nowMs);
  }

  /** Whole days since the key was entered, once they are at least `afterDays`; null before, and for 0. */
  dueDays(fingerprint: string, afterDays: number): number | null {
    const { enteredMs } = this.times(fingerprint);
    if (enteredMs === null || afterDays === 0) return null;
    const days = Math.floor((this.#clock.nowMs() - enteredMs) / dayMs);
    return days >= afterDays ? days : null;
  }

  #read(key: string): number | null {
    const value = Number(this.#memory.get(key) ?? Number.NaN);
    return Number.isSafeInteger(value) && value > 0 ? value : null;
  }

  /** Nothing depends on it: a full disk leaves it away. */
  #write(key: string, ms: number): void {
    this.#memory.set(key, String(Math.round(ms))).catch(() => undefined);
  }
}

function enteredKey(fingerprint: string): string {
  return `keyEntered.${fingerprint}`;
}

function usedKey(fingerprint: string): string {
  return `keyUsed.${fingerprint}`;
}
