// Figures for the status bar and its kin, from sums: one per currency, never added up.
import type { SpendSummary, SpendTotal, SummaryFilter } from '../ports.ts';
import type { Amount, Currency } from './money.ts';
import type { Receipt } from './receipt.ts';

export interface SpendFigure {
  readonly amount: Amount;
  /** Shown with ≈: more than 1 % of the sum stems from estimates, or the ledger cannot be used just now. */
  readonly approximate: boolean;
}

export interface SpendFigures {
  /** In the order of the currencies' codes. */
  readonly figures: readonly SpendFigure[];
  /** Shown with ?: a price is missing, so the true spend is higher than any figure. */
  readonly hasUnknown: boolean;
  /** The store could not be read just now. */
  readonly stale: boolean;
}

/** `always` is a currency to show even when nothing was spent in it: the site's. */
export function spendFigures(summary: SpendSummary, always?: string): SpendFigures {
  const stale = summary.stale === true;
  const figures = summary.totals.map((total) => ({
    amount: { currency: total.currency, pico: total.costPico },
    approximate:
      stale || total.estimatedPico * 100n > total.costPico || (total.costPico === 0n && total.highPico > 0n),
  }));
  // What the ledger cannot say is not nothing.
  if (!stale && always !== undefined && !figures.some((figure) => figure.amount.currency === always)) {
    figures.push({ amount: { currency: always, pico: 0n }, approximate: false });
  }
  figures.sort((a, b) => (a.amount.currency < b.amount.currency ? -1 : 1));
  return { figures, hasUnknown: summary.unpricedRequests > 0, stale };
}

/** Does a receipt count for these sums? */
export function isWithin(receipt: Receipt, filter: SummaryFilter): boolean {
  return (
    receipt.day.startsWith(filter.day ?? filter.month ?? '') &&
    (filter.sessionId === undefined || receipt.sessionId === filter.sessionId) &&
    (filter.purpose === undefined || receipt.purpose === filter.purpose) &&
    (filter.site === undefined || receipt.site === filter.site)
  );
}

/** Sums with receipts that are not in them. */
export function withReceipts(summary: SpendSummary, receipts: readonly Receipt[]): SpendSummary {
  const totals = new Map(summary.totals.map((total) => [total.currency, total]));
  let { unpricedRequests, unpricedTokens } = summary;
  for (const receipt of receipts) {
    const { currency, usage, state } = receipt;
    if (currency !== null) totals.set(currency, plus(totals.get(currency) ?? none(currency), receipt));
    if (state !== 'unknown') continue;
    unpricedRequests += 1;
    unpricedTokens += (usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0);
  }
  return { ...summary, totals: [...totals.values()], unpricedRequests, unpricedTokens };
}

function plus(total: SpendTotal, { usage, state, costPico, lowPico, highPico }: Receipt): SpendTotal {
  return {
    currency: total.currency,
    costPico: total.costPico + (costPico ?? 0n),
    lowPico: total.lowPico + (lowPico ?? 0n),
    highPico: total.highPico + (highPico ?? 0n),
    estimatedPico: total.estimatedPico + (state === 'estimated' ? (costPico ?? 0n) : 0n),
    requests: total.requests + 1,
    promptTokens: total.promptTokens + (usage?.promptTokens ?? 0),
    cachedTokens: total.cachedTokens + (usage?.cachedTokens ?? 0),
    completionTokens: total.completionTokens + (usage?.completionTokens ?? 0),
  };
}

function none(currency: Currency): SpendTotal {
  return {
    currency,
    ...{ costPico: 0n, lowPico: 0n, highPico: 0n, estimatedPico: 0n },
    ...{ requests: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0 },
  };
}
