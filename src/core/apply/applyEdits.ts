// Finds where the edits of a diff or of search blocks stand in a file, whatever line numbers they claim.
import type { Edit } from './blockForm.ts';
import { placesOf } from './findLines.ts';
import { reindented, sharedIndent, stepOf } from './indentation.ts';
import { isBlank } from './lines.ts';
import type { Replacement } from './placeCode.ts';

export interface EditsFound {
  readonly found: readonly Replacement[];
  /** Edits (from 1) whose old lines the file does not have, or has in several places. */
  readonly missing: readonly number[];
}

export function findEdits(file: readonly string[], edits: readonly Edit[]): EditsFound {
  const found: Replacement[] = [];
  const missing: number[] = [];
  const step = stepOf(file);
  // Edits follow each other in a diff: how far one stood from where it was said to be tells where the next one stands.
  let shift = 0;
  const placed = new Set<string>();
  for (const [index, one] of edits.entries()) {
    // A model that loses its thread says the same twice: it is one change.
    const spelling = JSON.stringify(one);
    if (placed.has(spelling)) continue;
    const readings = [one, ...(one.or ?? [])].map((edit) => ({
      edit,
      place: placeOf(file, edit, shift, found),
    }));
    const { edit = one, place = null } = readings.find(({ place }) => place) ?? {};
    if (!place) {
      missing.push(index + 1);
      continue;
    }
    placed.add(spelling);
    if (edit.line !== undefined) shift = place.at - edit.line;
    found.push(...changesOf(file, edit, place, step));
  }
  return { found: [...found].sort((a, b) => a.start - b.start || a.end - b.end), missing };
}

interface Place {
  readonly at: number;
  /** Context lines at the beginning of the edit that are left out of sight because the file has others. */
  readonly skipped: number;
  readonly length: number;
}

/** How many lines of context may be wrong at either end. */
const mostWrongContext = 2;

function placeOf(
  file: readonly string[],
  edit: Edit,
  shift: number,
  taken: readonly Replacement[],
): Place | null {
  const { old, fresh } = edit;
  if (old.every(isBlank)) return file.every(isBlank) ? { at: 0, skipped: 0, length: file.length } : null;
  const context = (at: number): boolean => old.at(at) === fresh.at(at);
  for (let wrong = 0; wrong <= mostWrongContext; wrong++) {
    for (let head = 0; head <= wrong; head++) {
      const tail = wrong - head;
      const isContext =
        Array.from({ length: head }, (_, at) => at).every(context) &&
        Array.from({ length: tail }, (_, at) => -1 - at).every(context);
      if (!isContext || head + tail >= old.length) continue;
      const wanted = old.slice(head, old.length - tail);
      const free = placesOf(file, wanted).filter(({ at }) =>
        taken.every((one) => at + wanted.length <= one.start || at >= one.end),
      );
      const [only, second] = free;
      if (only && !second) return { at: only.at - head, skipped: head, length: old.length - tail };
      if (only && edit.line !== undefined) {
        const expected = edit.line + shift + head;
        const nearest = [...free].sort((a, b) => Math.abs(a.at - expected) - Math.abs(b.at - expected))[0];
        if (nearest) return { at: nearest.at - head, skipped: head, length: old.length - tail };
      }
    }
  }
  return null;
}

/** Only what changes is replaced: context lines stay as the file has them. */
function changesOf(
  file: readonly string[],
  { old, fresh }: Edit,
  { at, skipped, length }: Place,
  step: string | null,
): readonly Replacement[] {
  if (old.every(isBlank)) return [{ start: 0, end: file.length, lines: fresh }];
  let head = skipped;
  const shorter = Math.min(length, fresh.length - (old.length - length));
  while (head < shorter && old[head] === fresh[head]) head++;
  let tail = old.length - length;
  while (old.length - tail > head && fresh.length - tail > head && old.at(-1 - tail) === fresh.at(-1 - tail))
    tail++;
  const start = at + head;
  const end = at + old.length - tail;
  const inFile = file.slice(at + skipped, at + length);
  const lines = fresh.slice(head, fresh.length - tail);
  const moved = reindented(lines, sharedIndent(old.slice(skipped, length)), sharedIndent(inFile), step);
  return [{ start, end, lines: moved }];
}
