// The model to name when a budget refuses: clearly cheaper, and as able as that allows.
import { priceRowAt, tierFor, tiersAt } from '../spend/price.ts';
import type { ModelFacts } from './model.ts';

/** "Clearly cheaper" means at most this share of the price of an output token. */
const share = 0.6;

/**
 * Of the models that cost at most 60 % per output token, the dearest: price is the only measure of ability there is
 * here. Models with an uncertain price are left out, and ones that cannot see when the question needs eyes.
 */
export function cheaperModel(
  models: readonly ModelFacts[],
  than: ModelFacts,
  nowMs: number,
  needsEyes: boolean,
): ModelFacts | null {
  const limit = outputMicro(than, nowMs);
  if (limit === null) return null;
  const candidates = models.flatMap((facts) => {
    const micro = outputMicro(facts, nowMs);
    const isFit =
      facts.status !== 'retired' &&
      (!needsEyes || facts.vision === 'yes') &&
      (facts.windowTokens ?? 0) >= 32_000;
    return isFit && micro !== null && micro <= limit * share ? [{ facts, micro }] : [];
  });
  return (
    candidates.toSorted((a, b) => b.micro - a.micro || (a.facts.id < b.facts.id ? -1 : 1))[0]?.facts ?? null
  );
}

/** Price of output per million tokens, or null when it is not known. */
function outputMicro(facts: ModelFacts, nowMs: number): number | null {
  const row = priceRowAt(facts.prices, nowMs);
  return row ? (tierFor(tiersAt(row, nowMs), 0)?.outputMicro ?? null) : null;
}
