// The one quiet notice about budgets: the offer of the first days, a warning once for each period, the end of one.
import type { Memory } from '../../core/account/memory.ts';
import type { BudgetState } from '../../core/spend/budgetPlan.ts';
import type { Currency } from '../../core/spend/money.ts';

export type BudgetNotice =
  | { readonly kind: 'offer' }
  /** `nearly` may be dismissed and then stays away until the next day or month. */
  | { readonly kind: 'nearly' | 'reached'; readonly budget: BudgetState };

const offeredKey = 'budget.offered';

export class BudgetNotices {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /**
   * What is to be said above the chat, the worst first. The budget of completions is not among it: it does not stop the
   * chat, and the status bar shows it. `day` is the local day, YYYY-MM-DD.
   */
  current(currency: Currency, states: readonly BudgetState[], day: string): BudgetNotice | null {
    const ofChat = states.filter(({ window }) => window !== 'completionDay');
    if (ofChat.length === 0) return this.#memory.get(offeredKey) === undefined ? { kind: 'offer' } : null;
    for (const budget of ofChat) {
      if (budget.level === 'reached') return { kind: 'reached', budget };
      if (budget.level === 'warn' && this.#memory.get(warnedKey(currency, budget)) !== periodOf(budget, day))
        return { kind: 'nearly', budget };
    }
    return null;
  }

  /** The person has seen it. */
  async dismiss(notice: BudgetNotice, currency: Currency, day: string): Promise<void> {
    if (notice.kind === 'offer') await this.noteAnswered();
    else if (notice.kind === 'nearly')
      await this.#memory.set(warnedKey(currency, notice.budget), periodOf(notice.budget, day));
  }

  /** A budget was offered and taken or not: it is not offered again. */
  noteAnswered(): Promise<void> {
    return this.#memory.set(offeredKey, 'done');
  }
}

function warnedKey(currency: Currency, { window }: BudgetState): string {
  return `budget.warned.${window}.${currency}`;
}

function periodOf({ window, limitPico }: BudgetState, day: string): string {
  // A budget that was raised may warn anew.
  return `${window === 'month' ? day.slice(0, 7) : day} ${limitPico}`;
}
