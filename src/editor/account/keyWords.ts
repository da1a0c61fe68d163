// What is said of a key: its masked form, when it was last used, and when it should be replaced.
import { maskedKey } from '../../core/account/maskedKey.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import type { StatusSection } from '../statusBar/section.ts';
import type { KeyDiary, KeyTimes } from './keyTimes.ts';
import type { Setup } from './setup.ts';

/** "sk-••••abcd · used 3 hours ago". */
export function keyWords(key: string, { usedMs }: KeyTimes, nowMs: number, locale: string): Sentence {
  const shown = maskedKey(key);
  return usedMs === null
    ? sentence('{0} · not used yet', shown)
    : sentence('{0} · used {1}', shown, agoText(usedMs, nowMs, locale));
}

const units = [
  ['day', 24 * 3_600_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "3 hours ago" in the person's language; a moment that lies ahead, after the clock was set back, is now. */
function agoText(ms: number, nowMs: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const passedMs = Math.max(0, nowMs - ms);
  for (const [unit, unitMs] of units)
    if (passedMs >= unitMs) return words.format(-Math.floor(passedMs / unitMs), unit);
  return words.format(0, 'second');
}

export interface KeySectionParts {
  readonly setup: Pick<Setup, 'access'>;
  readonly diary: KeyDiary;
  readonly reminderDays: () => number;
  readonly nowMs: () => number;
  readonly locale: () => string;
}

/** The key in use in the status bar: its entry in the menu, and the quiet reminder. */
export function keySection({ setup, diary, reminderDays, nowMs, locale }: KeySectionParts): StatusSection & {
  /** Said behind "Set API Key". */
  words(): readonly Sentence[];
} {
  const kept = () => {
    const access = setup.access();
    return access.ok && access.value.from === 'secretStorage' ? access.value : null;
  };
  const due = (): { readonly name: string; readonly days: number } | null => {
    const access = kept();
    const days = access && diary.dueDays(access.account, reminderDays());
    return access && days !== null ? { name: access.place.name, days } : null;
  };
  return {
    rows: () => [],
    remarks: () => {
      const found = due();
      return found
        ? [
            sentence(
              'The API key for {0} is {1} days old: time to replace it by a new one.',
              found.name,
              found.days,
            ),
          ]
        : [];
    },
    links: () => [],
    entries: () => {
      const found = due();
      return found
        ? [
            {
              label: sentence('Replace API Key'),
              icon: 'warning',
              run: 'command',
              command: commands.setApiKey,
              description: [sentence('{0} days old', found.days)],
            },
          ]
        : [];
    },
    words: () => {
      const access = setup.access();
      return access.ok
        ? [keyWords(access.value.key, diary.times(access.value.account), nowMs(), locale())]
        : [];
    },
  };
}
