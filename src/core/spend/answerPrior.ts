// What is expected of an answer's length before anything was learned: general experience with chat models, wide on purpose.
import type { QuestionTraits, Weighted } from './answerLength.ts';

/** Quantiles of a normal distribution with equal weight: 5 %, 15 %, … 95 %. */
const normal = [-1.64, -1.04, -0.67, -0.39, -0.13, 0.13, 0.39, 0.67, 1.04, 1.64] as const;

/** Medians in tokens: assumptions, not measurements. A chain of thought is rarely shorter than the answer after it. */
const plainTokens = 260;
const thoughtTokens = 420;
const pictureTokens = 200;
/** Standard deviation of the logarithm: nine answers in ten are within a third and three times the median. */
const breadth = 0.7;
/** An answer about code grows with it, but more slowly. */
const growth = 0.25;

/**
 * Possible lengths of an answer to a question with these traits; the weights add up to 1. `thinkingBudgetTokens`: where
 * the chain of thought is cut off.
 */
export function lengthPrior(
  traits: QuestionTraits,
  thinkingBudgetTokens = Number.POSITIVE_INFINITY,
): readonly Weighted[] {
  const plain = traits.images > 0 ? pictureTokens : plainTokens;
  const grown = plain * (1 + (traits.wordTokens + traits.quotedTokens) / 400) ** growth;
  const median = grown + (traits.thinking === 'no' ? 0 : Math.min(thoughtTokens, thinkingBudgetTokens));
  return normal.map((deviation) => ({
    value: median * Math.exp(breadth * deviation),
    weight: 1 / normal.length,
  }));
}
