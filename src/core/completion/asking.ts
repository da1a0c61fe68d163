// Is a request worth its price at this place, beside what places are usually worth to this person?
import type { EconomyBounds } from './settings.ts';

/** After so many places passed over, half the expectation is enough. */
const PATIENT_FOR = 6;
const USUAL_WEIGHT = 0.03;
/** Where places are usually worth more than this, requests are chosen more strictly, up to so much. */
const GOOD_WORTH = 0.115;
const MOST_CHOOSY = 2;
/** An answer that begins within so long is prompt. */
const PROMPT_MS = 340;

/** At the key press already, when the editor calls, or when the hand has come to rest after that. */
export type Moment = 'ahead' | 'called' | 'resting';

export class Asking {
  /** Places passed over in a row; each makes the next request a little more likely, so that silence never lasts for ever. */
  #passedOver = 0;
  #usualWorth = 0.12;

  /**
   * `expected` is the probability that an answer here is right, `latencyMs` the usual time to the first text.
   */
  isWorth(expected: number, bounds: EconomyBounds, latencyMs: number | undefined, moment: Moment): boolean {
    // Where answers come late, the same place has to be asked about sooner.
    const late = Math.min(1, PROMPT_MS / Math.max(1, latencyMs ?? PROMPT_MS));
    // Where answers are mostly right there is less to gain from one more.
    const choosy = Math.min(MOST_CHOOSY, Math.max(1, this.#usualWorth / GOOD_WORTH));
    const bound = bounds.askFrom + shareAt(moment, bounds) * this.#usualWorth * late * choosy;
    if (moment === 'called') this.#usualWorth += USUAL_WEIGHT * (expected - this.#usualWorth);
    if (expected * (1 + this.#passedOver / PATIENT_FOR) >= bound) {
      this.#passedOver = 0;
      return true;
    }
    if (moment === 'called') this.#passedOver += 1;
    return false;
  }
}

function shareAt(moment: Moment, bounds: EconomyBounds): number {
  switch (moment) {
    case 'ahead':
      return bounds.aheadBesideUsual;
    case 'called':
      return bounds.besideUsual;
    case 'resting':
      return bounds.restingBesideUsual;
  }
}
