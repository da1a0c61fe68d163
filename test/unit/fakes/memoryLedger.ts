// MemoryLedger: the Ledger port in plain JavaScript, without a file, for tests of everything above it. It keeps no sums: it
// recounts its receipts for every answer, so that it can also serve as the oracle for the SQLite ledger.
import type { Failure, Result } from '../../../src/core/failure.ts';
import type {
  Admission,
  AdmitRequest,
  BudgetLimits,
  Ledger,
  SpendSummary,
  SpendTotal,
  SummaryFilter,
} from '../../../src/core/ports.ts';
import { hasLapsed, leaseMs, lostReceipt, replacing, supersedes } from '../../../src/core/spend/booking.ts';
import { type BudgetRoom, boundPico, decide, limitsThatApply } from '../../../src/core/spend/budget.ts';
import { budgetDays, budgetMonths, monthOf } from '../../../src/core/spend/calendar.ts';
import { ledgerFailure } from '../../../src/core/spend/ledgerTrouble.ts';
import { minuteMs } from '../../../src/core/spend/perMinute.ts';
import type { Receipt } from '../../../src/core/spend/receipt.ts';

interface Held {
  readonly request: AdmitRequest;
  readonly outputTokens: number;
  readonly admission: Admission;
  leaseUntilMs: number;
}

export class MemoryLedger implements Ledger {
  /** All receipts by id; tests may look. */
  readonly receipts = new Map<string, Receipt>();
  readonly reservations = new Map<string, Held>();
  /** Set to make admit and settle fail with it, as a ledger in trouble does. */
  trouble: Failure | undefined;
  /** What started lately, in the time of the requests themselves. */
  #started: { readonly id: string; readonly currency: string | null; readonly atMs: number; pico: bigint }[] =
    [];
  #nowMs = 0;
  readonly #listeners = new Set<() => void>();

  async admit(request: AdmitRequest, limits: BudgetLimits): Promise<Admission> {
    if (this.trouble !== undefined) return { kind: 'failed', failure: this.trouble };
    this.expire(request.nowMs);
    if (this.receipts.has(request.id)) return { kind: 'failed', failure: ledgerFailure('alreadyBooked') };
    const held = this.reservations.get(request.id);
    if (held !== undefined) return held.admission;
    const decision = decide(request, this.#rooms(request, limits));
    if (decision.kind === 'admitted') {
      this.#nowMs = request.nowMs;
      this.#started.push({
        id: request.id,
        currency: request.currency,
        atMs: request.nowMs,
        pico: boundPico(request, decision.outputTokens),
      });
      this.reservations.set(request.id, {
        request,
        outputTokens: decision.outputTokens,
        admission: decision,
        leaseUntilMs: request.nowMs + leaseMs,
      });
      this.#notify();
    }
    return decision;
  }

  async settle(receipt: Receipt): Promise<Result<void>> {
    if (this.trouble !== undefined) return { ok: false, failure: this.trouble };
    this.#book(receipt);
    this.#notify();
    return { ok: true, value: undefined };
  }

  async release(id: string): Promise<void> {
    this.reservations.delete(id);
    this.#ended(id, 0n);
    this.#notify();
  }

  async noteInserted(id: string, file: string): Promise<void> {
    const receipt = this.receipts.get(id);
    if (receipt !== undefined) this.receipts.set(id, { ...receipt, insertedInto: file });
    this.#notify();
  }

  summary(filter: SummaryFilter): SpendSummary {
    const chosen = [...this.receipts.values()].filter(
      (receipt) =>
        receipt.day.startsWith(filter.day ?? filter.month ?? '') &&
        (filter.sessionId === undefined || receipt.sessionId === filter.sessionId) &&
        (filter.purpose === undefined || receipt.purpose === filter.purpose) &&
        (filter.site === undefined || receipt.site === filter.site),
    );
    const currencies = new Set(chosen.flatMap((receipt) => receipt.currency ?? []));
    const unknown = chosen.filter((receipt) => receipt.state === 'unknown');
    return {
      totals: [...currencies].sort().map((currency) =>
        totalOf(
          currency,
          chosen.filter((receipt) => receipt.currency === currency),
        ),
      ),
      unpricedRequests: unknown.length,
      unpricedTokens: unknown.reduce(
        (sum, { usage }) => sum + (usage === null ? 0 : usage.promptTokens + usage.completionTokens),
        0,
      ),
    };
  }

  lastMinute(currency: string): bigint {
    return this.#lately(currency, this.#nowMs).reduce((sum, { pico }) => sum + pico, 0n);
  }

  async startMinuteAnew(): Promise<Result<void>> {
    this.#started = [];
    this.#notify();
    return { ok: true, value: undefined };
  }

  onDidChange(listener: () => void): { dispose(): void } {
    const call = (): void => listener();
    this.#listeners.add(call);
    return { dispose: () => this.#listeners.delete(call) };
  }

  /** As the SQLite ledger's: vouches for a window's reservations, books those of dead windows. */
  async renew(windowId: string, nowMs: number): Promise<void> {
    for (const held of this.reservations.values()) {
      if (held.request.windowId === windowId) held.leaseUntilMs = nowMs + leaseMs;
    }
    this.expire(nowMs);
  }

  expire(nowMs: number): void {
    for (const held of [...this.reservations.values()]) {
      if (hasLapsed(held.leaseUntilMs, nowMs)) this.#book(lostReceipt(held));
    }
  }

  #book(receipt: Receipt): void {
    this.reservations.delete(receipt.id);
    this.#ended(receipt.id, receipt.highPico);
    const booked = this.receipts.get(receipt.id);
    if (booked !== undefined && !supersedes(receipt, booked)) return;
    this.receipts.set(receipt.id, booked === undefined ? receipt : replacing(receipt, booked));
  }

  #ended(id: string, mostPico: bigint | null): void {
    const started = this.#started.find((one) => one.id === id);
    if (started && mostPico !== null) started.pico = mostPico;
  }

  #lately(currency: string, nowMs: number) {
    return this.#started.filter((one) => one.currency === currency && one.atMs > nowMs - minuteMs);
  }

  #rooms(request: AdmitRequest, limits: BudgetLimits): readonly BudgetRoom[] {
    if (request.currency === null) return [];
    return limitsThatApply(request.purpose, limits).map(({ window, limitPico }) => {
      if (window === 'minute') {
        const passing = this.#lately(request.currency ?? '', request.nowMs).map(({ atMs, pico }) => ({
          inMs: atMs + minuteMs - request.nowMs,
          pico,
        }));
        const gonePico = passing.reduce((sum, { pico }) => sum + pico, 0n);
        return { window, limitPico, spentPico: gonePico, reservedPico: 0n, passing };
      }
      const [from, to] = window === 'month' ? budgetMonths(request.day) : budgetDays(request.day);
      const counts = (of: { currency: string | null; purpose: string }): boolean =>
        of.currency === request.currency && (window !== 'completionDay' || of.purpose === 'completion');
      let spentPico = 0n;
      let reservedPico = 0n;
      for (const receipt of this.receipts.values()) {
        const period = window === 'month' ? monthOf(receipt.day) : receipt.day;
        if (!counts(receipt) || period < from || period > to) continue;
        spentPico += receipt.costPico ?? 0n;
        reservedPico += (receipt.highPico ?? 0n) - (receipt.costPico ?? 0n);
      }
      for (const held of this.reservations.values()) {
        if (counts(held.request)) reservedPico += boundPico(held.request, held.outputTokens);
      }
      return { window, limitPico, spentPico, reservedPico };
    });
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function totalOf(currency: string, receipts: readonly Receipt[]): SpendTotal {
  const pico = (of: (receipt: Receipt) => bigint | null): bigint =>
    receipts.reduce((sum, receipt) => sum + (of(receipt) ?? 0n), 0n);
  const tokens = (of: (receipt: Receipt) => number | undefined): number =>
    receipts.reduce((sum, receipt) => sum + (of(receipt) ?? 0), 0);
  return {
    currency,
    costPico: pico((receipt) => receipt.costPico),
    lowPico: pico((receipt) => receipt.lowPico),
    highPico: pico((receipt) => receipt.highPico),
    estimatedPico: pico((receipt) => (receipt.state === 'estimated' ? receipt.costPico : 0n)),
    requests: receipts.length,
    promptTokens: tokens((receipt) => receipt.usage?.promptTokens),
    cachedTokens: tokens((receipt) => receipt.usage?.cachedTokens),
    completionTokens: tokens((receipt) => receipt.usage?.completionTokens),
  };
}
