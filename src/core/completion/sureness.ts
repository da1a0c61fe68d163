// How sure is it that an answer is what the person will type? Above all whether it has already predicted keys, and whether it joins the text left of it as this text is usually joined.

import type { Fit } from './fits.ts';
import { lastWord } from './lastWord.ts';
import { Estimate } from './learned.ts';
import type { Snapshot } from './snapshot.ts';

type Feature =
  | 'bias'
  | 'begun'
  | 'confirmed'
  | 'knownWord'
  | 'unknownWord'
  | 'seam'
  | 'wideSeam'
  | 'recent'
  | 'rejected'
  | 'midLine';
export type SurenessFeatures = Readonly<Record<Feature, number>>;

const RECENT_WEIGHT = 0.12;
/** What is usual changes slowly, and never so far that nothing or everything would be shown. */
const USUAL_WEIGHT = 0.04;
const USUAL_BOUNDS = { least: 0.15, most: 0.8 };

export class Sureness {
  readonly #estimate = new Estimate<Feature>({
    weights: {
      bias: -0.7,
      begun: 1.1,
      confirmed: 1.2,
      knownWord: 1,
      unknownWord: -0.3,
      seam: 1.2,
      wideSeam: 1.8,
      recent: 0.8,
      rejected: -0.5,
      midLine: -0.2,
    },
    rate: 0.08,
    pull: 0.003,
  });
  /** Share of right answers lately. */
  #recent = 0.45;
  #rightSoFar = 0.45;

  get recent(): number {
    return this.#recent;
  }

  /**
   * Share of right answers, over a longer time. Where a model is mostly right an answer has to be surer than elsewhere to be
   * worth its place on screen; where it is mostly wrong the better ones among its answers are still worth theirs.
   */
  get usual(): number {
    return Math.min(USUAL_BOUNDS.most, Math.max(USUAL_BOUNDS.least, this.#rightSoFar));
  }

  get weights(): Readonly<Record<string, number>> {
    return this.#estimate.weights;
  }

  of(features: SurenessFeatures): number {
    return this.#estimate.of(features);
  }

  /** What speaks for and against the rest of an answer. `rejectedNearby` counts wrong answers in this run of typing. */
  features(fit: Fit, at: Snapshot, rejectedNearby: number): SurenessFeatures {
    const join = joining(at, fit.rest);
    return {
      bias: 1,
      begun: fit.typed > 0 ? 1 : 0,
      confirmed: Math.min(3, fit.typed) / 3,
      knownWord: join.word === 'known' ? 1 : 0,
      unknownWord: join.word === 'unknown' ? 1 : 0,
      seam: join.seam,
      wideSeam: join.wideSeam,
      recent: this.#recent * 2 - 1,
      rejected: Math.min(3, rejectedNearby) / 3,
      midLine: at.lineRest.trim() === '' ? 0 : 1,
    };
  }

  learn(features: SurenessFeatures, right: boolean): void {
    this.#estimate.learn(features, right);
    this.#recent += RECENT_WEIGHT * ((right ? 1 : 0) - this.#recent);
    this.#rightSoFar += USUAL_WEIGHT * ((right ? 1 : 0) - this.#rightSoFar);
  }
}

const WORD_START = /^[\p{L}\p{N}_$]+/u;

export interface Joining {
  /** Does the word at the seam stand elsewhere in the window? `none` when no word crosses the seam. */
  readonly word: 'known' | 'unknown' | 'none';
  /** Share of the narrow seams, two or three characters, that stand elsewhere in the window. */
  readonly seam: number;
  /** The same of the wide ones, four and five characters. */
  readonly wideSeam: number;
}

/** Characters before and after the seam. */
const NARROW = [
  [1, 1],
  [2, 1],
  [1, 2],
] as const;
const WIDE = [
  [2, 2],
  [3, 2],
] as const;

/** While an answer streams in the same seam is asked about at every piece of it. */
const joined = new WeakMap<Snapshot, Map<string, Joining>>();

/** How a text joins what stands left of it, compared with how this file is written. */
export function joining(at: Snapshot, text: string): Joining {
  const after = WORD_START.exec(text)?.[0] ?? '';
  const start = after.length > 2 ? after : text.slice(0, 2);
  const here = joined.get(at) ?? new Map<string, Joining>();
  joined.set(at, here);
  const found = here.get(start) ?? joiningAnew(at, text, after);
  here.set(start, found);
  return found;
}

function joiningAnew(at: Snapshot, text: string, after: string): Joining {
  const before = lastWord(at.linePrefix);
  const seam = knownShare(at, text, NARROW);
  const wideSeam = seam > 0 ? knownShare(at, text, WIDE) : 0;
  if (before === '' || after === '') return { word: 'none', seam, wideSeam };
  const word = before + after;
  const known = hasWord(at.left, word) || hasWord(at.right, word);
  return { word: known ? 'known' : 'unknown', seam, wideSeam };
}

function knownShare(at: Snapshot, text: string, widths: readonly (readonly [number, number])[]): number {
  return widths.filter(([before, after]) => isSeamKnown(at, text, before, after)).length / widths.length;
}

/** At the start of a line the line break counts as what stands before. */
function isSeamKnown(at: Snapshot, text: string, before: number, after: number): boolean {
  const seam = at.left.slice(-before) + text.slice(0, after);
  return at.left.includes(seam) || at.right.includes(seam);
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + word.length);
    if (!isWord(before) && !isWord(after)) return true;
  }
  return false;
}

/** Whether a character may stand in an identifier; an empty text holds none. */
export function isWord(character: string): boolean {
  return /[\p{L}\p{N}_$]/u.test(character);
}
