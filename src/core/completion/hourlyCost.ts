// About what an hour of steady typing costs with completions on, for the question that asks whether to turn them on.
import type { ModelFacts } from '../models/model.ts';
import { type Amount, costPico } from '../spend/money.ts';
import { priceRowAt, tierFor, tiersAt } from '../spend/price.ts';

/**
 * An assumption, said as one where it is shown: ten requests a minute while a hand types, each with about 2,200 tokens
 * of prompt (the limits of snapshot.ts and context.ts) and 40 of answer. Cached prefixes make it cheaper.
 */
const requests = 600;
const promptTokens = 2_200;
const answerTokens = 40;

/** Null when the model's price is not known. */
export function hourlyCost(model: ModelFacts, nowMs: number): Amount | null {
  const row = priceRowAt(model.prices, nowMs);
  const tier = row ? tierFor(tiersAt(row, nowMs), promptTokens) : null;
  if (!row || !tier) return null;
  const pico =
    costPico(requests * promptTokens, tier.inputMicro) + costPico(requests * answerTokens, tier.outputMicro);
  return { currency: row.currency, pico };
}
