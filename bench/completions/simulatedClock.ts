// A clock whose time is a queue of events: everyone who waits shares it, so a 17-minute session runs in seconds and twice the same.
import type { Clock } from '../../src/core/ports.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** What the replay needs of time; `realClock` answers it with the machine's own. */
export interface ReplayClock extends Clock {
  /** Runs `act` at `atMs` (monotonic). */
  at(atMs: number, act: () => void): void;
  /** Resolves when nothing is scheduled before `untilMs` any more. */
  runUntil(untilMs: number): Promise<void>;
}

export class SimulatedClock implements ReplayClock {
  #now = 0;
  #order = 0;
  readonly #heap: Timer[] = [];

  nowMs(): number {
    return 1_790_000_000_000 + this.#now;
  }

  monotonicMs(): number {
    return this.#now;
  }

  localDay(): string {
    return '2026-11-22';
  }

  at(atMs: number, act: () => void): void {
    this.#push({ at: Math.max(atMs, this.#now), order: this.#order++, run: act });
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const timer: Timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, run: undefined };
      const wake = (): void => {
        timer.run = undefined;
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      timer.run = wake;
      signal?.addEventListener('abort', wake);
      this.#push(timer);
    });
  }

  /** Each event is followed by all the promise work it caused, before time moves on. */
  async runUntil(untilMs: number): Promise<void> {
    await settled();
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > untilMs) break;
      this.#pop();
      if (next.run === undefined) continue;
      this.#now = next.at;
      next.run();
      await settled();
    }
    this.#now = Math.max(this.#now, untilMs);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !before(timer, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const left = heap[down];
      if (left === undefined) break;
      const right = heap[down + 1];
      let child = left;
      if (right !== undefined && before(right, left)) {
        child = right;
        down += 1;
      }
      if (!before(child, last)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }
}

/** Milliseconds since the machine started, the same in all of its processes. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The machine's own time, for what cannot be simulated. Processes with the same zero have the same time. */
export class RealClock implements ReplayClock {
  readonly #zero: number;

  constructor(zeroMs: number = machineMs()) {
    this.#zero = zeroMs;
  }

  nowMs(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return machineMs() - this.#zero;
  }

  localDay(ms: number): string {
    return new Date(ms).toISOString().slice(0, 10);
  }

  at(atMs: number, act: () => void): void {
    setTimeout(act, Math.max(0, atMs - this.monotonicMs()));
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, delayMs);
      signal?.addEventListener('abort', wake);
    });
  }

  runUntil(untilMs: number): Promise<void> {
    return this.sleep(untilMs - this.monotonicMs());
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
