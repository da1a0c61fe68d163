// What one check of the diagnosis found: a verdict, in plain words, and the cure.
import { type Sentence, sentence } from '../sentence.ts';

/** `skipped`: there was nothing to check, or it could not be told. */
export type Verdict = 'ok' | 'warning' | 'fault' | 'skipped';

export interface Finding {
  /** What was looked at, as a heading: "DNS". */
  readonly what: Sentence;
  readonly verdict: Verdict;
  readonly words: readonly Sentence[];
  readonly cure?: Sentence;
}

/** A line that is neither good nor bad. `value` is data, or words to be translated. */
export interface Fact {
  readonly label: Sentence | string;
  readonly value: Sentence | string;
}

export interface Section {
  readonly title: Sentence;
  readonly findings: readonly Finding[];
  readonly facts: readonly Fact[];
}

/** A finding's verdict and words, before it is said what was looked at. */
export type Judged = Omit<Finding, 'what'>;

export const ok = (...words: readonly Sentence[]): Judged => ({ verdict: 'ok', words });
export const skipped = (...words: readonly Sentence[]): Judged => ({ verdict: 'skipped', words });
export const warning = (words: Sentence, cure: Sentence): Judged => ({
  verdict: 'warning',
  words: [words],
  cure,
});
export const fault = (words: Sentence, cure: Sentence): Judged => ({
  verdict: 'fault',
  words: [words],
  cure,
});

/** What a check that did not end in time is told as. */
export const tookTooLong = sentence('There was no answer within {0} seconds.', 5);
