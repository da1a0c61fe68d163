// Places where the model was asked and had nothing to say: the next keys on that line would hear the same and pay for it.
import type { Answer } from './answer.ts';
import { fitAfter } from './fits.ts';
import type { Snapshot } from './snapshot.ts';

const PLACES_KEPT = 24;
/** So many characters on, a place is another one, and one more with each further silence on the line. Longer reaches spare few requests more and cost suggestions (see the `--empty` option of the completions bench). */
const FIRST_REACH = 3;
const LONGEST_REACH = 5;

interface Place {
  /** Text '' and `open`: whatever is typed from here on agrees with it. */
  readonly answer: Answer;
  readonly reach: number;
}

export class NothingToSay {
  /** Oldest first. */
  #places: Place[] = [];

  /** An answer came back without a text, for the place it was asked with. */
  note(answer: Answer): void {
    const { uri, left, right } = answer;
    const before = this.#places.findLast(
      (one) =>
        one.answer.uri === uri &&
        one.answer.right === right &&
        left.startsWith(one.answer.left) &&
        !left.slice(one.answer.left.length).includes('\n'),
    );
    this.#places.push({
      answer: { id: '', uri, left, right, text: '', state: 'open', askedAtMs: 0 },
      reach: before === undefined ? FIRST_REACH : Math.min(LONGEST_REACH, before.reach + 1),
    });
    if (this.#places.length > PLACES_KEPT) this.#places.shift();
  }

  /**
   * Is this such a place, or a few characters further on the same line, with the same text to the right? A hand that has come to
   * rest waits for something: then a few characters on is a place of its own.
   */
  holds(at: Snapshot, isResting = false): boolean {
    return this.#places.some(({ answer, reach }) => {
      const most = isResting ? 1 : Math.min(reach, at.linePrefix.length + 1);
      for (let typed = 0; typed < most; typed++) if (fitAfter(answer, at, typed) !== undefined) return true;
      return false;
    });
  }

  clear(): void {
    this.#places = [];
  }
}
