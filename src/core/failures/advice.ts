// What the words of every failure are made of: what is known around it, and small sentences that several kinds share.
import type { ActionName } from '../account/actionName.ts';
import type { Failure } from '../failure.ts';
import type { SitePages } from '../models/sites.ts';
import { type Sentence, sentence } from '../sentence.ts';

/** What is known around a failure and makes its words precise. Names are data, never markup. */
export interface FailureContext {
  /** A chat answer that failed, or the check of a key just entered. */
  readonly during: 'chat' | 'keyCheck';
  /** Name of the place: "SiliconFlow CN", or a custom host. */
  readonly place?: string;
  readonly host?: string;
  /** The place is a custom address, so official pages do not help. */
  readonly custom?: boolean;
  /** Pages of the place; actions that need a missing one are left out. */
  readonly links?: SitePages | null;
  readonly model?: string;
  /** Model that replaces a retired one. */
  readonly successor?: string;
  /** Its price, in words. */
  readonly successorPrice?: string;
  /** With `overBudget`: amounts in the person's format. */
  readonly budget?: {
    readonly needed: string;
    readonly left: string;
    readonly limit: string;
    /** Spent or reserved. */
    readonly gone: string;
    /** What of that is reserved; absent when nothing is. */
    readonly reserved?: string;
    /** With the limit per minute: the time of day at which the request fits again. */
    readonly until?: string;
  };
  /** With `overBudget`: a model that costs clearly less, with its price in words. */
  readonly cheaper?: { readonly name: string; readonly price: string };
  readonly onLimit?: 'ask' | 'stop';
  /** Text was already shown, so going on is possible. */
  readonly hasText?: boolean;
  /** It belongs to a chat with answers that a summary can stand in for. */
  readonly canSummarise?: boolean;
}

export interface FailureAdvice {
  /** What happened, then what to do. One to three sentences. */
  readonly sentences: readonly Sentence[];
  /** The cure first. */
  readonly actions: readonly ActionName[];
  /** What to search for in the editor's settings when `openSettings` is among the actions. */
  readonly settingsQuery?: string;
}

export type Advise = (failure: Failure, context: FailureContext) => FailureAdvice;

export function advise(
  sentences: readonly Sentence[],
  actions: readonly ActionName[],
  settingsQuery?: string,
): FailureAdvice {
  return settingsQuery === undefined ? { sentences, actions } : { sentences, actions, settingsQuery };
}

export const nothingSent = sentence('Nothing was sent, so it cost nothing.');

/** As a person calls it. */
export const placeOf = (context: FailureContext): string => context.place ?? 'SiliconFlow';
export const hostOf = (context: FailureContext): string => context.host ?? placeOf(context);

/** Waiting time in the largest unit that reads well, rounded up: an early retry counts against the limit again. */
export function tryAgainIn(retryAfterMs: number | undefined): Sentence {
  if (retryAfterMs === undefined || !(retryAfterMs > 0)) return sentence('Try again in a moment.');
  const seconds = Math.ceil(retryAfterMs / 1_000);
  if (seconds === 1) return sentence('Try again in 1 second.');
  if (seconds < 90) return sentence('Try again in {0} seconds.', seconds);
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return sentence('Try again in {0} minutes.', minutes);
  return sentence('Try again in {0} hours.', Math.ceil(minutes / 60));
}

export function whatInstead({ successor }: FailureContext): Sentence {
  return successor === undefined
    ? sentence('Choose another model.')
    : sentence('Its successor is {0}.', successor);
}
