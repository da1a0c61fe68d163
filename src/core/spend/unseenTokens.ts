// How much a server may have written that nobody saw: after a hang-up, after a break, in silence.
import type { FailureKind } from '../failure.ts';
import type { RequestEnd, SentRequest } from './estimate.ts';

/**
 * How long a server may go on producing after our hang-up, seen or unseen, turned into tokens by the pace that this very
 * answer had. The hang-up goes one way through what the request and its headers went through both ways, so that the time
 * to the headers and a little for the model's own step is an assumption on the safe side; never more than two seconds.
 */
const noticeAtLeastMs = 300;
const noticeAtMostMs = 2_000;

/** Tokens assumed for that time at least: servers send several in one piece. */
const noticeTokensAtLeast = 16;

/** From so many tokens in so much time on, an answer has a pace of its own; the rest of it may be this much faster. */
const pacedTokens = 8;
const pacedMs = 50;
const unevenness = 1.25;

/** An answer that is as long as hardly any other is of another kind, and may go on by so much of itself. */
const furtherShare = 0.5;

/** No model here is faster: an assumption that bounds what silence can hide. */
const fastestTokensPerSecond = 400;

/** What an answer may go beyond its end, whatever its pace. */
export const mostOverrunTokens = Math.ceil((fastestTokensPerSecond * noticeAtMostMs) / 1_000);

/** The server's own word by status that it did not answer. A failure after the headers of an answer carries their 200. */
export function isRefusal({ failure }: RequestEnd): boolean {
  return failure?.status !== undefined && failure.status >= 300 && failure.kind !== 'gatewayTimeout';
}

/** Output the server may have made that never reached us. */
export function unseenTokens(request: SentRequest, end: RequestEnd): number {
  const pace = paceOf(request, end);
  // Before a model's pace is known, and where it is none (a server that has the answer ready), the longest time holds.
  const isTimed = pace !== null || !isOurs(end);
  const noticeMs = isTimed
    ? Math.min(noticeAtMostMs, noticeAtLeastMs + (end.headersMs ?? end.durationMs))
    : noticeAtMostMs;
  const inMs = (ms: number): number => Math.ceil(((pace ?? fastestTokensPerSecond) * ms) / 1_000);
  if (end.firstTokenMs === undefined) {
    // Silence hides a chain of thought or an answer in one piece, where the model is not known to show all it makes; only
    // a refusal by status says that nothing was made. Behind a gateway that gave up the model may have gone on.
    if (isRefusal(end)) return 0;
    const isOpen = request.showsAll === true && end.failure?.kind !== 'gatewayTimeout';
    return Math.min(request.outputTokens, inMs(noticeMs + (isOpen ? 0 : end.durationMs)));
  }
  const received = Math.max(end.streamed.high, end.usage?.completionTokens ?? 0);
  const rest = Math.max(
    (request.longAnswerTokens ?? Number.POSITIVE_INFINITY) - received,
    Math.ceil(furtherShare * received),
  );
  // A connection that went dumb takes what is written into it for as long as nobody tells the server.
  const silentMs = end.durationMs - (end.lastTokenMs ?? end.durationMs);
  return Math.max(noticeTokensAtLeast, Math.min(rest, inMs(noticeMs + silentMs)));
}

/** Tokens a second of this answer, else of the model; null where neither is known or both are beyond any model. */
function paceOf(request: SentRequest, end: RequestEnd): number | null {
  const received = Math.max(end.streamed.likely, end.usage?.completionTokens ?? 0);
  const streamingMs = (end.lastTokenMs ?? end.durationMs) - (end.firstTokenMs ?? end.durationMs);
  const pace =
    received >= pacedTokens && streamingMs >= pacedMs
      ? (unevenness * received * 1_000) / streamingMs
      : (request.tokensPerSecond ?? Number.POSITIVE_INFINITY);
  return pace <= fastestTokensPerSecond ? pace : null;
}

/** Did this side hang up? Else the connection or the server broke it off, and knew before us. */
function isOurs({ outcome, failure }: RequestEnd): boolean {
  return outcome === 'stopped' || (failure !== undefined && endedHere.has(failure.kind));
}

const endedHere: ReadonlySet<FailureKind> = new Set([
  'timeout',
  'stalled',
  'badReply',
  'tooBig',
  'overBudget',
]);
