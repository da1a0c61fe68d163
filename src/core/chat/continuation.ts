// Going on with a cut answer: models like to repeat the last words before they continue, or to open the code anew in which
// they stood, and neither must be doubled; but nothing that is meant may be lost.
import type { ModelEvent } from '../request/modelRequest.ts';
import { fencedCode } from './codeBlocks.ts';

/** How far back a repetition is looked for, in UTF-16 units. */
const reach = 600;
/** A shorter repetition is taken for coincidence ("the" + "e…"), unless it is a whole line. */
const minimumOverlap = 12;

/** Length of the beginning of `after` that only repeats the end of `before`. */
export function overlapLength(before: string, after: string): number {
  const fence = fenceAgain(before, after);
  const rest = after.slice(fence);
  const tail = before.slice(-reach);
  for (let length = Math.min(tail.length, rest.length); length > 0; length--) {
    const again = rest.slice(0, length);
    if (!tail.endsWith(again)) continue;
    // Who opens the code once more begins its line once more.
    if (fence > 0 && isLineStart(before, again)) return fence + length;
    const isWholeLine = again.endsWith('\n') && /\w/.test(again);
    if (length < minimumOverlap && !isWholeLine) return fence;
    if (!goesOnAlike(before, again) && beginsAnew(before, again)) return fence + length;
  }
  return fence;
}

/** Indentation, rulers, rows of a table, the same line once more: what is repeated within itself is meant. */
function goesOnAlike(before: string, again: string): boolean {
  const half = again.slice(0, Math.ceil(again.length / 2));
  return again.lastIndexOf(half) > 0 || before.endsWith(again + again);
}

/** Who repeats something begins at a line, a word, or a character that is a word of its own; not within one. */
function beginsAnew(before: string, again: string): boolean {
  const last = before.at(-again.length - 1) ?? '';
  return isLineStart(before, again) || /^\s\S|^\S\s\S|^.\p{Lo}/su.test(last + again.slice(0, 2));
}

function isLineStart(before: string, again: string): boolean {
  return (before.at(-again.length - 1) ?? '\n') === '\n';
}

/** Length of a line that opens the code once more in which `before` ends; 0 where there is none. */
function fenceAgain(before: string, after: string): number {
  const [line, info = ''] = /^[ \t]*(?:`{3,}|~{3,}(?!~))([^\n`]*)\n/.exec(after) ?? [];
  return line && info.trim() !== '' && info.trim() === openInfo(before) ? line.length : 0;
}

/** The words behind the fence in which a text ends; null where it ends in none. */
function openInfo(before: string): string | null {
  const probe = '\u2028';
  const last = fencedCode(`${before}\n${probe}\n`).at(-1);
  return last?.code.endsWith(`${probe}\n`) ? last.info.trim() : null;
}

/** Whether more text could still turn `after` into a longer repetition. */
function isUndecided(before: string, after: string): boolean {
  const fence = fenceAgain(before, after);
  if (fence === 0 && mayOpen(after) && openInfo(before)) return true;
  const rest = after.slice(fence);
  const tail = before.slice(-reach);
  for (let length = Math.min(tail.length, reach); length > rest.length; length--) {
    if (tail.slice(tail.length - length).startsWith(rest)) return true;
  }
  return false;
}

/** Nothing but white space yet, or the beginning of a line that may become a fence. */
function mayOpen(after: string): boolean {
  const line = after.replace(/^[ \t]+/, '');
  return /^(?:$|~|`)/.test(line) && /^`*[^\n`]*$/.test(line);
}

/**
 * Passes the events of a continuing request on, holding text back only as long as it may be a repetition of the end of
 * `before`; the repetition is dropped once. Everything else passes in order.
 */
export async function* withoutRepetition(
  before: string,
  events: AsyncIterable<ModelEvent>,
): AsyncGenerator<ModelEvent, void, undefined> {
  let held: string | null = '';
  for await (const event of events) {
    if (held === null) {
      yield event;
    } else if (event.kind === 'text') {
      held += event.text;
      if (isUndecided(before, held)) continue;
      const rest = held.slice(overlapLength(before, held));
      held = null;
      if (rest) yield { kind: 'text', text: rest };
    } else if (event.kind === 'finished' || event.kind === 'failed' || event.kind === 'aborted') {
      const rest = held.slice(overlapLength(before, held));
      held = null;
      if (rest) yield { kind: 'text', text: rest };
      yield event;
    } else {
      yield event;
    }
  }
}
