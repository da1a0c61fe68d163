// Going on with a cut answer: models like to repeat the last words before they continue, and those must not be doubled.
import type { ModelEvent } from '../request/modelRequest.ts';

/** How far back a repetition is looked for, in UTF-16 units. */
const reach = 600;
/** A shorter repetition is taken for coincidence ("the" + "e…"), unless it is a whole line. */
const minimumOverlap = 12;

/** Length of the beginning of `after` that only repeats the end of `before`. */
export function overlapLength(before: string, after: string): number {
  const tail = before.slice(-reach);
  for (let length = Math.min(tail.length, after.length); length > 0; length--) {
    if (!tail.endsWith(after.slice(0, length))) continue;
    const wholeLine = after[length - 1] === '\n' && length > 2;
    return length >= minimumOverlap || wholeLine ? length : 0;
  }
  return 0;
}

/** Whether more text could still turn `after` into a longer repetition. */
function isUndecided(before: string, after: string): boolean {
  const tail = before.slice(-reach);
  for (let length = Math.min(tail.length, reach); length > after.length; length--) {
    if (tail.slice(tail.length - length).startsWith(after)) return true;
  }
  return false;
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
