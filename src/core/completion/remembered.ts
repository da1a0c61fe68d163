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
  /** By file, and there by the digest of the key. */
  readonly #byPlace = new Map<string, Map<number, Answer[]>>();
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
    const places = this.#byPlace.get(answer.uri) ?? new Map<number, Answer[]>();
    this.#byPlace.set(answer.uri, places);
    const key = digestOf(answer.left, answer.left.length);
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
    const key = digestOf(answer.left, answer.left.length);
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
    const left: Candidate[] = [];
    for (const candidate of this.#candidates(at)) {
      const fit = fitAfter(candidate.answer, at, candidate.typed);
      if (fit === undefined) continue;
      fits.push(fit);
      left.push(candidate);
    }
    // An answer only grows: what does not fit a place never will.
    this.#found.set(at, left);
    return fits.sort((a, b) => b.answer.askedAtMs - a.answer.askedAtMs);
  }

  /** Is it known what the model says at this very place? Asked again it would say the same. */
  isAnswered(at: Snapshot): boolean {
    return this.fitting(at).some(
      ({ answer, typed }) => typed === 0 && answer.state !== 'open' && answer.text !== '',
    );
  }

  #candidates(at: Snapshot): readonly Candidate[] {
    const known = this.#found.get(at);
    if (known !== undefined) return known;
    const found: Candidate[] = [];
    const places = this.#byPlace.get(at.uri);
    const { left } = at;
    const last = Math.max(0, left.length - LONGEST_TYPED, at.leftReachesStart ? 0 : KEY_CHARACTERS);
    let digest = places === undefined ? 0 : digestOf(left, left.length);
    for (let end = left.length; places !== undefined && end >= last; end--) {
      for (const answer of places.get(digest) ?? []) {
        if (keyOf(answer.left, answer.left.length) === keyOf(left, end))
          found.push({ answer, typed: left.length - end });
      }
      digest = digestBefore(digest, left, end);
    }
    this.#found.set(at, found);
    return found;
  }
}

function keyOf(left: string, end: number): string {
  return left.slice(Math.max(0, end - KEY_CHARACTERS), end);
}

// Six hundred places are looked through for each key press: a digest that moves by a character spares as many strings
// (Karp and Rabin, IBM J. Res. Dev. 31, 1987). Arithmetic is modulo 2³², where an odd factor has an inverse.
const FACTOR = 0x01000193;
const INVERSE = 0x359c449b;
const OLDEST_FACTOR = powerOf(FACTOR, KEY_CHARACTERS - 1);

/** Digest of the key that ends at `end`: the last character counts once, each one before it a factor more. */
function digestOf(left: string, end: number): number {
  let digest = 0;
  for (let at = Math.max(0, end - KEY_CHARACTERS); at < end; at++)
    digest = (Math.imul(digest, FACTOR) + left.charCodeAt(at)) | 0;
  return digest;
}

/** The digest of the key that ends one character sooner. */
function digestBefore(digest: number, left: string, end: number): number {
  const without = Math.imul(digest - left.charCodeAt(end - 1), INVERSE);
  const first = end - 1 - KEY_CHARACTERS;
  return first < 0 ? without : (without + Math.imul(left.charCodeAt(first), OLDEST_FACTOR)) | 0;
}

function powerOf(factor: number, times: number): number {
  let power = 1;
  for (let k = 0; k < times; k++) power = Math.imul(power, factor);
  return power;
}
