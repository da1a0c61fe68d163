// How often a request may be sent again after a passing failure, and when.
import type { Failure } from '../core/failure.ts';
import type { Random } from '../core/ports.ts';

/** Attempts in all for overload, server errors and network breaks. */
export const maxAttempts = 3;
/** Attempts in all when only a 429 stands in the way. */
export const maxLimitedAttempts = 4;
/** A person waits this long for a limit; a longer one is reported instead. */
export const maxLimitWaitMs = 60_000;

const baseMs = 500;
const capMs = 10_000;

/** Failures that pass by themselves. Money, keys, models and parameters are not among them, nor our own time limits. */
export function isPassing(failure: Failure): boolean {
  switch (failure.kind) {
    case 'overloaded':
    case 'serverError':
    case 'gatewayTimeout':
    case 'offline':
    case 'cutShort':
      return true;
    default:
      return false;
  }
}

/** Full jitter after the n-th attempt (1, 2 …): `random(0, min(cap, base · 2ⁿ))`. */
export function backoffMs(attempt: number, random: Random): number {
  return Math.round(random.next() * Math.min(capMs, baseMs * 2 ** attempt));
}

/**
 * A bucket as in AWS's standard mode (perf-security.md §B.2): 500 tokens, a retry takes 5, after a timeout 10, a success
 * gives 1 back. A storm of failures empties it, and retries stop.
 */
export class RetryBudget {
  #tokens = 500;

  tryTake(failure: Failure): boolean {
    const cost = failure.kind === 'gatewayTimeout' ? 10 : 5;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  succeeded(): void {
    this.#tokens = Math.min(500, this.#tokens + 1);
  }
}
