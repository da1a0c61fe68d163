// A proposal for one text while a person decides on it, change by change. The text goes on living: it is followed.
import { type Hunk, hunksOfLines } from './hunks.ts';
import { linesOf } from './lines.ts';
import { merged } from './merge.ts';

/** Characters `from` to `to` of the text become `text`. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Change extends Hunk {
  /** What accepting it does to the text as it stands. */
  readonly edit: TextEdit;
}

export class Review {
  #base: string;
  #proposed: string;
  #changes: readonly Change[] | null = null;
  /** Changes that no longer fitted because the person changed the same lines. */
  leftOut = 0;

  constructor(base: string, proposed: string) {
    this.#base = base;
    this.#proposed = proposed;
  }

  get base(): string {
    return this.#base;
  }

  get proposed(): string {
    return this.#proposed;
  }

  /** What is left to decide, in the order of the text. */
  get changes(): readonly Change[] {
    this.#changes ??= changesBetween(this.#base, this.#proposed);
    return this.#changes;
  }

  /** The text has changed: what is proposed is merged into it. */
  follow(current: string): void {
    if (current === this.#base) return;
    const { text, leftOut } = merged(this.#base, current, this.#proposed);
    this.leftOut += leftOut;
    this.#set(current, text);
  }

  /** The text now is what the accepted changes made of it. */
  accepted(current: string): void {
    this.#set(current, this.#proposed);
  }

  /** Takes a change out of the proposal. */
  reject(change: Change): void {
    const old = linesOf(this.#base);
    const fresh = linesOf(this.#proposed);
    const kept = [
      ...fresh.slice(0, change.newStart),
      ...old.slice(change.start, change.end),
      ...fresh.slice(change.newEnd),
    ];
    this.#set(this.#base, kept.join(''));
  }

  /** Another proposal for the text as it stands, as while it is being written. */
  propose(text: string): void {
    this.#set(this.#base, text);
  }

  #set(base: string, proposed: string): void {
    this.#base = base;
    this.#proposed = proposed;
    this.#changes = null;
  }
}

/** What the text is after these changes. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}

function changesBetween(base: string, proposed: string): readonly Change[] {
  const [old, fresh] = [linesOf(base), linesOf(proposed)];
  let [line, offset] = [0, 0];
  const offsetOf = (target: number): number => {
    for (; line < target; line++) offset += old[line]?.length ?? 0;
    return offset;
  };
  return hunksOfLines(old, fresh).map((hunk) => {
    const from = offsetOf(hunk.start);
    const to = offsetOf(hunk.end);
    return { ...hunk, edit: { from, to, text: fresh.slice(hunk.newStart, hunk.newEnd).join('') } };
  });
}
