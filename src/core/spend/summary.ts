// Figures for the status bar and its kin, from sums: one per currency, never added up.
import type { SpendSummary } from '../ports.ts';
import type { Amount } from './money.ts';

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
