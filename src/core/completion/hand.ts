// What the hand has just done: typed on, taken away, pasted, begun a line, taken a suggestion.
import type { DocumentEdit } from './suggestion.ts';

/** A change so far from the one before is the start of something else. */
const ELSEWHERE_CHARACTERS = 200;
/** One key puts in no more than so much: a character and its partner. */
const KEY_CHARACTERS = 2;

export class Hand {
  #last: DocumentEdit | undefined;
  #flow = 0;
  #hasAccepted = false;

  /** True when the change goes elsewhere. */
  noteEdit(edit: DocumentEdit): boolean {
    const last = this.#last;
    const isContiguous =
      last?.uri === edit.uri && last.from + last.inserted.length === edit.from && edit.removed === 0;
    this.#flow =
      edit.removed > 0 ? 0 : isContiguous ? this.#flow + Math.min(KEY_CHARACTERS, edit.inserted.length) : 1;
    this.#hasAccepted = false;
    this.#last = edit;
    return !isContiguous && Math.abs((last?.from ?? 0) - edit.from) > ELSEWHERE_CHARACTERS;
  }

  noteAccepted(): void {
    this.#hasAccepted = true;
  }

  /** A suggestion was taken, and nothing has been typed since. */
  get hasAccepted(): boolean {
    return this.#hasAccepted;
  }

  /** Characters typed one after the other up to here. */
  get flow(): number {
    return this.#flow;
  }

  /** The last change took text away. */
  get hasDeleted(): boolean {
    return this.#last !== undefined && this.#last.removed > 0;
  }

  /** The last change put in more than a key does. */
  get hasPasted(): boolean {
    const { inserted = '' } = this.#last ?? {};
    return inserted.length > KEY_CHARACTERS && !inserted.startsWith('\n');
  }
}
