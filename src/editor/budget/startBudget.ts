// Asks for budgets and shows how they stand: the command, the raise after a refusal, the one quiet notice.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import type { Failure } from '../../core/failure.ts';
import type { BudgetWindow, Clock } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import { proposedLimitPico } from '../../core/spend/budgetPlan.ts';
import { type Currency, formatMoney, type Pico, parseCurrency, unitsOf } from '../../core/spend/money.ts';
import { defaultPerMinute } from '../../core/spend/perMinute.ts';
import { commands } from '../../ids.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Setup } from '../account/setup.ts';
import { locale, say } from '../texts.ts';
import { askAmount } from './askAmount.ts';
import type { Budgets } from './budgets.ts';
import { promptFor, proposals, settingOf, titleOf } from './eachBudget.ts';
import { BudgetNotices } from './notice.ts';

export interface BudgetParts {
  readonly budgets: Budgets;
  readonly settings: EditorSettings;
  readonly setup: Setup;
  readonly memory: Memory;
  readonly clock: Clock;
}

type Refusal = NonNullable<Failure['budget']>;

export interface Budget {
  /**
   * Offers a higher limit after a refusal, or of the budget nearest to its end after an answer that was ended there; true when
   * the request may be tried again.
   */
  raise(refusal: Refusal | undefined, forToday: boolean): Promise<boolean>;
  /** Warning, stop, or the offer of the first days; null when there is nothing to say. */
  banner(): ChatState['banner'];
  /** Lets requests go on after the limit per minute paused them; true when the request may be tried again. */
  goOn(): Promise<boolean>;
  setBudget(): Promise<void>;
  /** Asks for one budget, with a proposal. */
  ask(window: BudgetWindow): Promise<void>;
  /** The person has read the notice, or does not want a budget now. False when there is no notice. */
  dismiss(): Promise<boolean>;
  dispose(): void;
}

export function startBudget({ budgets, settings, setup, memory, clock }: BudgetParts): Budget {
  const notices = new BudgetNotices(memory);
  const today = (): string => clock.localDay(clock.nowMs());
  const currency = (): Currency | null => setup.place?.currency ?? null;
  const money = (pico: Pico, of: Currency): string => formatMoney({ currency: of, pico }, locale());

  async function write(window: BudgetWindow, of: Currency, pico: Pico | null): Promise<void> {
    const key = settingOf[window];
    const before: unknown = vscode.workspace.getConfiguration().inspect(key)?.globalValue;
    const amounts = Object.entries(typeof before === 'object' && before !== null ? before : {}).filter(
      ([code]) => parseCurrency(code) !== of,
    );
    // A window that reads the settings late must not refuse until then what this one was allowed.
    if (pico !== null && window !== 'minute') await budgets.raiseForToday(window, of, pico);
    // The limit per minute has a default, which only a word takes away.
    const none = window === 'minute' ? [[of, null]] : [];
    const entries = pico === null ? none : [[of, unitsOf(pico)]];
    await settings.write(key, Object.fromEntries([...amounts, ...entries]));
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
      };
    };
    const minute = budgets.minute(of);
    const picked = await vscode.window.showQuickPick(
      [
        entry('day', limits.dailyPico),
        entry('month', limits.monthlyPico),
        entry('completionDay', limits.completionDailyPico),
        {
          label: say(titleOf.minute),
          description: say(
            minute === null
              ? sentence('none')
              : sentence(
                  '{0} of {1} in the last minute',
                  money(minute.gonePico, of),
                  money(minute.limitPico, of),
                ),
          ),
          window: 'minute' as const,
        },
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
    const { dailyPico, monthlyPico, completionDailyPico, perMinutePico } = budgets.limits(of);
    const limits = {
      day: dailyPico,
      month: monthlyPico,
      completionDay: completionDailyPico,
      minute: perMinutePico ?? defaultPerMinute.get(of),
    };
    if (!(await askForGood(window, of, limits[window] ?? proposals[window]))) return;
    if (window === 'day' || window === 'month') await notices.noteAnswered();
  }

  async function askForGood(window: BudgetWindow, of: Currency, proposed: Pico): Promise<boolean> {
    const pico = await askAmount({
      title: titleOf[window],
      prompt: promptFor(window, of, false),
      currency: of,
      proposed,
      above: null,
    });
    if (pico === undefined) return false;
    await write(window, of, pico);
    return true;
  }

  /** An answer that grew beyond what was admitted is no refusal: what it reached is the budget with the least left. */
  function nearestEnd(): Refusal | undefined {
    const of = currency();
    const states = of === null ? [] : budgets.states(of);
    const [nearest] = states
      .filter(({ window }) => window !== 'completionDay')
      .toSorted((a, b) => (a.limitPico - a.spentPico < b.limitPico - b.spentPico ? -1 : 1));
    if (of === null || nearest === undefined) return undefined;
    const { window, limitPico, spentPico } = nearest;
    const figures = { limitPico: String(limitPico), spentPico: String(spentPico) };
    return { window, currency: of, ...figures, reservedPico: '0', neededPico: '0' };
  }

  async function raise(told: Refusal | undefined, isForToday: boolean): Promise<boolean> {
    const refusal = told ?? nearestEnd();
    if (refusal === undefined) {
      await setBudget();
      return false;
    }
    const { window, currency: of, spentPico, reservedPico, neededPico } = refusal;
    if (window === 'minute') {
      const limitPico = budgets.minute(of)?.limitPico ?? BigInt(refusal.limitPico);
      return askForGood(window, of, proposedLimitPico(limitPico, 0n, 0n, BigInt(neededPico)));
    }
    // Raised meanwhile in another window, perhaps: what holds now decides.
    const limitPico =
      budgets.states(of).find((one) => one.window === window)?.limitPico ?? BigInt(refusal.limitPico);
    const proposed = proposedLimitPico(
      limitPico,
      BigInt(spentPico),
      BigInt(reservedPico),
      BigInt(neededPico),
    );
    if (!isForToday) return askForGood(window, of, proposed);
    const pico = await askAmount({
      title: sentence('Raise Budget for Today'),
      prompt: promptFor(window, of, true),
      currency: of,
      proposed,
      above: limitPico,
    });
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
    goOn: () => budgets.goOn(),
    banner,
    setBudget,
    ask,
    dismiss,
    dispose: () => command.dispose(),
  };
}
