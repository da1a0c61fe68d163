// The memory of answers, found again by what stands left and right of the caret. Typing as suggested, backspacing into it and going on after an accept are all the same look-up.
import type { Answer } from './answer.ts';
import { type Fit, fitAfter } from './fits.ts';
import type { Snapshot } from './snapshot.ts';

const KEY_CHARACTERS = 64;
/** Characters typed along an answer that are looked back through. */
const LONGEST_TYPED = 600;

/** An answer that was asked for left of a place, and how many characters were typed since. */
interface Candidate {
  readonly answer: Answer;
  readonly typed: number;
}

export class Memory {
  /** Oldest first; the insertion order is the order of forgetting. */
  readonly #answers = new Set<Answer>();
  readonly #byPlace = new Map<string, Map<string, Answer[]>>();
  readonly #capacity: number;
  /** Found for a snapshot: while an answer streams in the same place is asked about at every token. */
  #found = new WeakMap<Snapshot, readonly Candidate[]>();

  constructor(capacity = 200) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#answers.size;
  }

  keep(answer: Answer): void {
    this.#found = new WeakMap();
    this.#answers.add(answer);
    const places = this.#byPlace.get(answer.uri) ?? new Map<string, Answer[]>();
    this.#byPlace.set(answer.uri, places);
    const key = keyOf(answer.left, answer.left.length);
    const same = places.get(key);
    if (same === undefined) places.set(key, [answer]);
    else same.push(answer);
    for (const oldest of this.#answers) {
      if (this.#answers.size <= this.#capacity) break;
      if (oldest.state !== 'open') this.forget(oldest);
      else break;
    }
  }

  forget(answer: Answer): void {
    if (!this.#answers.delete(answer)) return;
    this.#found = new WeakMap();
    const places = this.#byPlace.get(answer.uri);
    const key = keyOf(answer.left, answer.left.length);
    const others = (places?.get(key) ?? []).filter((other) => other !== answer);
    if (others.length > 0) places?.set(key, others);
    else places?.delete(key);
    if (places?.size === 0) this.#byPlace.delete(answer.uri);
  }

  clear(): void {
    this.#found = new WeakMap();
    this.#answers.clear();
    this.#byPlace.clear();
  }

  /** All answers that fit at a place: the longest confirmed by typing first, then the newest. */
  fitting(at: Snapshot): readonly Fit[] {
    const fits: Fit[] = [];
    for (const { answer, typed } of this.#candidates(at)) {
      const fit = fitAfter(answer, at, typed);
      if (fit !== undefined) fits.push(fit);
    }
    return fits.sort((a, b) => b.answer.askedAtMs - a.answer.askedAtMs);
  }

  #candidates(at: Snapshot): readonly Candidate[] {
    const known = this.#found.get(at);
    if (known !== undefined) return known;
    const found: Candidate[] = [];
    const places = this.#byPlace.get(at.uri);
    const longest = places === undefined ? -1 : Math.min(LONGEST_TYPED, at.left.length);
    for (let typed = 0; typed <= longest; typed++) {
      const end = at.left.length - typed;
      if (end < KEY_CHARACTERS && !at.leftReachesStart) break;
      for (const answer of places?.get(keyOf(at.left, end)) ?? []) found.push({ answer, typed });
    }
    this.#found.set(at, found);
    return found;
  }
}

function keyOf(left: string, end: number): string {
  return left.slice(Math.max(0, end - KEY_CHARACTERS), end);
}
