// The budgets of this machine as settings and the person's raises make them, and what is gone of each.
import * as v from 'valibot';
import type { Memory } from '../../core/account/memory.ts';
import type { BudgetLimits, BudgetPeriod, Clock, Ledger } from '../../core/ports.ts';
import {
  type BudgetState,
  budgetStates,
  limitOf,
  limitsInForce,
  type RaisedLimits,
} from '../../core/spend/budgetPlan.ts';
import { type BudgetSettings, limitsFor } from '../../core/spend/budgetSettings.ts';
import type { Currency, Pico } from '../../core/spend/money.ts';

export interface BudgetChoices extends BudgetSettings {
  readonly warnAtPercent: number;
}

const raisedKey = 'budget.raised';
const pico = v.pipe(
  v.string(),
  // A budget of a trillion, the most that a setting takes, has 25 digits; one amount that is not read loses all raises.
  v.regex(/^\d{1,30}$/),
  v.transform((text) => BigInt(text)),
);
const raisedSchema = v.array(
  v.object({
    day: v.string(),
    currency: v.string(),
    window: v.picklist(['day', 'month', 'completionDay']),
    limitPico: pico,
    overPico: pico,
  }),
);

export class Budgets {
  readonly #settings: () => BudgetChoices;
  readonly #memory: Memory;
  readonly #ledger: Ledger;
  readonly #clock: Clock;

  constructor(settings: () => BudgetChoices, memory: Memory, ledger: Ledger, clock: Clock) {
    this.#settings = settings;
    this.#memory = memory;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** Limits in force now; asked anew for every request, so that a raise in any window is felt at once. */
  limits(currency: Currency | null): BudgetLimits {
    return limitsInForce(currency, this.#settings(), this.#raised(), this.#today());
  }

  /** Budgets of a currency with their levels, the worst first. */
  states(currency: Currency): readonly BudgetState[] {
    const day = this.#today();
    const spent = {
      day: this.#ledger.summary({ day }),
      month: this.#ledger.summary({ month: day.slice(0, 7) }),
      completionDay: this.#ledger.summary({ day, purpose: 'completion' }),
    };
    return budgetStates(currency, this.limits(currency), spent, this.#settings().warnAtPercent);
  }

  /** What is gone from the limit per minute; null where none is set. */
  minute(currency: Currency): { readonly gonePico: Pico; readonly limitPico: Pico } | null {
    const limitPico = this.#settings().perMinute.get(currency);
    return limitPico === undefined ? null : { limitPico, gonePico: this.#ledger.lastMinute(currency) };
  }

  /** Lets requests of all windows go on at once after the limit per minute paused them. False when it could not be written. */
  async goOn(): Promise<boolean> {
    return (await this.#ledger.startMinuteAnew()).ok;
  }

  /**
   * Raises one budget until the end of this local day or until its setting changes, in all windows. Without a setting there
   * is nothing to raise. Rejects when it cannot be kept.
   */
  async raiseForToday(window: BudgetPeriod, currency: Currency, limitPico: Pico): Promise<void> {
    const day = this.#today();
    const overPico = limitsFor(currency, this.#settings())[limitOf[window]];
    if (overPico === undefined) return;
    const kept = this.#raised().filter(
      (one) => one.day === day && !(one.window === window && one.currency === currency),
    );
    const all = [...kept, { day, currency, window, limitPico, overPico }];
    await this.#memory.set(
      raisedKey,
      JSON.stringify(all, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
    );
  }

  #raised(): readonly RaisedLimits[] {
    const text = this.#memory.get(raisedKey);
    if (text === undefined) return [];
    try {
      return v.parse(raisedSchema, JSON.parse(text));
    } catch {
      return [];
    }
  }

  #today(): string {
    return this.#clock.localDay(this.#clock.nowMs());
  }
}
