// Builds the receipt of a request from what happened to it: exact where the server's word is complete, else a band.
import type { Failure } from '../failure.ts';
import type { PriceRow, SiteId } from '../models/model.ts';
import { costOf } from './cost.ts';
import { priceRowAt } from './price.ts';
import type { Outcome, Purpose, Receipt, Usage, UsageBand } from './receipt.ts';

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
  /** Output tokens that were admitted: no answer is longer. */
  readonly outputTokens: number;
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
  readonly firstTokenMs?: number;
}

/**
 * How long a server may go on producing after our hang-up, seen or unseen: an assumption (buffers, a proxy between),
 * turned into tokens by the pace that this very answer had.
 */
const noticeMs = 2_000;

/** Tokens assumed for `noticeMs` when the answer was too short to have a pace. */
const noticeTokensAtLeast = 32;

/** No model here is faster: an assumption that bounds what silence can hide. */
const fastestTokensPerSecond = 400;

const nothing: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };

/**
 * The receipt of a request that was admitted.
 *
 * - never sent, or answered with a 4xx before any text: exactly 0 (design §4);
 * - ended by the server with usage: exact;
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
  if (end.usage !== null && end.outcome === 'done') {
    return receipt(request, end, price, { low: end.usage, likely: end.usage, high: end.usage });
  }
  return receipt(request, end, price, usageBand(request, end));
}

function isFree(end: RequestEnd): boolean {
  const { failure } = end;
  if (failure === undefined || end.usage !== null || end.streamed.high > 0) return false;
  const refused = failure.status !== undefined && failure.status >= 400 && failure.status < 500;
  return !failure.sent || refused;
}

function usageBand(request: SentRequest, end: RequestEnd): UsageBand {
  const unseen = end.outcome === 'done' ? 0 : unseenTokens(request, end);
  if (end.usage !== null) {
    const plus = (tokens: number): Usage => withOutput(end.usage ?? nothing, tokens, request.outputTokens);
    return {
      low: end.usage,
      likely: plus(end.streamed.likely),
      high: plus(end.streamed.high + unseen),
    };
  }
  // A failure after sending may have come before the server counted anything; text, though, is never free.
  const mayBeNothing = end.streamed.likely === 0 && end.outcome !== 'done';
  const guess = (promptTokens: number, cachedTokens: number, completionTokens: number): Usage =>
    withOutput({ ...nothing, promptTokens, cachedTokens }, completionTokens, request.outputTokens);
  return {
    low: mayBeNothing ? nothing : guess(request.promptTokens.low, request.promptTokens.low, end.streamed.low),
    likely:
      mayBeNothing && isRefusal(end) ? nothing : guess(request.promptTokens.likely, 0, end.streamed.likely),
    high: guess(request.promptTokens.high, 0, end.streamed.high + unseen),
  };
}

/** The server's own word by status that it did not answer. A failure after the headers of an answer carries their 200. */
function isRefusal({ failure }: RequestEnd): boolean {
  return failure?.status !== undefined && failure.status >= 300 && failure.kind !== 'gatewayTimeout';
}

/** Output the server may have made that never reached us. */
function unseenTokens(request: SentRequest, end: RequestEnd): number {
  if (end.firstTokenMs === undefined) {
    // Silence hides a chain of thought or an answer in one piece; only a refusal by status says that nothing was made.
    if (isRefusal(end)) return 0;
    const hidden = Math.ceil((fastestTokensPerSecond * (end.durationMs + noticeMs)) / 1_000);
    return Math.min(request.outputTokens, hidden);
  }
  const received = Math.max(end.streamed.high, end.usage?.completionTokens ?? 0);
  // Two tokens in one packet show no pace: however little time they took, no model is faster than the fastest.
  const leastMs = (received * 1_000) / fastestTokensPerSecond;
  const streamingMs = Math.max(1, leastMs, end.durationMs - end.firstTokenMs);
  return Math.max(noticeTokensAtLeast, Math.ceil((received * noticeMs) / streamingMs));
}

/**
 * What was admitted bounds the output as long as it is not reached: `max_tokens` does not count the chain of thought, and
 * an answer that is ended where the budget ends goes on until the server notices.
 */
function withOutput(usage: Usage, tokens: number, outputTokens: number): Usage {
  const overrun = Math.ceil((fastestTokensPerSecond * noticeMs) / 1_000);
  const most = usage.completionTokens < outputTokens ? outputTokens : usage.completionTokens + overrun;
  return { ...usage, completionTokens: Math.min(most, usage.completionTokens + tokens) };
}

function receipt(request: SentRequest, end: RequestEnd, price: PriceRow | null, band: UsageBand): Receipt {
  const { prices: _prices, promptTokens: _promptTokens, outputTokens: _outputTokens, ...kept } = request;
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
