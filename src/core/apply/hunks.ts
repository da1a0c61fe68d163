// The changes between two texts, line by line.
import { diffArrays } from 'diff';
import { linesOf } from './lines.ts';

/** Lines `start` to `end` (from 0, the end not included) of the one text are `newStart` to `newEnd` of the other. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Beyond this many changed lines the exact difference is not worth its time: what lies between the equal ends is one change. */
const mostChangedLines = 2_000;

export function hunksBetween(before: string, after: string): readonly Hunk[] {
  return hunksOfLines(linesOf(before), linesOf(after));
}

/** The same of lists of lines. */
export function hunksOfLines(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const middle = { start: head, end: before.length - tail, newStart: head, newEnd: after.length - tail };
  if (middle.start === middle.end && middle.newStart === middle.newEnd) return [];
  if (middle.start === middle.end || middle.newStart === middle.newEnd) return [middle];
  const parts = diffArrays(before.slice(head, middle.end), after.slice(head, middle.newEnd), {
    maxEditLength: mostChangedLines,
  });
  if (!parts) return [middle];
  const found: Hunk[] = [];
  let [old, fresh] = [head, head];
  let open: Hunk | null = null;
  for (const { value, added, removed } of parts) {
    const count = value.length;
    if (!added && !removed) {
      if (open) found.push(open);
      open = null;
      old += count;
      fresh += count;
      continue;
    }
    open ??= { start: old, end: old, newStart: fresh, newEnd: fresh };
    if (removed) old += count;
    else fresh += count;
    open = { ...open, end: old, newEnd: fresh };
  }
  return open ? [...found, open] : found;
}
