// What a usage costs, exactly; and the most that a request could cost.
import type { PriceRow } from '../models/model.ts';
import { type Currency, costPico, type Pico } from './money.ts';
import { dearestPrice, tierFor, tiersAt } from './price.ts';
import type { Usage } from './receipt.ts';

/**
 * Cost of a usage under a row at the moment the request was sent; null when the row has no tiers. Cached tokens are
 * inside the prompt tokens and priced apart; without a published cache price they cost the full input price. The tier
 * goes by all prompt tokens; reasoning tokens are inside the completion tokens (siliconflow-api.md §2.3, 11).
 */
export function costOf(usage: Usage, row: PriceRow, sentMs: number): Pico | null {
  const tier = tierFor(tiersAt(row, sentMs), usage.promptTokens);
  if (tier === null) return null;
  const cached = Math.min(usage.cachedTokens, usage.promptTokens);
  return (
    costPico(usage.promptTokens - cached, tier.inputMicro) +
    costPico(cached, tier.cachedMicro ?? tier.inputMicro) +
    costPico(usage.completionTokens, tier.outputMicro)
  );
}

/** The money part of an AdmitRequest. */
export interface Bound {
  /** null = no price known. */
  readonly currency: Currency | null;
  readonly promptPico: Pico;
  readonly picoPerOutputToken: Pico;
}

/**
 * What a request may cost at most, as a line over its output tokens: all prompt tokens uncached, at the dearest tier and
 * hour that it can meet within `longestMs`.
 */
export function boundOf(
  prices: readonly PriceRow[],
  sentMs: number,
  longestMs: number,
  maxPromptTokens: number,
): Bound {
  const dearest = dearestPrice(prices, sentMs, sentMs + longestMs, maxPromptTokens);
  if (dearest === null) return { currency: null, promptPico: 0n, picoPerOutputToken: 0n };
  return {
    currency: dearest.currency,
    promptPico: costPico(maxPromptTokens, dearest.inputMicro),
    picoPerOutputToken: costPico(1, dearest.outputMicro),
  };
}
