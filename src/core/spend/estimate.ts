// Builds the receipt of a request from what happened to it: exact where the server's word is complete, else a band.
import type { Failure } from '../failure.ts';
import type { PriceRow, SiteId } from '../models/model.ts';
import { costOf } from './cost.ts';
import { priceRowAt } from './price.ts';
import type { Outcome, Purpose, Receipt, Usage, UsageBand } from './receipt.ts';
import { isRefusal, mostOverrunTokens, unseenTokens } from './unseenTokens.ts';

/** A count of tokens that is not known for certain: low ≤ likely ≤ high, all integers ≥ 0. */
export interface TokenRange {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** What is known of a request when it is sent. */
export interface SentRequest {
  readonly id: string;
  readonly startedMs: number;
  readonly windowId: string;
  readonly account: string;
  readonly site: SiteId;
  readonly host: string;
  readonly model: string;
  readonly purpose: Purpose;
  readonly sessionId?: string;
  readonly workspace?: string;
  /** All price rows of the model; empty = price unknown. */
  readonly prices: readonly PriceRow[];
  /** Our own count of the prompt. */
  readonly promptTokens: TokenRange;
  /** Of them, read from the platform's cache; none to all where it is not known. */
  readonly cachedTokens?: TokenRange;
  /** Output tokens that were admitted: no answer is longer. */
  readonly outputTokens: number;
  /** Earlier answers of this model showed all that was billed: it makes nothing in silence. */
  readonly showsAll?: boolean;
  /** Tokens a second that this model hardly exceeds; absent while too few were timed. */
  readonly tokensPerSecond?: number;
  /** Hardly any earlier answer to such a question was longer; absent while there are too few of them. */
  readonly longAnswerTokens?: number;
}

/** What came of it. */
export interface RequestEnd {
  /** Local calendar day of the booking, YYYY-MM-DD. */
  readonly day: string;
  /** The last cumulative usage seen, null when none came. */
  readonly usage: Usage | null;
  /** Text and reasoning received since that usage; all of it when none came. */
  readonly streamed: TokenRange;
  /** `done` means the server ended the answer itself. */
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly traceId?: string;
  readonly durationMs: number;
  readonly headersMs?: number;
  readonly firstTokenMs?: number;
  /** After it nothing came until the end. */
  readonly lastTokenMs?: number;
}

const nothing: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };

/**
 * The receipt of a request that was admitted.
 *
 * - never sent, or answered with a 4xx before any text: exactly 0 (design §4); so is a 503 by which the platform itself says,
 *   with its code, that it is too busy: like a 429 it turns the request away instead of working on it;
 * - ended by the server with a usage that counts all of it: exact;
 * - refused with a 5xx before any text: probably nothing, at most the prompt. A gateway that gave up waiting (504) is no
 *   refusal: the model behind it may have worked all the while;
 * - otherwise a band. Low: the usage seen (the text after it may be in it: the platform counts a chunk's text in the same
 *   chunk's usage). Likely: also the text received since. High: also what the server may have produced before it
 *   noticed our hang-up or the cut; after silence, whatever the time allowed within the admitted output;
 * - without a price: unknown, with the same usage.
 */
export function receiptFor(request: SentRequest, end: RequestEnd): Receipt {
  const price = priceRowAt(request.prices, request.startedMs);
  if (isFree(end)) {
    return receipt(request, end, price, { low: nothing, likely: nothing, high: nothing });
  }
  if (end.usage !== null && end.streamed.likely === 0 && isEnded(end)) {
    return receipt(request, end, price, { low: end.usage, likely: end.usage, high: end.usage });
  }
  return receipt(request, end, price, usageBand(request, end));
}

/** By the server, whatever the answer is worth. */
function isEnded({ outcome, failure }: RequestEnd): boolean {
  return outcome === 'done' || failure?.ended === true;
}

/** A text of so few tokens proves nothing about a usage. */
const fewTokens = 8;

/**
 * Can a usage be the count of this text? One that stands still, or counts each piece for itself, says far too little. Only
 * what is beyond any vocabulary is called so: a tenth of the fewest tokens that the text is likely to be. (Rows of dashes
 * are a token for each sixty-four.)
 */
export function counts(usage: Usage, text: TokenRange): boolean {
  return 10 * usage.completionTokens + fewTokens >= text.low;
}

function isFree(end: RequestEnd): boolean {
  const { failure } = end;
  if (failure === undefined || end.usage !== null || end.streamed.high > 0) return false;
  const { status = 0, kind, code } = failure;
  const isTurnedAway = status === 503 && kind === 'overloaded' && code !== undefined;
  return !failure.sent || (status >= 400 && status < 500) || isTurnedAway;
}

function usageBand(request: SentRequest, end: RequestEnd): UsageBand {
  const unseen = isEnded(end) ? 0 : unseenTokens(request, end);
  const most = mostOutput(request, end);
  const { usage } = end;
  if (usage !== null) {
    const plus = (tokens: number): Usage => withOutput(usage, tokens, most);
    return {
      low: usage,
      likely: plus(end.streamed.likely),
      high: plus(end.streamed.high + unseen),
    };
  }
  // A failure after sending may have come before the server counted anything; text, though, is never free.
  const mayBeNothing = end.streamed.likely === 0 && end.outcome !== 'done';
  const guess = (promptTokens: number, cachedTokens: number, completionTokens: number): Usage =>
    withOutput({ ...nothing, promptTokens, cachedTokens }, completionTokens, most);
  const { low } = request.promptTokens;
  const cached = request.cachedTokens ?? { low: 0, likely: 0, high: low };
  return {
    low: mayBeNothing ? nothing : guess(request.promptTokens.low, cached.high, end.streamed.low),
    likely:
      mayBeNothing && isRefusal(end)
        ? nothing
        : guess(request.promptTokens.likely, cached.likely, end.streamed.likely),
    high: guess(request.promptTokens.high, cached.low, end.streamed.high + unseen),
  };
}

/**
 * What was admitted bounds the output for as long as less than that was received: `max_tokens` does not count the chain of
 * thought, which comes without being reserved for where a model refuses to be told not to think; and an answer that is
 * ended where the budget ends goes on until the server notices.
 */
function mostOutput({ outputTokens }: SentRequest, { usage, streamed }: RequestEnd): number {
  const counted = usage?.completionTokens ?? 0;
  return counted + streamed.likely < outputTokens
    ? outputTokens
    : counted + streamed.high + mostOverrunTokens;
}

function withOutput(usage: Usage, tokens: number, most: number): Usage {
  return { ...usage, completionTokens: Math.min(most, usage.completionTokens + tokens) };
}

function receipt(request: SentRequest, end: RequestEnd, price: PriceRow | null, band: UsageBand): Receipt {
  const { prices: _1, promptTokens: _2, cachedTokens: _3, outputTokens: _4, ...known } = request;
  const { showsAll: _5, tokensPerSecond: _6, longAnswerTokens: _7, ...kept } = known;
  const certain = band.low === band.high;
  const base = {
    ...kept,
    day: end.day,
    usage: end.failure?.sent === false && band.high === nothing ? null : band.likely,
    outcome: end.outcome,
    ...(end.failure === undefined ? {} : { failure: end.failure.kind }),
    ...traceOf(end),
    durationMs: end.durationMs,
    ...(end.firstTokenMs === undefined ? {} : { firstTokenMs: end.firstTokenMs }),
  };
  const at = (usage: Usage): bigint | null =>
    usage === nothing ? 0n : price && costOf(usage, price, request.startedMs);
  const [lowPico, costPico, highPico] = [at(band.low), at(band.likely), at(band.high)];
  if (lowPico === null || costPico === null || highPico === null) {
    return {
      ...base,
      ...(base.usage === null ? {} : { usageBand: { low: band.low, high: band.high } }),
      price: null,
      currency: null,
      state: 'unknown',
      costPico: null,
      lowPico: null,
      highPico: null,
    };
  }
  return {
    ...base,
    price,
    currency: price?.currency ?? null,
    state: certain ? 'exact' : 'estimated',
    costPico,
    lowPico,
    highPico,
  };
}

function traceOf(end: RequestEnd): { traceId?: string } {
  const traceId = end.traceId ?? end.failure?.traceId;
  return traceId === undefined ? {} : { traceId };
}
