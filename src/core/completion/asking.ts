// Is a request worth its price at this place? Of the places where one could be sent, a fixed share is: those with the best expectation.
import type { EconomyBounds } from './settings.ts';

/** At the key press already, when the editor calls, or when the hand has come to rest after that. */
export type Moment = 'ahead' | 'called' | 'resting';

/** What was usual of typing in many languages; what is usual of this person takes its place. */
const FIRST_BOUND = 0.1;
/** How far the bound moves at each place, as a share of itself. */
const STEP = 0.03;
/** So that a long time without any good place, or without any bad one, is soon made up for. */
const BOUNDS = { least: 0.01, most: 0.6 };

export class Asking {
  /** Expectation from which a place belongs to the share: raised by each request, lowered by each place that is passed over. */
  #bound = FIRST_BOUND;

  /**
   * `expected` is the probability that an answer here is right, `lead` how far the hand outruns the server: a place that the
   * editor calls for stands for more keys then, and a smaller share of the places is asked at.
   */
  isWorth(expected: number, { askFrom, askedShare }: EconomyBounds, moment: Moment, lead = 1): boolean {
    const isWorth = expected >= Math.max(askFrom, this.#bound);
    const share = askedShare / Math.sqrt(lead);
    // A place is passed over when the editor calls: before that it calls yet, and after that it is the same place.
    if (isWorth) this.#move(1 - share);
    else if (moment === 'called') this.#move(-share);
    return isWorth;
  }

  #move(steps: number): void {
    const moved = this.#bound * Math.exp(STEP * steps);
    this.#bound = Math.min(BOUNDS.most, Math.max(BOUNDS.least, moved));
  }
}
