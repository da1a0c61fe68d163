// The window's way to the model: client, gate, token counts by what usage taught, and the registry of what runs.
import type { Memory } from '../../core/account/memory.ts';
import { type Failure, type Result, unsent } from '../../core/failure.ts';
import type { Sent } from '../../core/outgoing/sentRecord.ts';
import type { BudgetLimits, Clock, Ledger, ModelClient, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import type { GatePorts } from '../../core/request/gatePorts.ts';
import type { ModelRequest } from '../../core/request/modelRequest.ts';
import { perform } from '../../core/request/perform.ts';
import type { Purpose, Receipt } from '../../core/spend/receipt.ts';
import { rawTextTokens, textUpperBound } from '../../core/tokens/estimator.ts';
import { promptBand, tokenBand } from '../../core/tokens/tokenBand.ts';
import type { Arrears } from './arrears.ts';
import { RunningRequests } from './running.ts';
import type { UsageHabits } from './usageHabits.ts';
import type { WindowGuard } from './windowGuard.ts';

export interface RequestsParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly memory: Memory;
  readonly arrears: Arrears;
  readonly habits: UsageHabits;
  readonly guard: WindowGuard;
  readonly windowId: string;
  readonly limits: (currency: string | null) => BudgetLimits;
  readonly client: () => Promise<Result<ModelClient>>;
  /** Told of everything that was sent, and of what went wrong with it. */
  readonly onSent?: (receipt: Receipt, request: ModelRequest, sent: Sent, failure?: Failure) => void;
  readonly onRunning: (count: number) => void;
}

export interface Requests {
  perform(request: GateRequest, signal: AbortSignal): AsyncIterable<GateEvent>;
  /** False when only the requests of this window could be stopped. */
  stopAll(): Promise<boolean>;
  readonly running: number;
  /** Stops what runs in this window; resolves when all of it is booked. */
  settle(): Promise<void>;
  /** Stops what runs here; resolves when all of it is booked. */
  dispose(): Promise<void>;
}

export function startRequests(parts: RequestsParts): Requests {
  const { memory, arrears, habits, ledger, clock, random, guard, windowId } = parts;
  const running = new RunningRequests(memory, parts.onRunning);
  const ports: Omit<GatePorts, 'halted'> = {
    ledger,
    clock,
    random,
    windowId,
    limits: parts.limits,
    guard: (request, letThrough) => guard.guard(request, letThrough),
    foresee: (request) => {
      const band = promptBand(request, habits.countingPrompts(request.kind, request.model.id));
      return { ...band, ...habits.foreseen(request, band.promptTokens) };
    },
    countOutput: (text, request) => {
      if (text === '') return { low: 0, likely: 0, high: 0 };
      const counting = habits.countingOutput(request.kind, request.model.id);
      return tokenBand(rawTextTokens(text), textUpperBound(text, counting.calibration), counting);
    },
    booked: (receipt, request, failure, sent) => {
      if (receipt.state !== 'exact' && receipt.firstTokenMs !== undefined)
        habits.noteSent(request, receipt.startedMs);
      parts.onSent?.(receipt, request, sent, failure);
      if (failure?.kind === 'noBalance') arrears.set(receipt.account);
      else if (receipt.outcome === 'done') arrears.clear(receipt.account);
    },
    counted: (receipt, request, text) => habits.learn(receipt, request, text),
  };
  async function* performSoon(request: GateRequest, outer: AbortSignal): AsyncGenerator<GateEvent> {
    const { signal, over } = running.begin(outer);
    try {
      const client = await parts.client();
      if (!client.ok) return yield { kind: 'failed', failure: client.failure };
      const { account } = client.value;
      const halted: GatePorts['halted'] = (purpose) =>
        goesByItself(purpose) && arrears.has(account) ? unsent('arrears') : null;
      yield* perform({ ...ports, halted }, client.value, request, signal);
    } finally {
      over();
    }
  }
  return {
    perform: performSoon,
    stopAll: () => running.stopAll(`${windowId} ${random.id()}`),
    get running() {
      return running.count;
    },
    settle: () => running.settle(),
    dispose: () => running.dispose(),
  };
}

/** What a person sends is an act of theirs; the rest, other programs' requests too, waits until such a request went well. */
function goesByItself(purpose: Purpose): boolean {
  return purpose === 'completion' || purpose === 'probe' || purpose === 'provider';
}
