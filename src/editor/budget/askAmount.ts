// Asks a person for an amount of money, and reads what they typed.
import * as vscode from 'vscode';
import type { Sentence } from '../../core/sentence.ts';
import { amountProblem } from '../../core/spend/amountProblem.ts';
import { picoOfDecimal } from '../../core/spend/decimal.ts';
import { type Currency, type Pico, unitsOf } from '../../core/spend/money.ts';
import { locale, say } from '../texts.ts';

export interface AmountQuestion {
  readonly title: Sentence;
  /** What the amount is for, in one or two sentences. */
  readonly prompt: Sentence;
  readonly currency: Currency;
  readonly proposed: Pico;
  /** Only more than this will do; null: any amount, or none. */
  readonly above: Pico | null;
}

/** Null = no limit. Undefined when nothing was entered. */
export async function askAmount(question: AmountQuestion): Promise<Pico | null | undefined> {
  const { title, prompt, currency, proposed, above } = question;
  const text = await vscode.window.showInputBox({
    title: say(title),
    prompt: say(prompt),
    value: String(unitsOf(proposed)),
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const problem = amountProblem(typed, above, currency, locale());
      return problem && say(problem);
    },
  });
  if (text === undefined) return undefined;
  return text.trim() === '' ? null : (picoOfDecimal(text) ?? undefined);
}
