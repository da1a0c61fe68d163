// What is known of a model before any of its answers told a usage.
import type { Learned } from '../../../src/core/spend/forecast.ts';
import { uncalibrated } from '../../../src/core/tokens/calibration.ts';

export const nothingLearned: Learned = {
  calibration: uncalibrated,
  counting: { calibration: uncalibrated },
  ownAnswers: [],
  otherAnswers: [],
  cachedShares: [],
  earlierPrompts: [],
};
