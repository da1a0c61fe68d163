// What the person can pick about ghost text: on and off by language, a snooze, another try.
import * as vscode from 'vscode';
import { sentence } from '../../core/sentence.ts';
import { locale, say } from '../texts.ts';

export type Enabled = Readonly<Record<string, boolean>>;

export function isOnFor(enabled: Enabled, language: string): boolean {
  return enabled[language] ?? enabled['*'] ?? false;
}

export type GhostTextChoice =
  | { readonly kind: 'tryAgain' }
  | { readonly kind: 'enable'; readonly enabled: Enabled };

/** Undefined when nothing was picked. `canTryAgain`: requests have stopped, for whatever reason. */
export async function pickChoice(
  enabled: Enabled,
  language: string | undefined,
  canTryAgain: boolean,
): Promise<GhostTextChoice | undefined> {
  const entry = (label: string, choice: GhostTextChoice) => ({ label, choice });
  const picked = await vscode.window.showQuickPick(
    [
      ...(canTryAgain ? [entry(say(sentence('Try Again Now')), { kind: 'tryAgain' })] : []),
      ...(language === undefined
        ? []
        : [
            entry(
              isOnFor(enabled, language)
                ? say(sentence('Turn Off for {0}', language))
                : say(sentence('Turn On for {0}', language)),
              { kind: 'enable', enabled: { ...enabled, [language]: !isOnFor(enabled, language) } },
            ),
          ]),
      entry(say(sentence('Turn Off Everywhere')), { kind: 'enable', enabled: { '*': false } }),
    ],
    { title: say(sentence('Ghost Text')) },
  );
  return picked?.choice;
}

/** Minutes to be silent from now on, 0 to end a snooze; undefined when nothing was picked. */
export async function pickSnooze(isSnoozed: boolean): Promise<number | undefined> {
  const number = new Intl.NumberFormat(locale());
  const minutesWords = (minutes: number) => ({
    label: say(sentence('For {0} minutes', number.format(minutes))),
    minutes,
  });
  const picked = await vscode.window.showQuickPick(
    [
      ...(isSnoozed ? [{ label: say(sentence('End Snooze Now')), minutes: 0 }] : []),
      minutesWords(5),
      minutesWords(15),
      { label: say(sentence('For 1 hour')), minutes: 60 },
      { label: say(sentence('For {0} hours', number.format(8))), minutes: 8 * 60 },
    ],
    { title: say(sentence('Snooze Ghost Text')) },
  );
  return picked?.minutes;
}
