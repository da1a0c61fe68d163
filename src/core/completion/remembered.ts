// The memory of answers, found again by what stands left and right of the caret. Typing as suggested, backspacing into it and going on after an accept are all the same look-up.
import type { Answer } from './answer.ts';
import { type Fit, fitAfter } from './fits.ts';
import type { Snapshot } from './snapshot.ts';

const KEY_CHARACTERS = 64;
/** Characters typed along an answer that are looked back through. */
const LONGEST_TYPED = 600;

export class Memory {
  /** Oldest first; the insertion order is the order of forgetting. */
  readonly #answers = new Set<Answer>();
  readonly #byKey = new Map<string, Answer[]>();
  readonly #capacity: number;

  constructor(capacity = 200) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#answers.size;
  }

  keep(answer: Answer): void {
    this.#answers.add(answer);
    const key = keyOf(answer.uri, answer.left, answer.left.length);
    const same = this.#byKey.get(key);
    if (same === undefined) this.#byKey.set(key, [answer]);
    else same.push(answer);
    for (const oldest of this.#answers) {
      if (this.#answers.size <= this.#capacity) break;
      if (oldest.state !== 'open') this.forget(oldest);
      else break;
    }
  }

  forget(answer: Answer): void {
    if (!this.#answers.delete(answer)) return;
    const key = keyOf(answer.uri, answer.left, answer.left.length);
    const others = (this.#byKey.get(key) ?? []).filter((other) => other !== answer);
    if (others.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, others);
  }

  clear(): void {
    this.#answers.clear();
    this.#byKey.clear();
  }

  /** All answers that fit at a place: the longest confirmed by typing first, then the newest. */
  fitting(at: Snapshot): readonly Fit[] {
    const fits: Fit[] = [];
    const longest = Math.min(LONGEST_TYPED, at.left.length);
    for (let typed = 0; typed <= longest; typed++) {
      const end = at.left.length - typed;
      if (end < KEY_CHARACTERS && !at.leftReachesStart) break;
      const answers = this.#byKey.get(keyOf(at.uri, at.left, end));
      if (answers === undefined) continue;
      for (const answer of answers) {
        const fit = fitAfter(answer, at, typed);
        if (fit !== undefined) fits.push(fit);
      }
    }
    return fits.sort((a, b) => b.answer.askedAtMs - a.answer.askedAtMs);
  }
}

function keyOf(uri: string, left: string, end: number): string {
  return `${left.slice(Math.max(0, end - KEY_CHARACTERS), end)}\0${uri}`;
}
