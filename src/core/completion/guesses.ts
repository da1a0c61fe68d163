// What may be shown without asking anybody: what recurs in the file, where that is likely to be what the person types.
import { Estimate } from './learned.ts';
import { type Recurrence, recurring } from './recurring.ts';
import type { Snapshot } from './snapshot.ts';
import { isWord } from './sureness.ts';

type Feature =
  | 'bias'
  | 'matched'
  | 'agreeing'
  | 'differing'
  | 'longShare'
  | 'distance'
  | 'wholeLine'
  | 'midWord'
  | 'newWord'
  | 'afterBlank';
type Features = Readonly<Record<Feature, number>>;

/** Text left of a guess by which its place is found again. */
const PLACE_CHARACTERS = 120;
const REFUTED_KEPT = 8;
/** Where a word begins, and where one has ended. */
const WORD_EDGE = /(?<=[\p{L}\p{N}_$])(?=[^\p{L}\p{N}_$])|(?<=[^\p{L}\p{N}_$])(?=[\p{L}\p{N}_$])/gu;
/** Each edge is another look through the file. */
const MOST_EDGES = 8;

type Place = Pick<Snapshot, 'farLeft' | 'farRight' | 'linePrefix'>;

interface Guess {
  readonly uri: string;
  readonly left: string;
  readonly text: string;
  readonly features: Features;
}

export class Guesses {
  /** The weights are those of 7,900 places in source files of twelve languages that were typed anew by a generator. */
  readonly #estimate = new Estimate<Feature>({
    weights: {
      bias: 0.35,
      matched: 0.5,
      agreeing: 0.45,
      differing: -0.25,
      longShare: 0.4,
      distance: -0.1,
      wholeLine: 0.6,
      midWord: 0.4,
      newWord: -0.4,
      afterBlank: -0.6,
    },
    rate: 0.08,
    pull: 0.003,
  });
  #onTrial: Guess | undefined;
  /** What the last keys refuted, newest last. */
  #refuted: string[] = [];

  /**
   * What the file foretells here, if the probability that it does so rightly is at least `from`, and as many of its words as it
   * foretells just as surely where the ones before them stand. Its trial begins.
   */
  at(at: Snapshot, from: number): string | undefined {
    const found = recurring(at);
    if (found === undefined) return undefined;
    const features = featuresOf(found, at);
    if (this.#estimate.of(features) < from) return undefined;
    const text = this.#sureWords(found.text, at, from);
    if (this.#refuted.includes(text)) return undefined;
    this.#onTrial = { uri: at.uri, left: at.left.slice(-PLACE_CHARACTERS), text, features };
    return text;
  }

  /** Most guesses that are wrong are right up to the end of a word, and name another one after it than is typed. */
  #sureWords(text: string, { farLeft, farRight, linePrefix }: Place, from: number): string {
    let edges = 0;
    for (const { index } of text.matchAll(WORD_EDGE)) {
      const typed = text.slice(0, index);
      edges += 1;
      if (edges > MOST_EDGES) return typed;
      const there = { farLeft: farLeft + typed, farRight, linePrefix: linePrefix + typed };
      const found = recurring(there);
      const goesOn = found?.text.charAt(0) === text.charAt(index);
      if (!goesOn || this.#estimate.of(featuresOf(found, there)) < from) return typed;
    }
    return text;
  }

  /** What the keys since have said. */
  judge(at: Snapshot): void {
    const guess = this.#onTrial;
    if (guess === undefined) return;
    const from = guess.uri === at.uri ? at.left.lastIndexOf(guess.left) : -1;
    const typed = from < 0 ? '' : at.left.slice(from + guess.left.length);
    if (from >= 0 && typed === '') return;
    this.#onTrial = undefined;
    if (from < 0) return;
    this.#estimate.learn(guess.features, typed.charAt(0) === guess.text.charAt(0));
    if (guess.text.startsWith(typed) || typed.startsWith(guess.text)) return;
    this.#refuted.push(guess.text);
    if (this.#refuted.length > REFUTED_KEPT) this.#refuted.shift();
  }

  clear(): void {
    this.#onTrial = undefined;
    this.#refuted = [];
  }
}

function featuresOf(found: Recurrence, { linePrefix }: Pick<Place, 'linePrefix'>): Features {
  const isInWord = isWord(linePrefix.slice(-1));
  const startsWord = isWord(found.text.charAt(0));
  return {
    bias: 1,
    matched: Math.log2(Math.min(32, found.solid)) - 2,
    agreeing: Math.log2(1 + Math.min(31, found.agreeing)) - 2,
    differing: Math.log2(1 + Math.min(31, found.differing)),
    longShare: found.longShare,
    distance: Math.log2(1 + found.distance) - 9,
    wholeLine: found.length >= linePrefix.length ? 1 : 0,
    midWord: isInWord && startsWord ? 1 : 0,
    newWord: !isInWord && startsWord ? 1 : 0,
    afterBlank: /[ \t]$/.test(linePrefix) ? 1 : 0,
  };
}
