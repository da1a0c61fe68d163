// Tells from a document's changes whether a suggestion was taken: the stable API has no event for it.
import type { DocumentEdit, Suggestion } from '../../core/completion/suggestion.ts';

/** A suggestion that may be on screen, and how much of it stands in the document by now: typed along, or taken in part. */
export interface Offered {
  readonly suggestion: Suggestion;
  readonly present: number;
}

export interface Taken {
  /** What may still be on screen after the edit; null when it fits no longer. */
  readonly offered: Offered | null;
  /** Characters of the suggestion that the person has now, when this edit took them; 0 when it took none. */
  readonly characters: number;
}

/** What the editor itself types at once: a pair of brackets or quotes, a line break with its indentation. */
const typedAtOnce = /^(\(\)|\[\]|\{\}|""|''|``|\s*)$/;

/**
 * What an edit of its document means for a suggestion. Accepting inserts its rest, or by word or line the beginning of
 * its rest, where the typing along has come to, or all of it anew where it began; a person types one character at a
 * time, so a single one proves nothing. Undo and redo take nothing: `isReplay`.
 *
 * The editor may still show an earlier suggestion of which this one is the rest: it was typed along or taken in part since.
 * Accepting then puts the text left of this suggestion anew, too.
 */
export function afterEdit(offered: Offered, edit: DocumentEdit, isReplay: boolean): Taken {
  const { suggestion, present } = offered;
  if (isReplay) return { offered: null, characters: 0 };
  // An edit elsewhere moves the place or makes another of it: the editor asks anew.
  const anew = Math.min(Math.max(0, suggestion.offset - edit.from), edit.removed, edit.inserted.length);
  const inserted = edit.inserted.slice(anew);
  const before = edit.from + anew - suggestion.offset;
  const beyond = edit.removed - anew - (present - before);
  if (before < 0 || before > present || beyond < 0 || beyond > suggestion.replaceRight)
    return { offered: null, characters: 0 };
  const now = before + inserted.length;
  // Typed along and taken back: the editor shows the same again, without asking anybody.
  if (edit.inserted === '' && beyond === 0) return { offered: { suggestion, present: now }, characters: 0 };
  const isAlong = suggestion.insertText.startsWith(inserted, before) && now >= present;
  if (!isAlong) return { offered: null, characters: 0 };
  const added = suggestion.insertText.slice(present, now);
  const isProof = added.length >= 2 && !typedAtOnce.test(added);
  // What stood right of the caret already is not inserted anew.
  const isWhole = suggestion.insertText.length - now <= suggestion.replaceRight;
  return {
    offered: now < suggestion.insertText.length ? { suggestion, present: now } : null,
    characters: isProof ? (isWhole ? suggestion.insertText.length : now) : 0,
  };
}

/** Of what was offered lately so many may still be on screen. */
const MOST_OFFERED = 8;

/**
 * What may be on screen. VS Code keeps what it shows while that fits, whatever it was answered since, an answer of nothing
 * too; so each suggestion counts until an edit leaves it.
 */
export class Offers {
  #offered: readonly Offered[] = [];

  note(suggestion: Suggestion): void {
    this.#offered = [{ suggestion, present: 0 }, ...this.#offered].slice(0, MOST_OFFERED);
  }

  /** The suggestion that this edit took, the newest where several say the same, with the characters the person has of it now. */
  taken(
    edit: DocumentEdit,
    isReplay: boolean,
  ): { readonly suggestion: Suggestion; readonly characters: number } | null {
    const left: Offered[] = [];
    for (const offered of this.#offered) {
      const after = offered.suggestion.uri === edit.uri ? afterEdit(offered, edit, isReplay) : null;
      if (after && after.characters > 0) {
        this.#offered = after.offered === null ? [] : [after.offered];
        return { suggestion: offered.suggestion, characters: after.characters };
      }
      const still = after === null ? offered : after.offered;
      if (still !== null) left.push(still);
    }
    this.#offered = left;
    return null;
  }
}
