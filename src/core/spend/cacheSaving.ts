// What the platform's prompt cache saved on a request: its cached tokens at the full price, less what they cost.
import { costPico, type Pico } from './money.ts';
import { tierFor, tiersAt } from './price.ts';
import type { Receipt } from './receipt.ts';

/** Exact when the receipt is, else of the likely usage. 0 where no price or no cache price is known. */
export function cacheSavingPico(receipt: Pick<Receipt, 'usage' | 'price' | 'startedMs' | 'costPico'>): Pico {
  const { usage, price, startedMs, costPico: cost } = receipt;
  if (usage === null || price === null || cost === null) return 0n;
  const tier = tierFor(tiersAt(price, startedMs), usage.promptTokens);
  if (tier?.cachedMicro === undefined || tier.cachedMicro >= tier.inputMicro) return 0n;
  const cached = Math.min(usage.cachedTokens, usage.promptTokens);
  return costPico(cached, tier.inputMicro - tier.cachedMicro);
}
