// The ledger of a person who goes on while nothing can be booked (`siliconflow.budget.onLedgerTrouble`): budgets are held by
// the last sums known and by what this window has sent since; receipts are handed over, to be written when that is possible.
import type { Failure, Result } from '../failure.ts';
import type {
  Admission,
  AdmitRequest,
  BudgetLimits,
  BudgetWindow,
  Ledger,
  SpendSummary,
  SummaryFilter,
} from '../ports.ts';
import { type BudgetRoom, boundPico, decide, limitsThatApply } from './budget.ts';
import { limitOf } from './budgetPlan.ts';
import { type LedgerCause, ledgerCauseOf } from './ledgerTrouble.ts';
import type { Currency, Pico } from './money.ts';
import { minuteMs } from './perMinute.ts';
import type { Purpose, Receipt } from './receipt.ts';
import { isWithin, withReceipts } from './summary.ts';

/** Trouble with the file. Whatever else the ledger refuses is a mistake in the request, or over in a moment. */
const ofTheFile: ReadonlySet<LedgerCause> = new Set(['locked', 'full', 'readOnly', 'newer', 'unreadable']);

const limitKeys = { ...limitOf, minute: 'perMinutePico' } as const;

/** What a request takes from budgets while it is under way, or since it was settled. */
interface Gone {
  readonly currency: Currency | null;
  readonly purpose: Purpose;
  readonly day: string;
  readonly startedMs: number;
  readonly highPico: Pico | null;
}

export class GoingOnLedger implements Ledger {
  readonly #ledger: Ledger;
  readonly #mayGoOn: () => boolean;
  readonly #onGoingOn: (why: Failure, request: AdmitRequest) => void;
  /** Requests of this window that are under way: in the ledger, and without a reservation there. */
  readonly #reserved = new Map<string, Gone>();
  readonly #held = new Map<string, Gone>();
  /** Settled, and not in the sums of the ledger yet. */
  readonly #unbooked = new Map<string, Receipt>();

  /** `onGoingOn` is told of each request that is let through in spite of a failure. */
  constructor(
    ledger: Ledger,
    mayGoOn: () => boolean,
    onGoingOn: (why: Failure, request: AdmitRequest) => void,
  ) {
    this.#ledger = ledger;
    this.#mayGoOn = mayGoOn;
    this.#onGoingOn = onGoingOn;
  }

  async admit(request: AdmitRequest, limits: BudgetLimits): Promise<Admission> {
    const admission = await this.#admitInLedger(request, limits);
    if (admission.kind === 'admitted')
      this.#reserved.set(request.id, goneBy(request, admission.outputTokens));
    if (admission.kind !== 'failed' || !this.#goesOn(admission.failure)) return admission;
    const decision = decide(request, this.#rooms(request, limits));
    if (decision.kind === 'refused') return decision;
    this.#held.set(request.id, goneBy(request, decision.outputTokens));
    this.#onGoingOn(admission.failure, request);
    return decision;
  }

  async settle(receipt: Receipt): Promise<Result<void>> {
    const settled = await this.#ledger.settle(receipt);
    // Only now, so that no moment is without it.
    this.#held.delete(receipt.id);
    this.#reserved.delete(receipt.id);
    if (settled.ok) this.#unbooked.delete(receipt.id);
    else if (this.#goesOn(settled.failure)) this.#unbooked.set(receipt.id, receipt);
    return settled;
  }

  async release(id: string): Promise<void> {
    this.#reserved.delete(id);
    // What was never reserved needs no release, which would wait for the file.
    if (!this.#held.delete(id)) await this.#ledger.release(id);
  }

  summary(filter: SummaryFilter): SpendSummary {
    const known = this.#ledger.summary(filter);
    // The ledger has written all that it was handed.
    if (!known.stale) this.#unbooked.clear();
    return withReceipts(
      known,
      [...this.#unbooked.values()].filter((receipt) => isWithin(receipt, filter)),
    );
  }

  noteInserted(id: string, file: string): Promise<void> {
    return this.#ledger.noteInserted(id, file);
  }

  lastMinute(currency: Currency): Pico {
    return this.#ledger.lastMinute(currency);
  }

  startMinuteAnew(): Promise<Result<void>> {
    return this.#ledger.startMinuteAnew();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return this.#ledger.onDidChange(listener);
  }

  /** What is under way without a reservation is not the ledger's to count, when it can be used again. */
  async #admitInLedger(request: AdmitRequest, limits: BudgetLimits): Promise<Admission> {
    if (this.#held.size === 0) return this.#ledger.admit(request, limits);
    const left: { -readonly [K in keyof BudgetLimits]: BudgetLimits[K] } = { ...limits };
    for (const { window, limitPico } of limitsThatApply(request.purpose, limits))
      left[limitKeys[window]] = limitPico - sumOf(this.#held, window, request);
    const admission = await this.#ledger.admit(request, left);
    if (admission.kind !== 'refused') return admission;
    const heldPico = sumOf(this.#held, admission.window, request);
    return {
      ...admission,
      limitPico: admission.limitPico + heldPico,
      reservedPico: admission.reservedPico + heldPico,
    };
  }

  #goesOn(why: Failure): boolean {
    return ofTheFile.has(ledgerCauseOf(why)) && this.#mayGoOn();
  }

  #rooms(request: AdmitRequest, limits: BudgetLimits): readonly BudgetRoom[] {
    const { currency, purpose } = request;
    if (currency === null) return [];
    return limitsThatApply(purpose, limits).map(({ window, limitPico }) => ({
      window,
      limitPico,
      spentPico: this.#known(window, currency, request),
      reservedPico: sumOf(this.#reserved, window, request) + sumOf(this.#held, window, request),
    }));
  }

  #known(window: BudgetWindow, currency: Currency, request: AdmitRequest): Pico {
    const { day } = request;
    if (window === 'minute')
      return this.#ledger.lastMinute(currency) + sumOf(this.#unbooked, window, request);
    const filter =
      window === 'month'
        ? { month: day.slice(0, 7) }
        : window === 'day'
          ? { day }
          : { day, purpose: 'completion' as const };
    return this.summary(filter).totals.find((total) => total.currency === currency)?.highPico ?? 0n;
  }
}

function isGoneFrom(window: BudgetWindow, gone: Gone, { currency, day, nowMs }: AdmitRequest): boolean {
  if (gone.currency !== currency) return false;
  switch (window) {
    case 'minute':
      return Math.abs(nowMs - gone.startedMs) < minuteMs;
    case 'month':
      return gone.day.slice(0, 7) === day.slice(0, 7);
    case 'day':
      return gone.day === day;
    case 'completionDay':
      return gone.day === day && gone.purpose === 'completion';
  }
}

function sumOf(gone: ReadonlyMap<string, Gone>, window: BudgetWindow, request: AdmitRequest): Pico {
  return [...gone.values()]
    .filter((one) => isGoneFrom(window, one, request))
    .reduce((sum, { highPico }) => sum + (highPico ?? 0n), 0n);
}

function goneBy(request: AdmitRequest, outputTokens: number): Gone {
  const { currency, purpose, day, nowMs: startedMs } = request;
  return { currency, purpose, day, startedMs, highPico: boundPico(request, outputTokens) };
}
