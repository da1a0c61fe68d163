// Conversations of a list under headings of time, as a person thinks of them: by local days, pinned ones apart.
import type { HistoryEntryView } from '../../src/protocol/chatHistory.ts';
import { language, t } from '../texts.ts';

export interface HistoryGroup {
  readonly heading: string;
  readonly entries: readonly HistoryEntryView[];
}

/** In the order they come in; a heading with nothing under it is left out. */
export function historyGroups(entries: readonly HistoryEntryView[], now: Date): readonly HistoryGroup[] {
  const groups = new Map<string, HistoryEntryView[]>();
  for (const entry of entries) {
    const heading = entry.isPinned ? t('Pinned') : headingOf(new Date(entry.updatedMs), now);
    groups.set(heading, [...(groups.get(heading) ?? []), entry]);
  }
  return [...groups].map(([heading, under]) => ({ heading, entries: under }));
}

/** The time of a conversation of today, the day of an older one, with its year when that is another. */
export function whenText(ms: number, now: Date): string {
  const date = new Date(ms);
  const days = daysBetween(date, now);
  const options: Intl.DateTimeFormatOptions =
    days <= 0
      ? { timeStyle: 'short' }
      : date.getFullYear() === now.getFullYear()
        ? { month: 'short', day: 'numeric' }
        : { dateStyle: 'medium' };
  return new Intl.DateTimeFormat(language(), options).format(date);
}

function headingOf(date: Date, now: Date): string {
  const days = daysBetween(date, now);
  // A clock that was set back must not make a heading of its own.
  if (days <= 0) return t('Today');
  if (days === 1) return t('Yesterday');
  if (days < 7) return t('Last 7 Days');
  return days < 30 ? t('Last 30 Days') : t('Older');
}

/** Local midnights between two moments; days that have 23 or 25 hours count as one, too. */
function daysBetween(from: Date, to: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}
