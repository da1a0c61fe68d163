// Policy around the attempts of one request: pacing, retries before anything was shown, a refused parameter dropped once.
import { type Failure, type FailureKind, isDetailTechnical } from '../core/failure.ts';
import { follow } from '../core/follow.ts';
import type { SiteId } from '../core/models/model.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import type { ModelEvent, ModelRequest, RequestHead } from '../core/request/modelRequest.ts';
import { attempt } from './attempt.ts';
import { isDroppable } from './errors.ts';
import type { LearnedParameters } from './learnedParameters.ts';
import type { Pacer } from './pacer.ts';
import type { KeyWatch } from './redaction.ts';
import { type RequestBody, withoutParameter } from './requestBody.ts';
import {
  backoffMs,
  isPassing,
  maxAttempts,
  maxLimitedAttempts,
  maxLimitWaitMs,
  type RetryBudget,
} from './retryBudget.ts';
import type { Transport } from './transport.ts';
import { type LearnedPatience, Watchdog, type WatchdogLimits } from './watchdog.ts';

/** What all requests of a client share. */
export interface Wire {
  readonly site: SiteId;
  readonly account: string;
  readonly transport: Transport;
  readonly userAgent: string;
  readonly keyWatch: KeyWatch;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: WatchdogLimits;
  readonly patience: LearnedPatience;
  readonly pacer: Pacer;
  readonly learned: LearnedParameters;
  readonly retries: RetryBudget;
  /** Aborts when the client is given up: its requests end as if their callers had ended them. */
  readonly disposed: AbortSignal;
}

/** What to do after a failed attempt. */
type Next =
  | { readonly kind: 'giveUp' }
  | { readonly kind: 'wait'; readonly reason: 'pacing' | 'retry'; readonly delayMs: number }
  | { readonly kind: 'drop'; readonly parameter: string };

/** Sends a request, as often as the policy allows; the last event is exactly one of `finished`, `failed`, `aborted`. */
export async function* send(
  wire: Wire,
  request: ModelRequest,
  prepared: { readonly body: RequestBody; readonly bodyText: string; readonly head: RequestHead },
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const { clock, pacer, account, disposed } = wire;
  const model = request.model.id;
  const isStopped = (): boolean => signal.aborted || disposed.aborted;
  const { head } = prepared;
  let { body, bodyText } = prepared;
  let isParameterDropped = false;
  const held = pacer.wait(account, model);
  if (held.delayMs > 0) {
    if (request.kind === 'completion') {
      // Nobody waits for a completion, and one that is refused would count against the limit.
      const { metric } = held;
      yield {
        kind: 'failed',
        failure: {
          kind: 'rateLimited',
          retryAfterMs: held.delayMs,
          ...(metric === undefined ? {} : { metric }),
          detail: '',
          sent: false,
        },
      };
      return;
    }
    // A limit of an hour or a day may have been raised meanwhile: a person who asks is let through.
    if (held.delayMs <= maxLimitWaitMs) {
      yield { kind: 'waiting', reason: 'pacing', delayMs: held.delayMs };
      await clock.sleep(held.delayMs, AbortSignal.any([signal, disposed]));
    }
  }
  for (let number = 1; ; number++) {
    if (isStopped()) {
      yield { kind: 'aborted' };
      return;
    }
    let shown = false;
    let failure: Failure | null = null;
    const sentMs = clock.nowMs();
    const pace = new Pace(wire, request);
    const controller = new AbortController();
    const watchdog = new Watchdog(clock, limitsOf(wire, request, pace), pace, () => controller.abort());
    const letGo = follow(controller, [signal, disposed]);
    try {
      yield { kind: 'attempt', number, head, bodyText, firstTokenLimitMs: pace.firstTokenMs };
      pace.waits();
      const { path, localStops } = body;
      const { transport, keyWatch } = wire;
      const newId = (): string => wire.random.id();
      const asked = { kind: request.kind, path, bodyText, localStops, newId };
      const through = { transport, keyWatch, clock, watchdog, controller, isStopped };
      // One generator under this one: each is a few promises more for every piece of an answer.
      for await (const event of attempt({ ...asked, ...through })) {
        if (event.kind === 'failed') {
          failure = event.failure;
          pace.ranOut(failure.kind);
          break;
        }
        if (event.kind === 'text' || event.kind === 'reasoning') {
          shown = true;
          pace.saw();
          yield event;
          // The time the reader of the events takes is not the model's.
          pace.waits();
          continue;
        }
        if (event.kind === 'toolCall') shown = true;
        if (event.kind === 'finished') {
          pacer.passed(account, model, sentMs);
          wire.retries.succeeded();
        }
        yield event;
        if (event.kind === 'finished' || event.kind === 'aborted') return;
      }
    } finally {
      watchdog.dispose();
      letGo();
    }
    // Unreachable unless an attempt ends without a terminal event, which would be a bug there.
    if (failure === null) throw new Error('an attempt ended without a terminal event');
    const next = afterFailure(wire, request, body, failure, { number, shown, isParameterDropped });
    // Only technical details: words of the platform may quote what was asked.
    const detail = isDetailTechnical(failure.kind) ? failure.detail : '';
    wire.log.info(
      ['request', number, 'failed:', failure.kind, failure.status, failure.traceId, detail, '->', next.kind]
        .filter((part) => part !== undefined && part !== '')
        .join(' '),
    );
    if (next.kind === 'giveUp') {
      yield { kind: 'failed', failure };
      return;
    }
    if (next.kind === 'drop') {
      isParameterDropped = true;
      body = withoutParameter(body, next.parameter);
      bodyText = JSON.stringify(body.fields);
      yield { kind: 'parameterDropped', parameter: next.parameter, failure };
    } else {
      yield { kind: 'waiting', reason: next.reason, failure, delayMs: next.delayMs };
      await clock.sleep(next.delayMs, AbortSignal.any([signal, disposed]));
    }
  }
}

function afterFailure(
  wire: Wire,
  request: ModelRequest,
  body: RequestBody,
  failure: Failure,
  soFar: { readonly number: number; readonly shown: boolean; readonly isParameterDropped: boolean },
): Next {
  const { account, pacer, learned, random, site } = wire;
  const model = request.model.id;
  if (failure.kind === 'rateLimited') {
    const { metric, retryAfterMs } = failure;
    pacer.limited({
      account,
      model,
      ...(metric === undefined ? {} : { metric }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  const { parameter } = failure;
  const canDrop = failure.kind === 'badParameter' && isDroppable(parameter) && parameter in body.fields;
  if (canDrop) learned.drop(site, model, parameter);
  if (request.kind === 'completion' || soFar.shown) return { kind: 'giveUp' };
  if (canDrop) return soFar.isParameterDropped ? { kind: 'giveUp' } : { kind: 'drop', parameter };
  if (failure.kind === 'rateLimited') {
    const { delayMs } = pacer.wait(account, model);
    const isWorthIt = soFar.number < maxLimitedAttempts && delayMs <= maxLimitWaitMs && !isLong(failure);
    return isWorthIt ? { kind: 'wait', reason: 'pacing', delayMs } : { kind: 'giveUp' };
  }
  if (!isPassing(failure) || soFar.number >= maxAttempts || !wire.retries.tryTake(failure)) {
    return { kind: 'giveUp' };
  }
  // An overloaded platform that names a time is given it, within what a person waits.
  const askedMs = failure.retryAfterMs ?? 0;
  if (askedMs > maxLimitWaitMs) return { kind: 'giveUp' };
  return { kind: 'wait', reason: 'retry', delayMs: Math.max(askedMs, backoffMs(soFar.number, random)) };
}

/** Limits of an hour or a day are reported, not waited for. */
function isLong(failure: Failure): boolean {
  return failure.metric !== undefined && /[HD]$/.test(failure.metric);
}

/** The time limits of one attempt, and what its waits teach. */
class Pace {
  readonly firstTokenMs: number;
  readonly betweenTokensMs: number;
  readonly #wire: Wire;
  readonly #firstKey: string;
  readonly #gapKey: string;
  #hasStarted = false;
  #sinceMs = 0;

  constructor(wire: Wire, request: ModelRequest) {
    const { limits, patience } = wire;
    this.#wire = wire;
    this.#firstKey = `${request.kind} first token ${request.model.id}`;
    this.#gapKey = `gap ${request.model.id}`;
    this.firstTokenMs = patience.limitMs(this.#firstKey, baseFirstTokenMs(request, limits));
    this.betweenTokensMs = patience.limitMs(this.#gapKey, limits.betweenTokensMs);
  }

  waits(): void {
    this.#sinceMs = this.#wire.clock.monotonicMs();
  }

  saw(): void {
    const { clock, patience } = this.#wire;
    patience.saw(this.#hasStarted ? this.#gapKey : this.#firstKey, clock.monotonicMs() - this.#sinceMs);
    this.#hasStarted = true;
  }

  ranOut(kind: FailureKind): void {
    const { patience } = this.#wire;
    if (kind === 'timeout') patience.ranOut(this.#firstKey, this.firstTokenMs);
    else if (kind === 'stalled') patience.ranOut(this.#gapKey, this.betweenTokensMs);
  }
}

/** Signs of life keep nobody waiting for a completion: after so much silence the hand is elsewhere. */
function limitsOf({ limits }: Wire, { kind }: ModelRequest, { firstTokenMs }: Pace): WatchdogLimits {
  if (kind === 'chat') return limits;
  const silenceMs = Math.max(firstTokenMs, 3 * limits.completionFirstTokenMs);
  return { ...limits, silenceMs: Math.min(limits.silenceMs, silenceMs) };
}

function baseFirstTokenMs(request: ModelRequest, limits: WatchdogLimits): number {
  if (request.kind === 'completion') return limits.completionFirstTokenMs;
  const mayThink = request.model.reasoning !== 'no' && request.thinking !== 'off';
  return mayThink ? limits.reasoningFirstTokenMs : limits.firstTokenMs;
}
