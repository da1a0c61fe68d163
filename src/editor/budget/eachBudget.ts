// Each budget by its period: its setting, its name, what is proposed where nothing is set, what a person is asked.
import type { BudgetWindow } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { Currency, Pico } from '../../core/spend/money.ts';
import { settings as keys } from '../../ids.ts';

export const settingOf = {
  day: keys.budgetDaily,
  month: keys.budgetMonthly,
  completionDay: keys.budgetCompletionDaily,
  minute: keys.budgetPerMinute,
} as const satisfies Record<BudgetWindow, string>;

/** Where nothing is set yet: sums that an ordinary day does not reach, in whichever currency. */
export const proposals: Readonly<Record<BudgetWindow, Pico>> = {
  day: 5_000_000_000_000n,
  month: 50_000_000_000_000n,
  completionDay: 1_000_000_000_000n,
  minute: 5_000_000_000_000n,
};

export const titleOf: Readonly<Record<BudgetWindow, Sentence>> = {
  day: sentence('Daily budget'),
  month: sentence('Monthly budget'),
  completionDay: sentence('Daily budget for completions'),
  minute: sentence('Limit per minute'),
};

/** What an amount is asked for, until the end of today or for good. */
export function promptFor(window: BudgetWindow, of: Currency, isForToday: boolean): Sentence {
  if (isForToday)
    return sentence('Amount in {0} for this extension on this machine, until the end of today.', of);
  return window === 'minute'
    ? sentence(
        'Amount in {0} that requests starting within 60 seconds may cost, in all windows together. Leave it empty for no limit.',
        of,
      )
    : sentence('Amount in {0} for this extension on this machine. Leave it empty for no limit.', of);
}
