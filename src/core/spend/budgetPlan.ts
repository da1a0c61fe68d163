// The budgets in force today: what settings say, raised for today where the person said so, and how near each is to its end.
import type { BudgetLimits, BudgetPeriod, SpendSummary } from '../ports.ts';
import { budgetLevel } from './budget.ts';
import { type BudgetSettings, limitsFor } from './budgetSettings.ts';
import type { Currency, Pico } from './money.ts';

/** Limits a person raised for one day only, by window; they end with the day. */
export interface RaisedLimits {
  /** Local day, YYYY-MM-DD. */
  readonly day: string;
  readonly currency: Currency;
  readonly window: BudgetPeriod;
  readonly limitPico: Pico;
  /** The limit of the setting at that time; where the setting says something else by now, the setting holds. */
  readonly overPico: Pico;
}

export const limitOf = {
  day: 'dailyPico',
  month: 'monthlyPico',
  completionDay: 'completionDailyPico',
} as const satisfies Record<BudgetPeriod, keyof BudgetLimits>;

/** A raise only ever raises, and only over the setting it was made for. Without a setting there is no limit. */
export function limitsInForce(
  currency: Currency | null,
  settings: BudgetSettings,
  raised: readonly RaisedLimits[],
  day: string,
): BudgetLimits {
  const set = limitsFor(currency, settings);
  const limits: { -readonly [K in keyof BudgetLimits]: BudgetLimits[K] } = { ...set };
  for (const raise of raised) {
    const key = limitOf[raise.window];
    const isMeant = raise.day === day && raise.currency === currency && raise.overPico === set[key];
    if (isMeant && raise.limitPico > raise.overPico) limits[key] = raise.limitPico;
  }
  return limits;
}

export interface BudgetState {
  readonly window: BudgetPeriod;
  readonly limitPico: Pico;
  readonly spentPico: Pico;
  readonly level: 'fine' | 'warn' | 'reached';
}

/** Each budget with what is gone of it; the worst first. */
export function budgetStates(
  currency: Currency,
  limits: BudgetLimits,
  spent: Readonly<Record<BudgetPeriod, SpendSummary>>,
  warnAtPercent: number,
): readonly BudgetState[] {
  const states = (Object.keys(limitOf) as BudgetPeriod[]).flatMap((window): BudgetState[] => {
    const limitPico = limits[limitOf[window]];
    if (limitPico === undefined) return [];
    const total = spent[window].totals.find((one) => one.currency === currency);
    // What the ledger cannot say just now is not nothing.
    if (total === undefined && spent[window].stale) return [];
    const spentPico = total?.costPico ?? 0n;
    const level = budgetLevel({ window, limitPico, spentPico, reservedPico: 0n }, warnAtPercent);
    return [{ window, limitPico, spentPico, level }];
  });
  const order = ['reached', 'warn', 'fine'];
  return states.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

/**
 * A limit to propose when one is to be raised: room for what was refused and for a day's work beyond it, in round
 * figures (1, 2 or 5 and zeros) of the currency's hundredth.
 */
export function proposedLimitPico(
  limitPico: Pico,
  spentPico: Pico,
  reservedPico: Pico,
  neededPico: Pico,
): Pico {
  const atLeast = spentPico + reservedPico + neededPico * 2n;
  const wanted = atLeast > limitPico + limitPico / 2n ? atLeast : limitPico + limitPico / 2n;
  for (let unit = 10_000_000_000n; ; unit *= 10n)
    for (const times of [1n, 2n, 5n]) if (unit * times >= wanted) return unit * times;
}
