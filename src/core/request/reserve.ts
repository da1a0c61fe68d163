// Asks the books for room for one HTTP request: its upper bound in money, and what is known of it when it leaves.
import type { Failure, Result } from '../failure.ts';
import { unsent } from '../failure.ts';
import type { Admission, BudgetLimits, ModelClient } from '../ports.ts';
import { boundOf } from '../spend/cost.ts';
import type { SentRequest } from '../spend/estimate.ts';
import { priceRowAt } from '../spend/price.ts';
import type { GateRequest } from './gateEvent.ts';
import type { Foreseen, GatePorts } from './gatePorts.ts';
import type { ModelRequest } from './modelRequest.ts';

/** One HTTP request that wants to leave. */
export interface Leaving {
  readonly id: string;
  readonly ask: GateRequest;
  /** As the guard lets it through. */
  readonly request: ModelRequest;
  readonly foreseen: Foreseen;
  /** Output tokens asked for, and below how many it is not worth sending. */
  readonly outputTokens: number;
  readonly floorOutputTokens: number;
}

export interface Reserved {
  readonly admission: Extract<Admission, { kind: 'admitted' }>;
  readonly sent: SentRequest;
  /** An answer that goes beyond what was admitted must be ended: some budget has no room for it. */
  readonly isEnforced: boolean;
}

/** The longest an answer may stream; prices that change within this time are reserved at their dearest. */
const longestAnswerMs = 30 * 60_000;

/** Reserves the upper bound, or says why nothing may be sent. */
export async function reserve(
  ports: Pick<GatePorts, 'ledger' | 'clock' | 'windowId' | 'limits'>,
  client: ModelClient,
  { id, ask, request, foreseen, outputTokens, floorOutputTokens }: Leaving,
): Promise<Result<Reserved>> {
  const nowMs = ports.clock.nowMs();
  const { prices } = request.model;
  const { mostPromptTokens, ...known } = foreseen;
  const bound = boundOf(prices, nowMs, longestAnswerMs, mostPromptTokens);
  const price = priceRowAt(prices, nowMs);
  const common = {
    id,
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
      outputTokens,
      floorOutputTokens,
    },
    limits,
  );
  if (admission.kind === 'failed') return { ok: false, failure: admission.failure };
  if (admission.kind === 'refused')
    return { ok: false, failure: overBudget(admission, bound.currency ?? '', nowMs) };
  const sent = { ...common, startedMs: nowMs, prices, ...known, outputTokens: admission.outputTokens };
  const isEnforced = admission.limitedBy !== undefined || hasBudget(limits);
  return { ok: true, value: { admission, sent, isEnforced } };
}

/** The limit per minute counts what requests may cost when they start: one that is admitted whole runs to its end. */
function hasBudget({ perMinutePico: _, ...budgets }: BudgetLimits): boolean {
  return Object.keys(budgets).length > 0;
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
