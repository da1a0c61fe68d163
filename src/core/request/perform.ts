// The one gate: every request that can cost money is guarded, admitted, sent and settled here, whatever happens.
import type { Failure, Result } from '../failure.ts';
import { unsent } from '../failure.ts';
import type { OnceGrant } from '../outgoing/letThrough.ts';
import type { Sent } from '../outgoing/sentRecord.ts';
import type {
  Admission,
  BudgetLimits,
  Clock,
  Ledger,
  ModelClient,
  PreparedRequest,
  Random,
} from '../ports.ts';
import { boundOf } from '../spend/cost.ts';
import { counts, type RequestEnd, receiptFor, type SentRequest, type TokenRange } from '../spend/estimate.ts';
import { priceRowAt } from '../spend/price.ts';
import type { Outcome, Purpose, Receipt, Usage } from '../spend/receipt.ts';
import type { GateEvent, GateRequest } from './gateEvent.ts';
import type { ModelEvent, ModelRequest } from './modelRequest.ts';
import { limitedTo, outputReserve } from './outputLimits.ts';

export interface Guarded {
  readonly request: ModelRequest;
  readonly rules: readonly string[];
  readonly count: number;
}

/** What is known of a request before it is sent, by what usage taught. */
export interface Foreseen
  extends Pick<
    SentRequest,
    'promptTokens' | 'cachedTokens' | 'showsAll' | 'tokensPerSecond' | 'longAnswerTokens'
  > {
  /** What the prompt does not exceed: money is reserved by it. */
  readonly mostPromptTokens: number;
}

export interface GatePorts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly windowId: string;
  readonly limits: (currency: string | null) => BudgetLimits;
  /** The outgoing guard: the request with secrets masked, or why it may not leave. */
  readonly guard: (request: ModelRequest, letThrough?: OnceGrant) => Result<Guarded>;
  readonly foresee: (request: ModelRequest) => Foreseen;
  readonly countOutput: (text: string, request: ModelRequest) => TokenRange;
  /** Why nothing of this kind may be sent just now (arrears), or null. */
  readonly halted: (purpose: Purpose) => Failure | null;
  /** Told of every receipt with the request it belongs to, and what of it went over the wire: arrears, records. */
  readonly booked: (
    receipt: Receipt,
    request: ModelRequest,
    failure: Failure | undefined,
    sent: Sent,
  ) => void;
  /** Told of every answer that the server ended and counted, with all of its text: that teaches. */
  readonly counted: (receipt: Receipt, request: ModelRequest, text: string) => void;
}

/** The longest an answer may stream; prices that change within this time are reserved at their dearest. */
const longestAnswerMs = 30 * 60_000;

/** UTF-8 has at most three bytes per UTF-16 unit, and no token is less than a byte. */
const mostTokensPerUnit = 3;

/** One HTTP request under way: what its receipt is made from. */
interface Attempt {
  sent: SentRequest;
  startMs: number;
  usage: Usage | null;
  /** All text, and that since the last usage, for the estimate when no further usage comes. */
  text: string;
  unbilled: string;
  /** Length of `unbilled` below which it cannot have reached what was admitted: counting it at every token is quadratic. */
  recountAt: number;
  traceId?: string;
  headersMs?: number;
  firstTokenMs?: number;
  lastTokenMs?: number;
  failure?: Failure;
  outcome: Outcome;
  /** Set when this request reached the wire. */
  started: boolean;
  bodyText: string;
}

/**
 * Sends one request through guard, budget and books. Yields the model's events, then `booked` for each HTTP request that
 * was sent. The generator always ends with a terminal model event before the last `booked`; ending the iteration early
 * stops the request and settles it as stopped.
 */
export async function* perform(
  ports: GatePorts,
  client: ModelClient,
  ask: GateRequest,
  signal: AbortSignal,
): AsyncGenerator<GateEvent, void, undefined> {
  const halted = ports.halted(ask.purpose);
  if (halted) return yield { kind: 'failed', failure: halted };
  const guarded = ports.guard(ask.request, ask.letThrough);
  if (!guarded.ok) return yield { kind: 'failed', failure: guarded.failure };
  if (guarded.value.count > 0)
    yield { kind: 'masked', rules: guarded.value.rules, count: guarded.value.count };

  const gate = new Gate(ports, client, ask, guarded.value.request);
  const first = await gate.admit();
  if (!first.ok) return yield { kind: 'failed', failure: first.failure };
  try {
    const request = limitedTo(guarded.value.request, first.value.outputTokens);
    if (first.value.limitedBy)
      yield { kind: 'limited', outputTokens: request.maxTokens, by: first.value.limitedBy };
    const prepared = signal.aborted ? null : client.prepare(request);
    if (prepared?.ok) return yield* gate.run(prepared.value, signal);
    await gate.close();
    yield prepared ? { kind: 'failed', failure: prepared.failure } : { kind: 'aborted' };
  } finally {
    // Open still when the consumer left early or something threw: the books close all the same.
    await gate.close();
  }
}

class Gate {
  private attempt: Attempt | null = null;
  private readonly foreseen: Foreseen;
  private readonly asked: number;
  private readonly ports: GatePorts;
  private readonly client: ModelClient;
  private readonly ask: GateRequest;
  private readonly request: ModelRequest;
  private admitted = 0;
  private enforced = false;

  constructor(ports: GatePorts, client: ModelClient, ask: GateRequest, request: ModelRequest) {
    this.ports = ports;
    this.client = client;
    this.ask = ask;
    this.request = request;
    this.foreseen = ports.foresee(request);
    this.asked = outputReserve(request);
  }

  /** Reserves the upper bound of one HTTP request. */
  async admit(): Promise<Result<Extract<Admission, { kind: 'admitted' }>>> {
    const { ports, client, ask, request } = this;
    const nowMs = ports.clock.nowMs();
    const prices = request.model.prices;
    const bound = boundOf(prices, nowMs, longestAnswerMs, this.foreseen.mostPromptTokens);
    const price = priceRowAt(prices, nowMs);
    const common = {
      id: this.admitted === 0 && ask.id !== undefined ? ask.id : ports.random.id(),
      windowId: ports.windowId,
      account: client.account,
      site: client.site,
      host: client.host,
      model: request.model.id,
      purpose: ask.purpose,
      ...(ask.sessionId === undefined ? {} : { sessionId: ask.sessionId }),
      ...(ask.workspace === undefined ? {} : { workspace: ask.workspace }),
    };
    const limits = ports.limits(bound.currency);
    const admission = await ports.ledger.admit(
      {
        ...common,
        ...bound,
        nowMs,
        day: ports.clock.localDay(nowMs),
        ...(price ? { price } : {}),
        outputTokens: this.admitted || this.asked,
        floorOutputTokens: this.admitted || Math.min(ask.floorOutputTokens, this.asked),
      },
      limits,
    );
    if (admission.kind === 'failed') return { ok: false, failure: admission.failure };
    if (admission.kind === 'refused')
      return { ok: false, failure: overBudget(admission, bound.currency ?? '', nowMs) };
    this.admitted = admission.outputTokens;
    // The limit per minute counts what requests may cost when they start: one that is admitted whole runs to its end.
    const { perMinutePico: _, ...budgets } = limits;
    this.enforced = admission.limitedBy !== undefined || Object.keys(budgets).length > 0;
    const { mostPromptTokens: _most, ...foreseen } = this.foreseen;
    this.attempt = {
      sent: {
        ...common,
        startedMs: nowMs,
        prices,
        ...foreseen,
        outputTokens: admission.outputTokens,
      },
      startMs: ports.clock.monotonicMs(),
      usage: null,
      text: '',
      unbilled: '',
      recountAt: 0,
      outcome: 'stopped',
      started: false,
      bodyText: '',
    };
    return { ok: true, value: admission };
  }

  async *run(prepared: PreparedRequest, signal: AbortSignal): AsyncGenerator<GateEvent, void, undefined> {
    const overrun = new AbortController();
    const either = AbortSignal.any([signal, overrun.signal]);
    let terminal: GateEvent | null = null;
    for await (const event of prepared.send(either)) {
      if (event.kind === 'attempt' && this.attempt?.started) {
        const booked = await this.close();
        if (booked) yield booked;
        const again = await this.admit();
        // What went before was sent, and has its receipt.
        if (!again.ok) return yield { kind: 'failed', failure: { ...again.failure, sent: true } };
      }
      this.note(event);
      if (this.isOverrun()) overrun.abort();
      if (isTerminal(event)) {
        const isOurs = event.kind === 'aborted' && overrun.signal.aborted && !signal.aborted;
        terminal = isOurs ? { kind: 'failed', failure: overrunFailure } : event;
        break;
      }
      yield event;
      // The request leaves when the next event is asked for; one that is stopped by then never left.
      if (event.kind === 'attempt' && this.attempt) this.attempt.started = !signal.aborted;
    }
    yield terminal ?? { kind: 'failed', failure: unfinished };
    const booked = await this.close();
    if (booked) yield booked;
  }

  private note(event: ModelEvent): void {
    const { attempt } = this;
    if (!attempt) return;
    switch (event.kind) {
      case 'attempt':
        // Pacing may have taken a minute since the reservation: time and price count from here.
        attempt.startMs = this.ports.clock.monotonicMs();
        attempt.sent = { ...attempt.sent, startedMs: this.ports.clock.nowMs() };
        attempt.bodyText = event.bodyText;
        break;
      case 'headers':
        attempt.headersMs = this.ports.clock.monotonicMs() - attempt.startMs;
        if (event.traceId !== undefined) attempt.traceId = event.traceId;
        break;
      case 'reasoning':
      case 'text':
        this.saw(attempt, event.text);
        break;
      case 'toolCall':
        this.saw(attempt, event.call.name + event.call.argumentsText);
        break;
      case 'usage':
        // It may count a call that is kept back until it is whole.
        if (attempt.firstTokenMs !== undefined) this.saw(attempt, '');
        attempt.usage = event.usage;
        attempt.unbilled = '';
        attempt.recountAt = 0;
        break;
      case 'waiting':
      case 'parameterDropped':
        if (event.failure) fail(attempt, event.failure);
        break;
      case 'finished':
        // Ended here rather than by the server: more may have been produced than the last usage says.
        attempt.outcome = event.cutLocally ? 'stopped' : 'done';
        break;
      case 'failed':
        fail(attempt, event.failure);
        break;
      case 'aborted':
        attempt.outcome = 'stopped';
        break;
      case 'alive':
        break;
    }
  }

  private saw(attempt: Attempt, text: string): void {
    attempt.lastTokenMs = this.ports.clock.monotonicMs() - attempt.startMs;
    attempt.firstTokenMs ??= attempt.lastTokenMs;
    attempt.text += text;
    attempt.unbilled += text;
  }

  /** Reasoning that takes no budget parameter is ended when it has used up what was reserved (design §4). */
  private isOverrun(): boolean {
    const { attempt } = this;
    if (!this.enforced || !attempt) return false;
    const room = this.admitted - (attempt.usage?.completionTokens ?? 0);
    if (room < 0) return true;
    if (attempt.unbilled.length < attempt.recountAt) return false;
    const counted = this.ports.countOutput(attempt.unbilled, this.request).low;
    attempt.recountAt = attempt.unbilled.length + (room - counted) / mostTokensPerUnit;
    return counted > room;
  }

  /** Books the attempt under way, or gives its reservation back when it was never sent; idempotent. */
  async close(): Promise<GateEvent | null> {
    const { attempt, ports } = this;
    this.attempt = null;
    if (!attempt) return null;
    if (!attempt.started) {
      await ports.ledger.release(attempt.sent.id);
      return null;
    }
    const { failure, traceId, headersMs, firstTokenMs, lastTokenMs, usage, text } = attempt;
    const durationMs = ports.clock.monotonicMs() - attempt.startMs;
    const billed = text.slice(0, text.length - attempt.unbilled.length);
    const isCounted = usage === null || counts(usage, ports.countOutput(billed, this.request));
    const end: RequestEnd = {
      day: ports.clock.localDay(ports.clock.nowMs()),
      usage,
      streamed: ports.countOutput(isCounted ? attempt.unbilled : text, this.request),
      outcome: attempt.outcome,
      durationMs,
      ...(failure ? { failure } : {}),
      ...(traceId === undefined ? {} : { traceId }),
      ...(headersMs === undefined ? {} : { headersMs }),
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      ...(lastTokenMs === undefined ? {} : { lastTokenMs }),
    };
    const receipt = receiptFor(attempt.sent, end);
    // A ledger that cannot write just now keeps the receipt for later and says so itself.
    await ports.ledger.settle(receipt);
    if (receipt.state === 'exact' && receipt.outcome === 'done') ports.counted(receipt, this.request, text);
    ports.booked(receipt, this.request, failure, {
      bodyText: attempt.bodyText,
      files: this.ask.files ?? [],
    });
    return { kind: 'booked', receipt };
  }
}

/** Reported when the tokens that streamed reach what the budget had left (design §4). */
const overrunFailure: Failure = {
  kind: 'overBudget',
  detail: 'the answer reached what the budget had left',
  sent: true,
};

/** A client that ends without a verdict has a fault, but nobody waits for ever. */
const unfinished: Failure = { kind: 'cutShort', detail: 'the answer ended without a verdict', sent: true };

function isTerminal(event: ModelEvent): boolean {
  return event.kind === 'finished' || event.kind === 'failed' || event.kind === 'aborted';
}

function fail(attempt: Attempt, failure: Failure): void {
  attempt.failure = failure;
  attempt.outcome = attempt.firstTokenMs === undefined ? 'failed' : 'cut';
}

function overBudget(
  refusal: Extract<Admission, { kind: 'refused' }>,
  currency: string,
  nowMs: number,
): Failure {
  const { waitMs } = refusal;
  return {
    ...unsent('overBudget'),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    budget: {
      window: refusal.window,
      currency,
      limitPico: refusal.limitPico.toString(),
      spentPico: refusal.spentPico.toString(),
      reservedPico: refusal.reservedPico.toString(),
      neededPico: refusal.neededPico.toString(),
      ...(waitMs === undefined ? {} : { untilMs: nowMs + waitMs }),
    },
  };
}
