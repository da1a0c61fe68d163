// Answers on trial: the keys that follow show whether they were right, and the estimates learn from it.
import type { Answer } from './answer.ts';
import { consumed, type Fit } from './fits.ts';
import type { Hand } from './hand.ts';
import type { Snapshot } from './snapshot.ts';
import { Sureness, type SurenessFeatures } from './sureness.ts';
import { Worth, type WorthFeatures } from './worth.ts';

/** Keys that decide whether an answer was right. */
export const PROOF_CHARACTERS = 3;
const REJECTED_KEPT = 12;
const REJECTED_CHARACTERS = 40;
/** Text left of an answer by which its place is found again. */
const PLACE_CHARACTERS = 120;

/** An answer whose worth the next keys will show. */
interface Trial {
  readonly answer: Answer;
  readonly worth: WorthFeatures;
  sureness?: SurenessFeatures;
  /** Characters that were typed when its text could first be judged. */
  from: number;
}

export class Trials {
  readonly #worth = new Worth();
  readonly #sureness = new Sureness();
  readonly #trials = new Set<Trial>();
  /** Beginnings of texts that were refuted near here, newest last. */
  #rejected: { readonly uri: string; readonly text: string }[] = [];
  #misses = 0;
  #typedSinceMiss = 0;

  get learned(): {
    readonly worth: Readonly<Record<string, number>>;
    readonly sureness: Readonly<Record<string, number>>;
  } {
    return { worth: this.#worth.weights, sureness: this.#sureness.weights };
  }

  noteTyped(characters: number): void {
    this.#typedSinceMiss += characters;
  }

  /** The hand went elsewhere: what was refuted there says little here. */
  noteElsewhere(): void {
    this.#misses = 0;
    this.#rejected = [];
  }

  clear(): void {
    this.#trials.clear();
    this.#rejected = [];
  }

  begin(answer: Answer, at: Snapshot, hand: Hand): void {
    this.#trials.add({ answer, worth: this.#features(at, hand), from: 0 });
  }

  /** Ends a trial without a verdict on its text; `inVain`: the request was not worth its price all the same. */
  drop(answer: Answer, inVain: boolean): void {
    for (const trial of this.#trials) {
      if (trial.answer !== answer) continue;
      this.#trials.delete(trial);
      if (inVain) this.#worth.learn(trial.worth, false);
    }
  }

  /** Probability that an answer asked for here would be right. */
  expected(at: Snapshot, hand: Hand): number {
    return this.#worth.of(this.#features(at, hand));
  }

  /** Probability that an answer that was asked for is right, before anything of it is known; 0 when nobody learns from it. */
  expectedOf(answer: Answer): number {
    for (const trial of this.#trials) if (trial.answer === answer) return this.#worth.of(trial.worth);
    return 0;
  }

  /** Probability that this answer is right; from now on the keys count for or against it. */
  sureness(fit: Fit, at: Snapshot): number {
    const features = this.#sureness.features(fit, at, this.#misses);
    for (const trial of this.#trials) {
      if (trial.answer !== fit.answer || trial.sureness !== undefined) continue;
      trial.sureness = features;
      trial.from = fit.typed;
    }
    return this.#sureness.of(features);
  }

  /** What this model usually achieves for this person, as a sureness. */
  get usualSureness(): number {
    return this.#sureness.usual;
  }

  wasRejected(uri: string, text: string): boolean {
    const start = text.trim();
    return (
      start.length >= 2 &&
      this.#rejected.some(
        (one) =>
          one.uri === uri &&
          (one.text === start.slice(0, REJECTED_CHARACTERS) ||
            (start.length >= 4 && one.text.startsWith(start))),
      )
    );
  }

  /** What the keys since have said about the answers on trial. */
  judge(at: Snapshot): void {
    for (const trial of this.#trials) {
      const { answer } = trial;
      if (answer.text === '' && answer.state === 'open') continue;
      const tail = answer.left.slice(-PLACE_CHARACTERS);
      const from = answer.uri === at.uri ? at.left.lastIndexOf(tail) : -1;
      if (from < 0) {
        // The hand went elsewhere: nothing is known of the answer, but the request was for nothing.
        this.drop(answer, true);
        continue;
      }
      const typed = at.left.slice(from + tail.length);
      if (typed === '') continue;
      const used = consumed(answer.text, typed, answer.state === 'open');
      if (used === undefined) this.#settle(trial, false);
      else if (
        typed.length >= trial.from + PROOF_CHARACTERS ||
        (used >= answer.text.length && answer.state !== 'open')
      )
        this.#settle(trial, true);
    }
  }

  #settle(trial: Trial, right: boolean): void {
    this.#trials.delete(trial);
    this.#worth.learn(trial.worth, right);
    if (trial.sureness !== undefined) this.#sureness.learn(trial.sureness, right);
    if (right) {
      this.#misses = 0;
      return;
    }
    this.#misses += 1;
    this.#typedSinceMiss = 0;
    this.#rejected.push({
      uri: trial.answer.uri,
      text: trial.answer.text.trim().slice(0, REJECTED_CHARACTERS),
    });
    if (this.#rejected.length > REJECTED_KEPT) this.#rejected.shift();
  }

  #features(at: Snapshot, hand: Hand): WorthFeatures {
    return this.#worth.features(at, {
      misses: this.#misses,
      typedSinceMiss: this.#typedSinceMiss,
      deed: hand.deed,
      rests: hand.rests,
      flow: hand.flow,
      recent: this.#sureness.recent,
    });
  }
}
