// What a receipt without a price costs once there is one.
import type { PriceRow, SiteId } from '../models/model.ts';
import { costOf } from './cost.ts';
import type { Pico } from './money.ts';
import type { Receipt, ReceiptState, Usage, UsageBand } from './receipt.ts';

export interface RepriceOrder {
  readonly site: SiteId;
  readonly model: string;
  /** Only receipts of this host; null for an official site, where the host does not change what is charged. */
  readonly host: string | null;
  readonly price: PriceRow;
}

export interface RepriceReport {
  /** Receipts that have a price now. */
  readonly priced: number;
  /** Their sum in the currency of the price, and the part of it that is estimated. */
  readonly costPico: Pico;
  readonly estimatedPico: Pico;
  /** Receipts that stay unknown: their tokens are not known either, or the price is beyond belief. */
  readonly left: number;
}

/** What is kept of a request that was booked without a price. */
export interface UnpricedUsage {
  readonly startedMs: number;
  readonly usage: Usage | null;
  /** Undefined for receipts of versions that did not keep it. */
  readonly usageBand: Receipt['usageBand'] | undefined;
}

export interface LateCost {
  readonly state: Exclude<ReceiptState, 'unknown'>;
  readonly costPico: Pico;
  readonly lowPico: Pico;
  readonly highPico: Pico;
}

/**
 * The cost by a price that became known after the booking, at the hour the request was sent. Exact where the usage was;
 * else the band of the usage becomes one of money. Null when the usage is not known either (its window died): such a
 * receipt stays unknown.
 */
export function lateCost(receipt: UnpricedUsage, row: PriceRow): LateCost | null {
  const { usage, startedMs } = receipt;
  if (usage === null) return null;
  const { low, high } = receipt.usageBand ?? widest(usage);
  const costPico = costOf(usage, row, startedMs);
  const bounds = [low, high].map((each) => costOf(each, row, startedMs));
  if (costPico === null) return null;
  // A tier or a cache price can turn the order of two usages round in money.
  const rising = [costPico, ...bounds]
    .flatMap((pico) => pico ?? [])
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const isExact = [low, high].every((each) => isSame(each, usage));
  return {
    state: isExact ? 'exact' : 'estimated',
    costPico,
    lowPico: rising[0] ?? costPico,
    highPico: rising.at(-1) ?? costPico,
  };
}

/** Nobody kept how sure it was, so hardly anything is ruled out: from nothing to twice as much. */
function widest(usage: Usage): Pick<UsageBand, 'low' | 'high'> {
  const times = (factor: number): Usage => ({
    promptTokens: usage.promptTokens * factor,
    cachedTokens: usage.cachedTokens * factor,
    completionTokens: usage.completionTokens * factor,
    reasoningTokens: usage.reasoningTokens * factor,
  });
  return { low: times(0), high: times(2) };
}

/** Reasoning tokens are inside the completion tokens and cost nothing of their own. */
function isSame(a: Usage, b: Usage): boolean {
  return (
    a.promptTokens === b.promptTokens &&
    a.cachedTokens === b.cachedTokens &&
    a.completionTokens === b.completionTokens
  );
}
