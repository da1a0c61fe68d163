// Asks for budgets and shows how they stand: the command, the raise after a refusal, the one quiet notice.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import type { Failure } from '../../core/failure.ts';
import type { BudgetWindow, Clock } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { proposedLimitPico } from '../../core/spend/budgetPlan.ts';
import {
  type Currency,
  formatMoney,
  type Pico,
  parseCurrency,
  picoOf,
  unitsOf,
} from '../../core/spend/money.ts';
import { commands, settings as keys } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import { locale, say } from '../texts.ts';
import type { Budgets } from './budgets.ts';
import { BudgetNotices } from './notice.ts';

export interface BudgetParts {
  readonly budgets: Budgets;
  readonly settings: EditorSettings;
  readonly setup: Setup;
  readonly memory: Memory;
  readonly clock: Clock;
}

export interface Budget {
  /** Offers a higher limit after a refusal; true when the request may be tried again. */
  raise(refusal: NonNullable<Failure['budget']>, forToday: boolean): Promise<boolean>;
  /** Warning, stop, or the offer of the first days; null when there is nothing to say. */
  banner(): ChatState['banner'];
  setBudget(): Promise<void>;
  /** Asks for one budget, with a proposal. */
  ask(window: BudgetWindow): Promise<void>;
  /** The person has read the notice, or does not want a budget now. False when there is no notice. */
  dismiss(): Promise<boolean>;
  dispose(): void;
}

const settingOf = {
  day: keys.budgetDaily,
  month: keys.budgetMonthly,
  completionDay: keys.budgetCompletionDaily,
} as const satisfies Record<BudgetWindow, string>;

/** Where nothing is set yet: sums that an ordinary day does not reach, in whichever currency. */
const proposals: Readonly<Record<BudgetWindow, Pico>> = {
  day: 5_000_000_000_000n,
  month: 50_000_000_000_000n,
  completionDay: 1_000_000_000_000n,
};

const titleOf: Readonly<Record<BudgetWindow, Sentence>> = {
  day: sentence('Daily budget'),
  month: sentence('Monthly budget'),
  completionDay: sentence('Daily budget for completions'),
};

export function startBudget({ budgets, settings, setup, memory, clock }: BudgetParts): Budget {
  const notices = new BudgetNotices(memory);
  const today = (): string => clock.localDay(clock.nowMs());
  const currency = (): Currency | null => setup.place?.currency ?? null;
  const money = (pico: Pico, of: Currency): string => formatMoney({ currency: of, pico }, locale());

  /** Null = no limit. Undefined when nothing was entered. `above`: what is asked for must be more than this. */
  async function askAmount(
    title: Sentence,
    of: Currency,
    proposed: Pico,
    above: Pico | null,
  ): Promise<Pico | null | undefined> {
    const text = await vscode.window.showInputBox({
      title: say(title),
      prompt: say(
        above === null
          ? sentence('Amount in {0} for this extension on this machine. Leave it empty for no limit.', of)
          : sentence('Amount in {0} for this extension on this machine, until the end of today.', of),
      ),
      value: String(unitsOf(proposed)),
      ignoreFocusOut: true,
      validateInput: (typed) => {
        const pico = amountOf(typed);
        if (typed.trim() === '' && above === null) return null;
        if (pico === null) return say(sentence('Enter a number such as 20 or 0.5.'));
        return above === null || pico > above
          ? null
          : say(sentence('Enter more than the current {0}.', money(above, of)));
      },
    });
    if (text === undefined) return undefined;
    return text.trim() === '' ? null : amountOf(text);
  }

  async function write(window: BudgetWindow, of: Currency, pico: Pico | null): Promise<void> {
    const key = settingOf[window];
    const before: unknown = vscode.workspace.getConfiguration().inspect(key)?.globalValue;
    const amounts = Object.entries(typeof before === 'object' && before !== null ? before : {}).filter(
      ([code]) => parseCurrency(code) !== of,
    );
    // A window that reads the settings late must not refuse until then what this one was allowed.
    if (pico !== null) await budgets.raiseForToday(window, of, pico);
    await settings.write(
      key,
      Object.fromEntries(pico === null ? amounts : [...amounts, [of, unitsOf(pico)]]),
    );
    settings.settings.reload();
  }

  async function setBudget(): Promise<void> {
    const of = currency();
    if (of === null) {
      vscode.window.setStatusBarMessage(
        say(sentence('Without a currency only tokens are counted, so there is no budget.')),
        5_000,
      );
      return;
    }
    const limits = budgets.limits(of);
    const states = budgets.states(of);
    const entry = (window: BudgetWindow, limit: Pico | undefined) => {
      const state = states.find((one) => one.window === window);
      return {
        label: say(titleOf[window]),
        description:
          limit === undefined
            ? say(sentence('none'))
            : say(sentence('{0} of {1} spent', money(state?.spentPico ?? 0n, of), money(limit, of))),
        window,
        limit,
      };
    };
    const picked = await vscode.window.showQuickPick(
      [
        entry('day', limits.dailyPico),
        entry('month', limits.monthlyPico),
        entry('completionDay', limits.completionDailyPico),
      ],
      {
        title: say(sentence('Set Budget')),
        placeHolder: say(
          sentence('A budget covers this extension on this machine, not other users of your key.'),
        ),
      },
    );
    if (picked) await ask(picked.window);
  }

  async function ask(window: BudgetWindow): Promise<void> {
    const of = currency();
    if (of === null) return;
    const { dailyPico, monthlyPico, completionDailyPico } = budgets.limits(of);
    const limit = { day: dailyPico, month: monthlyPico, completionDay: completionDailyPico }[window];
    const pico = await askAmount(titleOf[window], of, limit ?? proposals[window], null);
    if (pico === undefined) return;
    await write(window, of, pico);
    if (window !== 'completionDay') await notices.noteAnswered();
  }

  async function raise(refusal: NonNullable<Failure['budget']>, forToday: boolean): Promise<boolean> {
    const { window, currency: of } = refusal;
    // Raised meanwhile in another window, perhaps: what holds now decides.
    const limitPico =
      budgets.states(of).find((one) => one.window === window)?.limitPico ?? BigInt(refusal.limitPico);
    const proposed = proposedLimitPico(
      limitPico,
      BigInt(refusal.spentPico),
      BigInt(refusal.reservedPico),
      BigInt(refusal.neededPico),
    );
    if (!forToday) {
      const pico = await askAmount(titleOf[window], of, proposed, null);
      if (pico === undefined) return false;
      await write(window, of, pico);
      return true;
    }
    const pico = await askAmount(sentence('Raise Budget for Today'), of, proposed, limitPico);
    if (pico === undefined || pico === null) return false;
    await budgets.raiseForToday(window, of, pico);
    return true;
  }

  function banner(): ChatState['banner'] {
    const of = currency();
    if (of === null || setup.stage !== 'ready') return null;
    const notice = notices.current(of, budgets.states(of), today());
    if (notice === null) return null;
    if (notice.kind === 'offer')
      return {
        level: 'info',
        message: say(sentence('Would you like a daily budget? Nothing is sent once it is used up.')),
        actions: [
          { id: 'setBudget', label: say(sentence('Set Budget')), primary: true },
          { id: 'dismissBanner', label: say(sentence('Not Now')) },
        ],
      };
    const { window, spentPico, limitPico } = notice.budget;
    const figures = [money(spentPico, of), money(limitPico, of)] as const;
    return {
      level: 'warning',
      message: say(
        window === 'month'
          ? sentence("{0} of this month's budget of {1} is spent.", ...figures)
          : sentence("{0} of today's budget of {1} is spent.", ...figures),
      ),
      actions: [
        { id: 'setBudget', label: say(sentence('Change Budget')) },
        ...(notice.kind === 'nearly'
          ? [{ id: 'dismissBanner' as const, label: say(sentence('Dismiss')) }]
          : []),
      ],
    };
  }

  async function dismiss(): Promise<boolean> {
    const of = currency();
    const notice = of === null ? null : notices.current(of, budgets.states(of), today());
    if (of === null || notice === null) return false;
    await notices.dismiss(notice, of, today());
    return true;
  }

  const command = vscode.commands.registerCommand(commands.setBudget, setBudget);
  return {
    raise,
    banner,
    setBudget,
    ask,
    dismiss,
    dispose: () => command.dispose(),
  };
}

/** A typed amount, with a point or a comma. */
function amountOf(typed: string): Pico | null {
  const text = typed.trim().replace(',', '.');
  return /^\d+(\.\d{1,6})?$/.test(text) ? picoOf(Number(text)) : null;
}
