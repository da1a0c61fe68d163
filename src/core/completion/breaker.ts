// The circuit breaker: a failing platform is left alone for a while, tried once, and taken back by itself. Its state has a name for the status bar.
import type { Failure, FailureKind } from '../failure.ts';

export type BreakerState =
  | { readonly name: 'working' }
  /** Too many failures in a row; asked again after `untilMs` (monotonic). */
  | { readonly name: 'resting'; readonly untilMs: number; readonly failure: Failure }
  /** One request is on its way to see whether it works again. */
  | { readonly name: 'trying'; readonly failure: Failure }
  /** Only a person can mend it: a key, money, a model, a budget. */
  | { readonly name: 'needsPerson'; readonly failure: Failure };

const NEEDS_PERSON: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'noSite',
  'noKey',
  'secretStorage',
  'untrusted',
  'overBudget',
  'arrears',
  'badKey',
  'noBalance',
  'needsPaidBalance',
  'forbidden',
  'noModel',
  'modelDisabled',
  'gone',
  'notFound',
]);
/** These say something about one place or one request, not about the platform. */
const HARMLESS: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'blocked',
  'emptyAnswer',
  'refusedContent',
  'tooLong',
  'cutShort',
]);
const FAILURES_TO_REST = 4;
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 300_000;

/** Can only a person mend what this failure says? */
export function needsPerson(failure: Failure): boolean {
  return NEEDS_PERSON.has(failure.kind) && !isPause(failure) && !isOverrun(failure);
}

/** The answer was ended where its reservation ended: the model writes, or thinks, beyond what it is asked for, and no budget is used up. */
export function isOverrun({ kind, sent, budget }: Failure): boolean {
  return kind === 'overBudget' && sent && budget === undefined;
}

/** The limit per minute pauses requests, and lets them go on by itself. */
function isPause({ kind, budget }: Failure): boolean {
  return kind === 'overBudget' && budget?.untilMs !== undefined;
}

/** An answer that broke off is harmless; a connection that is reset before anything came is not. */
function isHarmless({ kind, status }: Failure): boolean {
  return HARMLESS.has(kind) && (kind !== 'cutShort' || status !== undefined);
}

export class Breaker {
  #state: BreakerState = { name: 'working' };
  #failures = 0;
  #restMs = FIRST_REST_MS;

  get state(): BreakerState {
    return this.#state;
  }

  /** May a request leave now? Turns a rest that is over into one attempt. */
  admits(nowMs: number): boolean {
    if (this.#state.name === 'working') return true;
    if (this.#state.name === 'resting' && nowMs >= this.#state.untilMs) {
      this.#state = { name: 'trying', failure: this.#state.failure };
      return true;
    }
    return false;
  }

  noteSuccess(): void {
    this.#state = { name: 'working' };
    this.#failures = 0;
    this.#restMs = FIRST_REST_MS;
  }

  /** An attempt that was given up by us says nothing; a trial given up is tried again. */
  noteAborted(nowMs: number): void {
    if (this.#state.name === 'trying')
      this.#state = { name: 'resting', untilMs: nowMs, failure: this.#state.failure };
  }

  noteFailure(failure: Failure, nowMs: number): void {
    if (isHarmless(failure)) {
      this.noteAborted(nowMs);
      return;
    }
    if (needsPerson(failure)) {
      this.#state = { name: 'needsPerson', failure };
      return;
    }
    if (isPause(failure)) {
      this.#state = { name: 'resting', untilMs: nowMs + (failure.retryAfterMs ?? 0), failure };
      return;
    }
    this.#failures += 1;
    const limited = failure.kind === 'rateLimited';
    if (this.#state.name !== 'trying' && this.#failures < FAILURES_TO_REST && !limited) return;
    const restMs = Math.max(this.#restMs, failure.retryAfterMs ?? 0);
    this.#state = { name: 'resting', untilMs: nowMs + restMs, failure };
    this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2);
  }

  /** The person acted (new key, raised budget, other model), or the day changed: everything may be tried again. */
  reset(): void {
    this.noteSuccess();
  }
}
