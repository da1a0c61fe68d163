// The one gate: every request that can cost money is guarded, admitted, sent and settled here, whatever happens.
import type { Failure, Result } from '../failure.ts';
import { follow } from '../follow.ts';
import type { Admission, ModelClient } from '../ports.ts';
import { receiptFor } from '../spend/estimate.ts';
import { Attempt } from './attempt.ts';
import type { GateEvent, GateRequest } from './gateEvent.ts';
import type { Foreseen, GatePorts } from './gatePorts.ts';
import type { ModelEvent, ModelRequest } from './modelRequest.ts';
import { limitedTo, outputReserve } from './outputLimits.ts';
import { reserve } from './reserve.ts';

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
  const stopping = new AbortController();
  const letGo = follow(stopping, [signal]);
  try {
    const request = limitedTo(guarded.value.request, first.value.outputTokens);
    if (first.value.limitedBy)
      yield { kind: 'limited', outputTokens: request.maxTokens, by: first.value.limitedBy };
    const prepared = signal.aborted ? null : client.prepare(request);
    if (!prepared?.ok) {
      await gate.close();
      return yield prepared ? { kind: 'failed', failure: prepared.failure } : { kind: 'aborted' };
    }
    let terminal: GateEvent | null = null;
    for await (const event of prepared.value.send(stopping.signal)) {
      if (event.kind === 'attempt' && gate.hasStarted) {
        const booked = await gate.close();
        if (booked) yield booked;
        const again = await gate.admit();
        // What went before was sent, and has its receipt.
        if (!again.ok) return yield { kind: 'failed', failure: { ...again.failure, sent: true } };
      }
      if (gate.note(event) === 'overrun') stopping.abort();
      if (isTerminal(event)) {
        const isOurs = event.kind === 'aborted' && !signal.aborted && stopping.signal.aborted;
        terminal = isOurs ? { kind: 'failed', failure: overrunFailure } : event;
        break;
      }
      yield event;
      // The request leaves when the next event is asked for; one that is stopped by then never left.
      if (event.kind === 'attempt') gate.leaves(!signal.aborted);
    }
    yield terminal ?? { kind: 'failed', failure: unfinished };
    const booked = await gate.close();
    if (booked) yield booked;
  } finally {
    letGo();
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

  /** Reserves the upper bound of one HTTP request; a further one asks for what the first was given, and no less. */
  async admit(): Promise<Result<Extract<Admission, { kind: 'admitted' }>>> {
    const { ports, client, ask, request, foreseen, admitted } = this;
    const reserved = await reserve(ports, client, {
      id: admitted === 0 && ask.id !== undefined ? ask.id : ports.random.id(),
      ...{ ask, request, foreseen },
      outputTokens: admitted || this.asked,
      floorOutputTokens: admitted || Math.min(ask.floorOutputTokens, this.asked),
    });
    if (!reserved.ok) return reserved;
    const { admission, sent, isEnforced } = reserved.value;
    this.admitted = admission.outputTokens;
    this.enforced = isEnforced;
    this.attempt = new Attempt(sent, ports.clock, (text) => ports.countOutput(text, request));
    return { ok: true, value: admission };
  }

  /** The attempt under way has reached the wire. */
  get hasStarted(): boolean {
    return this.attempt?.started ?? false;
  }

  leaves(isLeaving: boolean): void {
    if (this.attempt) this.attempt.started = isLeaving;
  }

  /** `overrun`: reasoning that takes no budget parameter has used up what was reserved (design §4). */
  note(event: ModelEvent): 'overrun' | 'within' {
    this.attempt?.note(event);
    return this.enforced && this.attempt?.isOverrun() ? 'overrun' : 'within';
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
    const receipt = receiptFor(attempt.sent, attempt.end());
    // A ledger that cannot write just now keeps the receipt for later and says so itself.
    await ports.ledger.settle(receipt);
    if (receipt.state === 'exact' && receipt.outcome === 'done')
      ports.counted(receipt, this.request, attempt.text);
    ports.booked(receipt, this.request, attempt.failure, {
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
