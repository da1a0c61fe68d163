// The model to name when a budget refuses: clearly cheaper, as able as that allows, and one that the budget lets answer.
import type { Pico } from '../spend/money.ts';
import { priceRowAt, tierFor, tiersAt } from '../spend/price.ts';
import type { ModelFacts } from './model.ts';

/** "Clearly cheaper" means at most this share of the price of an output token. */
const share = 0.6;

/** What the refused request may cost at least with its own model, and what the budget has left for it. */
export interface Refused {
  readonly neededPico: Pico;
  readonly leftPico: Pico;
}

/**
 * Of the models that cost at most 60 % per output token, the dearest that fits what is left: price is the only measure of
 * ability there is here. Models with an uncertain price are left out, and ones that cannot see when the question needs
 * eyes. Null when no model would be let through either.
 */
export function cheaperModel(
  models: readonly ModelFacts[],
  than: ModelFacts,
  nowMs: number,
  needsEyes: boolean,
  refused?: Refused,
): ModelFacts | null {
  const own = pricesOf(than, nowMs);
  if (own === null) return null;
  const candidates = models.flatMap((facts) => {
    const prices = pricesOf(facts, nowMs);
    const isFit =
      facts.status !== 'retired' &&
      (!needsEyes || facts.vision === 'yes') &&
      (facts.windowTokens ?? 0) >= 32_000;
    if (!isFit || prices === null || prices.outputMicro > own.outputMicro * share) return [];
    return refused === undefined || isAffordable(prices, own, refused)
      ? [{ facts, micro: prices.outputMicro }]
      : [];
  });
  return (
    candidates.toSorted((a, b) => b.micro - a.micro || (a.facts.id < b.facts.id ? -1 : 1))[0]?.facts ?? null
  );
}

interface Prices {
  readonly inputMicro: number;
  readonly outputMicro: number;
}

/** The request costs no more than its cost so far times the greater of the two ratios, whatever its mix of tokens. */
function isAffordable(prices: Prices, own: Prices, { neededPico, leftPico }: Refused): boolean {
  const ratio = Math.max(
    ratioOf(prices.inputMicro, own.inputMicro),
    ratioOf(prices.outputMicro, own.outputMicro),
  );
  return Number(neededPico) * ratio <= Number(leftPico) || ratio === 0;
}

function ratioOf(micro: number, ownMicro: number): number {
  return micro === 0 ? 0 : micro / ownMicro;
}

/** Prices per million tokens of a short prompt, or null when they are not known. */
function pricesOf(facts: ModelFacts, nowMs: number): Prices | null {
  const row = priceRowAt(facts.prices, nowMs);
  return row && tierFor(tiersAt(row, nowMs), 0);
}
