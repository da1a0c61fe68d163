// Sums of a range of days, by currency and by what a person asks of them. Amounts of two currencies are never added.
import type { PriceRow, SiteId } from '../models/model.ts';
import type { Currency, Pico } from './money.ts';
import type { DayRange } from './usageRange.ts';

export interface UsageSums {
  readonly requests: number;
  readonly costPico: Pico;
  readonly lowPico: Pico;
  readonly highPico: Pico;
  /** The part of `costPico` that stems from estimates. */
  readonly estimatedPico: Pico;
  /** What cached tokens would have cost more without the cache. */
  readonly savedPico: Pico;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  /** Ended neither as it should nor by the person: failed, cut off, lost. */
  readonly failedRequests: number;
  /** Requests and tokens without a known price; their cost is in no sum. */
  readonly unpricedRequests: number;
  readonly unpricedTokens: number;
}

/** What sums are grouped by. */
export const usageDimensions = ['model', 'purpose', 'workspace', 'site'] as const;
export type UsageDimension = (typeof usageDimensions)[number];

/** One stored sum. A currency of '' means that none is known: requests without a price, or refused ones of such a model. */
export interface UsageRow extends UsageSums, Readonly<Record<UsageDimension, string>> {
  readonly currency: Currency | '';
}

export interface UsageGroup extends UsageSums {
  /** The model's id, the purpose, the workspace's name ('' = none), the site. */
  readonly key: string;
}

export interface CurrencyUsage {
  readonly currency: Currency | '';
  readonly sums: UsageSums;
  readonly groups: Readonly<Record<UsageDimension, readonly UsageGroup[]>>;
}

/** One bar: a period of the range, or an hour, in one currency. */
export interface UsageBar {
  readonly currency: Currency | '';
  /** YYYY-MM-DD, YYYY-MM, YYYY; for hours the UTC milliseconds at which the hour begins. */
  readonly period: string;
  readonly costPico: Pico;
  readonly estimatedPico: Pico;
  readonly requests: number;
  readonly tokens: number;
}

/** A price row that receipts of the range were priced with, and the model it belongs to. */
export interface UsedPrice {
  readonly site: SiteId;
  readonly model: string;
  readonly row: PriceRow;
}

/** A day (YYYY-MM-DD) or month (YYYY-MM) of a site's bill, in one currency. */
export interface BillPeriod {
  readonly site: SiteId;
  readonly currency: Currency;
  readonly period: string;
}

/** What this extension counted of a bill's period. */
export interface CountedPeriod extends BillPeriod {
  readonly costPico: Pico;
  readonly approximate: boolean;
}

/** What is to be read. */
export interface UsageQuestion {
  readonly range: DayRange;
  /** UTC milliseconds at which the local hours of a single day begin, the end of the last one behind them (24, 23, 25 hours). */
  readonly hourStarts: readonly number[];
  readonly bills: readonly BillPeriod[];
}

export interface UsageReport {
  readonly currencies: readonly CurrencyUsage[];
  readonly bars: readonly UsageBar[];
  readonly prices: readonly UsedPrice[];
  /** First and last day of everything booked, whatever the range; null when nothing is. */
  readonly booked: DayRange | null;
  /** For each bill that was asked for, in that order. */
  readonly counted: readonly CountedPeriod[];
}

export const noSums: UsageSums = {
  requests: 0,
  costPico: 0n,
  lowPico: 0n,
  highPico: 0n,
  estimatedPico: 0n,
  savedPico: 0n,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  failedRequests: 0,
  unpricedRequests: 0,
  unpricedTokens: 0,
};

export function addSums(a: UsageSums, b: UsageSums): UsageSums {
  return {
    requests: a.requests + b.requests,
    costPico: a.costPico + b.costPico,
    lowPico: a.lowPico + b.lowPico,
    highPico: a.highPico + b.highPico,
    estimatedPico: a.estimatedPico + b.estimatedPico,
    savedPico: a.savedPico + b.savedPico,
    promptTokens: a.promptTokens + b.promptTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    failedRequests: a.failedRequests + b.failedRequests,
    unpricedRequests: a.unpricedRequests + b.unpricedRequests,
    unpricedTokens: a.unpricedTokens + b.unpricedTokens,
  };
}

/** Stored sums put together by currency (in the order of their codes, '' last) and, in each, by every dimension. */
export function foldUsage(rows: readonly UsageRow[]): readonly CurrencyUsage[] {
  const codes = [...new Set(rows.map((row) => row.currency))].sort((a, b) =>
    a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1,
  );
  return codes.map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    return {
      currency,
      sums: own.reduce(addSums, noSums),
      groups: {
        model: groupsBy(own, 'model'),
        purpose: groupsBy(own, 'purpose'),
        workspace: groupsBy(own, 'workspace'),
        site: groupsBy(own, 'site'),
      },
    };
  });
}

/** The dearest first; what costs the same goes by tokens, then by name. */
function groupsBy(rows: readonly UsageRow[], dimension: UsageDimension): readonly UsageGroup[] {
  const groups = new Map<string, UsageSums>();
  for (const row of rows) groups.set(row[dimension], addSums(groups.get(row[dimension]) ?? noSums, row));
  return [...groups]
    .map(([key, sums]) => ({ key, ...sums }))
    .sort((a, b) => {
      if (a.costPico !== b.costPico) return a.costPico > b.costPico ? -1 : 1;
      return tokensOf(b) - tokensOf(a) || (a.key < b.key ? -1 : 1);
    });
}

export function tokensOf(sums: Pick<UsageSums, 'promptTokens' | 'completionTokens'>): number {
  return sums.promptTokens + sums.completionTokens;
}

/** Shown with ≈: more than 1 % of the sum stems from estimates, or all that is known of it is a band (design §4). */
export function isApproximate(sums: Pick<UsageSums, 'costPico' | 'estimatedPico' | 'highPico'>): boolean {
  return sums.estimatedPico * 100n > sums.costPico || (sums.costPico === 0n && sums.highPico > 0n);
}
