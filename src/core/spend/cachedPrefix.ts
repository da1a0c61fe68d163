// How much of a prompt the platform has likely seen before: its prefix cache is automatic and promises nothing.
import type { PromptMessage } from '../request/modelRequest.ts';
import type { Calibration } from '../tokens/calibration.ts';
import { estimateMessages } from '../tokens/estimator.ts';
import type { Weighted } from './answerLength.ts';
import type { TokenRange } from './estimate.ts';

/** A prompt that was sent to a model, and when (UTC ms). */
export interface SentPrompt {
  readonly messages: readonly PromptMessage[];
  readonly atMs: number;
}

/** Nobody documents how long a prefix is kept (siliconflow-api.md §2.7): after an hour it is not counted on. */
export const prefixLifeMs = 60 * 60_000;

/** Prompts with less in common teach nothing about the cache: it works in blocks. */
export const leastShared = 256;

/** Shares of common beginnings that came from the cache, remembered for each model. */
export const sharesKept = 16;

/** Before anything was seen: a cache that mostly works and sometimes does not. */
const prior: readonly Weighted[] = [
  { value: 0, weight: 0.2 },
  { value: 0.7, weight: 0.3 },
  { value: 0.95, weight: 0.5 },
];

/** Tokens of the longest beginning that this prompt has in common with one of the earlier prompts. */
export function sharedTokens(
  messages: readonly PromptMessage[],
  earlier: readonly SentPrompt[],
  nowMs: number,
  calibration: Calibration,
): number {
  return earlier
    .filter(({ atMs }) => Math.abs(nowMs - atMs) <= prefixLifeMs)
    .reduce((most, sent) => Math.max(most, inCommon(messages, sent.messages, calibration)), 0);
}

/** Possible shares of a common beginning that come from the cache, after those that were seen. */
export function cachedShares(seen: readonly number[]): readonly Weighted[] {
  const known = seen.map((value) => ({ value: Math.min(1, Math.max(0, value)), weight: 1 }));
  return [...prior, ...known];
}

/** What the cache did for earlier prompts, oldest first: shares of what was known to be sent before, and of all the rest. */
export interface CacheSeen {
  readonly shares: readonly number[];
  readonly beyond: readonly number[];
}

/** Shares after which the cache is believed to go on as it did; what is not this window's doing takes more. */
const enough = 6;
const enoughBeyond = 24;
export const beyondKept = 64;
/** What the next prompt may find in the cache beyond all that was seen. */
const surprise = 0.1;

/**
 * Cached tokens of a prompt of which `shared` tokens were sent before, by the least and the most that the cache did of
 * late; from none to all of them while too little is known. Other windows and programs send prompts too: what they usually
 * bring into the cache is likely to be there again, and never certain.
 */
export function cachedBand(prompt: TokenRange, shared: number, { shares, beyond }: CacheSeen): TokenRange {
  const rest = Math.max(0, prompt.likely - shared);
  const isRestKnown = beyond.length >= enoughBeyond;
  const usualRest = isRestKnown ? middleOf(beyond) : 0;
  const mostRest = isRestKnown ? Math.min(1, Math.max(...beyond) + surprise) : 1;
  const high = Math.min(prompt.low, Math.ceil(shared + mostRest * rest));
  const upToHigh = (tokens: number): number => Math.min(high, Math.round(tokens));
  if (shares.length < enough) return { low: 0, likely: upToHigh(usualRest * prompt.likely), high };
  return {
    low: upToHigh(Math.min(1, ...shares) * shared),
    likely: upToHigh(Math.min(1, middleOf(shares)) * shared + usualRest * rest),
    high,
  };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function inCommon(
  a: readonly PromptMessage[],
  b: readonly PromptMessage[],
  calibration: Calibration,
): number {
  const first = a.findIndex((message, at) => !isSame(message, b[at]));
  const same = first < 0 ? a : a.slice(0, first);
  const [left, right] = [a[same.length], b[same.length]];
  const begun = left && right && left.role === right.role ? commonStart(textOf(left), textOf(right)) : '';
  const partly = begun === '' ? 0 : estimateMessages([{ role: 'system', text: begun }], calibration);
  return Math.round(estimateMessages(same, calibration) + partly);
}

function isSame(a: PromptMessage, b: PromptMessage | undefined): boolean {
  return a === b || (b !== undefined && a.role === b.role && JSON.stringify(a) === JSON.stringify(b));
}

/** Only texts that open a message can share a beginning with another one; pictures stand before them. */
function textOf(message: PromptMessage): string {
  if (message.role !== 'user') return message.text;
  const [first] = message.parts;
  return first?.kind === 'text' ? first.text : '';
}

function commonStart(a: string, b: string): string {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return a.slice(0, length);
}
