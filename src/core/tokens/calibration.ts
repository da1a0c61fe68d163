// What a model's real usage says about the estimates for it: one factor, learned slowly and kept within bounds.

export interface Calibration {
  /** Real tokens per estimated token, 0.5 to 3. */
  readonly factor: number;
  /** Observations behind it, at most `memory`. */
  readonly observations: number;
}

export const uncalibrated: Calibration = { factor: 1, observations: 0 };

/** Observations after which an old one has lost most of its weight. */
const memory = 12;
/** In a shorter prompt the template's own tokens, which are a guess, weigh more than the text. */
const fewestTokens = 64;

/**
 * The calibration after one answer. `estimatedTokens` is the uncalibrated estimate of the prompt, `promptTokens` what
 * the platform counted. Only for prompts without images. Impossible figures change nothing, wild ones little.
 */
export function learned(
  calibration: Calibration,
  estimatedTokens: number,
  promptTokens: number,
): Calibration {
  if (!(estimatedTokens >= fewestTokens) || !(promptTokens > 0) || !Number.isFinite(promptTokens))
    return calibration;
  const seen = clamped(promptTokens / estimatedTokens);
  const observations = Math.min(calibration.observations + 1, memory);
  return {
    factor: clamped(calibration.factor + (seen - calibration.factor) / observations),
    observations,
  };
}

function clamped(factor: number): number {
  return Math.min(3, Math.max(0.5, factor));
}
