// Keeps away from a limit that a 429 has named: per account, model and metric, because that is how the platform counts
// (siliconflow-api.md §6.3), and failed requests count as well.
import type { RateMetric } from '../core/failure.ts';
import type { Clock, Random } from '../core/ports.ts';

export interface Limited {
  readonly account: string;
  readonly model: string;
  readonly metric?: RateMetric;
  readonly retryAfterMs?: number;
}

/** Shared by every request of an account; the store may share one between windows. */
export interface Pacer {
  /** How long to wait before the next request; 0 = go ahead. `metric` is the one waited for, if it was named. */
  wait(account: string, model: string): { readonly delayMs: number; readonly metric?: RateMetric };
  /** A 429 came. */
  limited(limited: Limited): void;
  /** A request was let through: the limit is no longer hit. */
  passed(account: string, model: string): void;
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

interface Hold {
  readonly untilMs: number;
  readonly hits: number;
  readonly metric?: RateMetric;
}

/** A pacer of this window only, with full jitter: `random(0, min(window, base · 2ⁿ))`. */
export class MemoryPacer implements Pacer {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #holds = new Map<string, Map<string, Hold>>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  wait(account: string, model: string): { readonly delayMs: number; readonly metric?: RateMetric } {
    const nowMs = this.#clock.monotonicMs();
    let longest: Hold | null = null;
    for (const hold of this.#holds.get(keyOf(account, model))?.values() ?? []) {
      if (hold.untilMs > nowMs && (longest === null || hold.untilMs > longest.untilMs)) longest = hold;
    }
    if (longest === null) return { delayMs: 0 };
    const { metric } = longest;
    return { delayMs: Math.ceil(longest.untilMs - nowMs), ...(metric === undefined ? {} : { metric }) };
  }

  limited({ account, model, metric, retryAfterMs }: Limited): void {
    const key = keyOf(account, model);
    const holds = this.#holds.get(key) ?? new Map<string, Hold>();
    this.#holds.set(key, holds);
    const hits = (holds.get(metric ?? '')?.hits ?? 0) + 1;
    const mostMs = Math.min(metric === undefined ? minuteMs : windowMs[metric], baseMs * 2 ** hits);
    const jitterMs = this.#random.next() * mostMs;
    // After a named time all windows would come back at once: a little jitter on top.
    const delayMs =
      retryAfterMs === undefined ? Math.max(floorMs, jitterMs) : retryAfterMs + Math.min(jitterMs, 1_000);
    const untilMs = this.#clock.monotonicMs() + delayMs;
    holds.set(metric ?? '', { untilMs, hits, ...(metric === undefined ? {} : { metric }) });
  }

  passed(account: string, model: string): void {
    this.#holds.delete(keyOf(account, model));
  }
}

function keyOf(account: string, model: string): string {
  return `${account}\n${model}`;
}
