// How sure a count of tokens is: wide at first, narrow where usage taught, wide again for scripts that were never counted.
import { strict as assert } from 'node:assert';
import {
  type Calibration,
  type ClassTokens,
  calibrationFrom,
  uncalibrated,
} from '../../../../src/core/tokens/calibration.ts';
import { rawTextTokens, textUpperBound } from '../../../../src/core/tokens/estimator.ts';
import { countingOf, tokenBand } from '../../../../src/core/tokens/tokenBand.ts';

const english = (words: number): ClassTokens => ({
  ...{ words, marks: words / 10, han: 0, other: 0 },
  ...{ frame: 0, images: 0 },
});
const chinese = (han: number): ClassTokens => ({ ...english(0), han });

/** A model that counts `factor` times the estimate, give or take `error`. */
function taught(factor: number, error = 0.02, answers = 24): Calibration {
  return calibrationFrom(
    Array.from({ length: answers }, (_, n) => ({
      estimated: Object.values(english(400 + 20 * n)),
      promptTokens: Math.round((400 + 20 * n) * 1.1 * factor * (1 + (n % 2 === 0 ? error : -error))),
    })),
  );
}

const width = ({ low, likely, high }: { low: number; likely: number; high: number }): number =>
  (high - low) / likely;

describe('the band of a token count', () => {
  it('is that of the samples while nothing is known, and narrow once usage taught', () => {
    const unknown = tokenBand(english(1_000), 1_500, { calibration: uncalibrated });
    assert.deepEqual([unknown.likely, unknown.high], [1_100, 1_800]);
    const known = tokenBand(english(1_000), 1_500, countingOf(taught(1.3), []));
    assert.ok(Math.abs(known.likely - 1_430) < 15, String(known.likely));
    assert.ok(known.low < 1_430 * 0.97 && known.high > 1_430 * 1.03);
    assert.ok(width(known) < 0.3 && width(unknown) > 0.7);
  });

  it('goes by other models for one that never told its usage, and is the wider the fewer they are', () => {
    const one = countingOf(uncalibrated, [taught(1.3)]);
    const four = countingOf(
      uncalibrated,
      [1.28, 1.3, 1.31, 1.33].map((factor) => taught(factor)),
    );
    assert.deepEqual([one.models, four.models], [1, 4]);
    const [byOne, byFour] = [one, four].map((counting) => tokenBand(english(1_000), 1_500, counting));
    assert.ok(byOne && byFour && width(byOne) > width(byFour) && width(byFour) > 0.2);
    assert.ok(byFour.low < 1_430 && byFour.high > 1_430);
    const apart = countingOf(uncalibrated, [taught(0.8), taught(1.6)]);
    const band = tokenBand(english(1_000), 1_500, apart);
    assert.ok(band.low <= 880 && band.high >= 1_760, 'models that differ leave room for both');
  });

  it('doubts a script that no counted text held', () => {
    const counting = countingOf(taught(1.3), []);
    const [known, strange] = [english(1_000), chinese(1_000)].map((text) => tokenBand(text, 2_000, counting));
    assert.ok(known && strange && width(strange) > 2 * width(known));
  });

  it('is in order and never negative for a text of any length', () => {
    for (const calibration of [uncalibrated, taught(0.5), taught(3)])
      for (const text of ['', 'a', '一', '}\n', 'word '.repeat(1_000)]) {
        const band = tokenBand(rawTextTokens(text), textUpperBound(text), { calibration });
        assert.ok(0 <= band.low && band.low <= band.likely && band.likely <= band.high, JSON.stringify(band));
      }
  });
});
