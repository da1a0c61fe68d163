// The price of a model in words, for the picker: never zero when it is unknown, never sure when it is not.
import { type Sentence, sentence } from '../sentence.ts';
import { formatMoney } from '../spend/money.ts';
import { isOld, priceRowAt, tierFor, tiersAt } from '../spend/price.ts';
import type { ModelFacts } from './model.ts';

export interface PriceText {
  /** Input and output price per million tokens at this hour, or that it is free, or that it is not known. */
  readonly main: Sentence;
  /** What else to know before choosing by price: longer prompts, other hours, the cache, doubt, age. */
  readonly notes: readonly Sentence[];
  /** The price should be checked on the site's price page: it is old or was never sure. */
  readonly toCheck: boolean;
}

/** `locale` (BCP 47) formats the amounts. */
export function priceText(facts: ModelFacts, nowMs: number, locale: string): PriceText {
  const row = priceRowAt(facts.prices, nowMs);
  const tiers = row === null ? [] : tiersAt(row, nowMs);
  const tier = tierFor(tiers, 0);
  if (row === null || tier === null) return { main: sentence('Price unknown'), notes: [], toCheck: true };
  // Micro-units per million tokens, times a million, are pico-units for a million tokens.
  const money = (micro: number): string =>
    formatMoney({ currency: row.currency, pico: BigInt(micro) * 1_000_000n }, locale);
  const notes: Sentence[] = [];
  const last = tierFor(tiers, Number.MAX_SAFE_INTEGER);
  if (last !== null && last !== tier && tier.upToPromptTokens !== undefined) {
    notes.push(
      sentence(
        '{0} in, {1} out for prompts of more than {2} tokens',
        money(last.inputMicro),
        money(last.outputMicro),
        tier.upToPromptTokens,
      ),
    );
  }
  if (row.windows !== undefined) notes.push(sentence('The price depends on the time of day'));
  if (tier.cachedMicro !== undefined) notes.push(sentence('{0} for cached input', money(tier.cachedMicro)));
  if (row.confidence === 'low') notes.push(sentence('This price is not certain'));
  const isFree =
    row.windows === undefined && tiers.every((one) => one.inputMicro === 0 && one.outputMicro === 0);
  return {
    main: isFree
      ? sentence('Free')
      : sentence('{0} in, {1} out per million tokens', money(tier.inputMicro), money(tier.outputMicro)),
    notes,
    toCheck: row.confidence === 'low' || isOld(row, nowMs),
  };
}
