// What the hand has just done: typed on, begun a line, picked a word, taken away, pasted, taken a suggestion, come to rest.
import type { DocumentEdit } from './suggestion.ts';

/** A change so far from the one before is the start of something else. */
const ELSEWHERE_CHARACTERS = 200;
/** One key puts in no more than so much: a character and its partner. */
const KEY_CHARACTERS = 2;

/** So much of what was typed is kept, to know what is taken away again. */
const WRITTEN_CHARACTERS = 200;

/** `typed`: by keys, line breaks with what the editor adds to them included. `picked`: a begun word was replaced by a whole one, as lists of words do. */
export type Deed = 'typed' | 'picked' | 'deleted' | 'pasted';

export class Hand {
  #last: DocumentEdit | undefined;
  #deed: Deed = 'typed';
  #flow = 0;
  #hasAccepted = false;
  #rests = false;
  /** What was typed last without a gap, up to its end, and what was taken away from that end since. */
  #written = '';
  #writtenTo = 0;
  #taken = '';

  /** True when the change goes elsewhere. */
  noteEdit(edit: DocumentEdit): boolean {
    const last = this.#last;
    this.#deed = deedOf(edit);
    // What is typed goes on behind what was there, a picked word behind what it replaces.
    const behind = edit.from + (this.#deed === 'picked' ? edit.removed : 0);
    const isContiguous = last?.uri === edit.uri && last.from + last.inserted.length === behind;
    this.#flow =
      this.#deed === 'deleted'
        ? 0
        : isContiguous
          ? this.#flow + Math.min(KEY_CHARACTERS, edit.inserted.length)
          : 1;
    this.#hasAccepted = false;
    this.#rests = false;
    this.#noteWritten(edit, last?.uri === edit.uri);
    this.#last = edit;
    return !isContiguous && Math.abs((last?.from ?? 0) - edit.from) > ELSEWHERE_CHARACTERS;
  }

  noteAccepted(): void {
    this.#hasAccepted = true;
  }

  noteRest(): void {
    this.#rests = true;
  }

  /** A suggestion was taken, and nothing has been typed since. */
  get hasAccepted(): boolean {
    return this.#hasAccepted;
  }

  /** Nothing has been typed for a while. */
  get rests(): boolean {
    return this.#rests;
  }

  /** Characters typed one after the other up to here. */
  get flow(): number {
    return this.#flow;
  }

  /** The last change. */
  get deed(): Deed {
    return this.#deed;
  }

  /** Does this text begin with what the hand has just taken away? */
  hasTakenAway(text: string): boolean {
    return this.#taken !== '' && text.startsWith(this.#taken);
  }

  /** Is this text nothing but what the hand has just taken away? */
  hasTakenAwayAll(text: string): boolean {
    return this.#taken !== '' && text === this.#taken;
  }

  #noteWritten({ from, removed, inserted }: DocumentEdit, isSameFile: boolean): void {
    const isAtEnd = isSameFile && from + removed === this.#writtenTo && removed <= this.#written.length;
    const kept = isAtEnd ? this.#written.slice(0, this.#written.length - removed) : '';
    const gone = isAtEnd && inserted === '' ? this.#written.slice(kept.length) : '';
    this.#taken = gone === '' ? '' : gone.replaceAll('\r\n', '\n') + this.#taken;
    this.#written = (kept + inserted).slice(-WRITTEN_CHARACTERS);
    this.#writtenTo = from + inserted.length;
  }
}

function deedOf({ removed, inserted }: DocumentEdit): Deed {
  if (removed > 0) return inserted.length >= removed ? 'picked' : 'deleted';
  return inserted.length > KEY_CHARACTERS && !/^\r?\n/.test(inserted) ? 'pasted' : 'typed';
}
