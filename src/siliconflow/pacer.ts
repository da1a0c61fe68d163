// Keeps away from a limit that a 429 has named: per account, model and metric, because that is how the platform counts
// (siliconflow-api.md §6.3), and failed requests count as well. What is known lies in a memory that windows may share.
import * as v from 'valibot';
import type { Memory } from '../core/account/memory.ts';
import type { RateMetric } from '../core/failure.ts';
import type { Clock, Random } from '../core/ports.ts';

export interface Limited {
  readonly account: string;
  readonly model: string;
  readonly metric?: RateMetric;
  readonly retryAfterMs?: number;
}

/** Shared by every request of an account, in all windows. */
export interface Pacer {
  /** How long to wait before the next request; 0 = go ahead. `metric` is the one waited for, if it was named. */
  wait(account: string, model: string): { readonly delayMs: number; readonly metric?: RateMetric };
  /** A 429 came. */
  limited(limited: Limited): void;
  /** A request that left at `sentMs` (wall clock) was let through: a limit that was named before is no longer hit. */
  passed(account: string, model: string, sentMs: number): void;
}

const minuteMs = 60_000;

/** The window of each metric; the platform does not say when it starts, so it is the most that is ever waited. */
const windowMs: Readonly<Record<RateMetric, number>> = {
  RPM: minuteMs,
  TPM: minuteMs,
  IPM: minuteMs,
  RPH: 60 * minuteMs,
  RPD: 24 * 60 * minuteMs,
  TPD: 24 * 60 * minuteMs,
  IPD: 24 * 60 * minuteMs,
};

/** AWS's base after throttling is 500 ms for limits per second; these count by the minute and longer. */
const baseMs = 2_000;
const floorMs = 500;

/** By the wall clock, which windows have in common. */
const holdSchema = v.object({
  atMs: v.pipe(v.number(), v.finite()),
  untilMs: v.pipe(v.number(), v.finite()),
  hits: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
type Hold = v.InferOutput<typeof holdSchema>;

/** '' for a 429 that named none. */
const metrics = ['', 'RPM', 'RPH', 'RPD', 'TPM', 'TPD', 'IPM', 'IPD'] as const;
const holdsSchema = v.partial(v.object(v.entriesFromList(metrics, holdSchema)));
type Holds = v.InferOutput<typeof holdsSchema>;

/** Full jitter: `random(0, min(window, base · 2ⁿ))`. `memory` is asked for every request, so it must answer without a read of a file. */
export class MemoryPacer implements Pacer {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #memory: Pick<Memory, 'get' | 'set'>;

  constructor(clock: Clock, random: Random, memory: Pick<Memory, 'get' | 'set'>) {
    this.#clock = clock;
    this.#random = random;
    this.#memory = memory;
  }

  wait(account: string, model: string): { readonly delayMs: number; readonly metric?: RateMetric } {
    const nowMs = this.#clock.nowMs();
    let longest: { readonly delayMs: number; readonly metric?: RateMetric } = { delayMs: 0 };
    for (const metric of metrics) {
      const hold = this.#holds(account, model)[metric];
      const delayMs = hold === undefined ? 0 : Math.ceil(leftMs(hold, nowMs));
      if (delayMs > longest.delayMs) longest = { delayMs, ...(metric === '' ? {} : { metric }) };
    }
    return longest;
  }

  limited({ account, model, metric, retryAfterMs }: Limited): void {
    const atMs = this.#clock.nowMs();
    const holds = this.#holds(account, model);
    const hits = (holds[metric ?? '']?.hits ?? 0) + 1;
    const mostMs = Math.min(metric === undefined ? minuteMs : windowMs[metric], baseMs * 2 ** hits);
    const jitterMs = this.#random.next() * mostMs;
    // After a named time all windows would come back at once: a little jitter on top.
    const delayMs =
      retryAfterMs === undefined ? Math.max(floorMs, jitterMs) : retryAfterMs + Math.min(jitterMs, 1_000);
    this.#keep(account, model, { ...holds, [metric ?? '']: { atMs, untilMs: atMs + delayMs, hits } });
  }

  passed(account: string, model: string, sentMs: number): void {
    const holds = Object.entries(this.#holds(account, model));
    // An answer that began before the refusal and ends after it says nothing about the limit.
    const later = holds.filter(([, hold]) => hold.atMs > sentMs);
    if (later.length < holds.length) this.#keep(account, model, Object.fromEntries(later));
  }

  #holds(account: string, model: string): Holds {
    const text = this.#memory.get(keyOf(account, model));
    if (text === undefined) return {};
    try {
      return v.parse(holdsSchema, JSON.parse(text));
    } catch {
      // What another version or a hand wrote is learned again from the next 429.
      return {};
    }
  }

  #keep(account: string, model: string, holds: Holds): void {
    const text = Object.keys(holds).length === 0 ? undefined : JSON.stringify(holds);
    // A fact that cannot be kept is learned again.
    this.#memory.set(keyOf(account, model), text).catch(() => undefined);
  }
}

/** A refusal from the future was noted before the clock was set back: nobody knows how much of it is left. */
function leftMs({ atMs, untilMs }: Hold, nowMs: number): number {
  return nowMs < atMs ? 0 : Math.max(0, untilMs - nowMs);
}

function keyOf(account: string, model: string): string {
  return `${account}\n${model}`;
}
