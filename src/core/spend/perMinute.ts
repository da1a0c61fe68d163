// Money per minute: what a runaway (retries, loops, a tool gone wild) may cost before it is paused, whatever the day's budget.
import type { Currency, Pico } from './money.ts';

/** Requests that started within so long count. */
export const minuteMs = 60_000;

/**
 * Where nothing is set: three questions within a minute to the dearest model listed, each with 40,000 tokens of context and
 * the longest answer that is reserved for (8,192 tokens and a chain of thought of 32,768). A person who reads the answers
 * does not meet it; a loop does within seconds, and costs no more than this a minute.
 */
export const defaultPerMinute: ReadonlyMap<Currency, Pico> = new Map([
  ['CNY', 5_000_000_000_000n],
  ['USD', 2_000_000_000_000n],
]);

/** Money that counts now and stops counting later. */
export interface Passing {
  readonly inMs: number;
  readonly pico: Pico;
}

/** How long until this much has stopped counting; null when there is not so much to wait for. */
export function waitMsFor(pico: Pico, passing: readonly Passing[]): number | null {
  let gone = 0n;
  for (const one of passing.toSorted((a, b) => a.inMs - b.inMs)) {
    gone += one.pico;
    if (gone >= pico) return one.inMs;
  }
  return null;
}
