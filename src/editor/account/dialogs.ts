// What the account's logic asks of the editor's surface. Texts are sentences; the adapter puts them into the person's language.
import type { ActionName } from '../../core/account/actionName.ts';
import type { Sentence } from '../../core/sentence.ts';

export interface Question {
  readonly title: Sentence;
  readonly prompt: Sentence;
  /** What the box holds at first. */
  readonly value: string;
  readonly secret: boolean;
  /** A word about what is typed so far; `blocks` keeps Enter from being taken. */
  judge(typed: string): { readonly message: Sentence; readonly blocks: boolean } | null;
}

export interface Choice<T extends string> {
  readonly id: T;
  readonly label: Sentence;
  readonly description?: Sentence;
  readonly detail?: Sentence;
  readonly current?: boolean;
}

export interface Dialogs {
  /** undefined when the person closed it. */
  ask(question: Question): Promise<string | undefined>;
  choose<T extends string>(
    title: Sentence,
    placeholder: Sentence,
    choices: readonly Choice<T>[],
  ): Promise<T | undefined>;
  /** A question that stops everything until answered; only for consent and for what cannot be undone. */
  confirm(title: Sentence, lines: readonly Sentence[], yes: Sentence): Promise<boolean>;
  /** Shows that work goes on; its signal aborts when the person cancels. */
  during<T>(title: Sentence, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** A notice in the corner; gives the action that was clicked. */
  tell(
    level: 'info' | 'warning' | 'error',
    lines: readonly Sentence[],
    actions?: readonly ActionName[],
  ): Promise<ActionName | undefined>;
  openLink(address: string): Promise<void>;
  openSettings(query: string): Promise<void>;
  reloadWindow(): Promise<void>;
  manageTrust(): Promise<void>;
  /** Looks for what is wrong and opens a report. */
  diagnose(): Promise<void>;
}
