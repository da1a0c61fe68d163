// How models count, worked out once: it is asked for with every piece of an answer, and only what was learned changes it.
import type { Calibration } from '../../core/tokens/calibration.ts';
import { type Counting, countingOf } from '../../core/tokens/tokenBand.ts';

interface Made {
  readonly own: Calibration;
  readonly others: readonly Calibration[];
  readonly counting: Counting;
}

export class Countings {
  readonly #made = new Map<string, Made>();

  of(key: string, own: Calibration, others: readonly Calibration[]): Counting {
    const made = this.#made.get(key);
    const isSame =
      made?.own === own &&
      made.others.length === others.length &&
      made.others.every((one, at) => one === others[at]);
    if (made && isSame) return made.counting;
    const counting = countingOf(own, others);
    this.#made.set(key, { own, others, counting });
    return counting;
  }
}
