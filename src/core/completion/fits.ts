// Does an answer, asked for at one place, still fit at another? The place may be further on (typed, accepted), and brackets may have been closed by the editor since.
import type { Answer } from './answer.ts';
import type { Snapshot } from './snapshot.ts';

export interface Fit {
  readonly answer: Answer;
  /** What is still to come of the answer's text. May be empty while it grows, or when all of it was typed. */
  readonly rest: string;
  /** Characters typed since it was asked for, all as predicted. */
  readonly typed: number;
}

/** Left context compared beyond the key: enough that two places in one file are not taken for one another. */
const COMPARED_LEFT = 400;
/** With less than this to compare both must have the same: a file that was emptied agrees with everything. */
const FEWEST_COMPARED = 64;
const COMPARED_RIGHT = 160;
const LONGEST_CLOSER = 24;

/**
 * The fit of an answer at a place whose left window is the answer's plus `typed` characters; undefined when it does not fit.
 * Indentation after a line break may differ from the model's, since editors indent by themselves.
 */
export function fitAfter(answer: Answer, at: Snapshot, typed: number): Fit | undefined {
  if (answer.uri !== at.uri) return undefined;
  const end = at.left.length - typed;
  if (end < 0) return undefined;
  // First what most often differs.
  const used = consumed(answer.text, at.left.slice(end), answer.state === 'open');
  if (used === undefined) return undefined;
  const known = answer.left.slice(-COMPARED_LEFT);
  const here = at.left.slice(Math.max(0, end - COMPARED_LEFT), end);
  // At a file's start, or where the window moved on, the shorter one decides; a key already matched.
  if (!(known.endsWith(here) || here.endsWith(known))) return undefined;
  if (known.length !== here.length && Math.min(known.length, here.length) < FEWEST_COMPARED) return undefined;
  if (!sameRight(answer.right, at.right)) return undefined;
  return { answer, rest: answer.text.slice(used), typed };
}

/** How much of `text` the typed characters use up; undefined when they say something else. */
export function consumed(text: string, typed: string, open: boolean): number | undefined {
  let used = 0;
  let at = 0;
  while (at < typed.length) {
    if (used >= text.length) return open ? used : undefined;
    if (typed.charCodeAt(at) !== text.charCodeAt(used)) return undefined;
    const lineBreak = typed.charCodeAt(at) === 10;
    at += 1;
    used += 1;
    if (lineBreak) {
      const typedIndent = indentLength(typed, at);
      const textIndent = indentLength(text, used);
      const whole = at + typedIndent < typed.length;
      at += typedIndent;
      // Where the editor or the person has indented, theirs holds; where nobody has yet, the model's is still to come.
      if (whole || typedIndent > 0) used += textIndent;
    }
  }
  return used;
}

function indentLength(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at += 1;
  return at - from;
}

/** Same text to the right, but for closers the editor has put there since, or moved down a line, or that were typed over. */
export function sameRight(asked: string, now: string): boolean {
  if (sameStart(asked, now)) return true;
  return closersThen(now, asked) || closersThen(asked, now) || movedDown(asked, now);
}

/** A line was begun between two brackets: the editor puts the closing one on a line of its own. */
function movedDown(asked: string, now: string): boolean {
  const blank = /^\n[ \t]*/.exec(now)?.[0] ?? '';
  return blank !== '' && /^[)\]}]/.test(asked) && sameStart(asked, now.slice(blank.length));
}

function closersThen(longer: string, shorter: string): boolean {
  for (let length = 1; length <= LONGEST_CLOSER; length++) {
    const character = longer.charAt(length - 1);
    if (character === '' || !/[)\]}>"'`;,\s]/.test(character)) return false;
    if (/[)\]}>"'`]/.test(character) && sameStart(longer.slice(length), shorter)) return true;
  }
  return false;
}

function sameStart(a: string, b: string): boolean {
  const length = Math.min(COMPARED_RIGHT, Math.max(a.length, b.length));
  return a.slice(0, length) === b.slice(0, length);
}
