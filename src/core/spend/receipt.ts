// One receipt for every HTTP request that was sent, and what the platform said it used.
import type { FailureKind } from '../failure.ts';
import type { PriceRow, SiteId } from '../models/model.ts';
import type { Currency, Pico } from './money.ts';

/** The platform's cumulative `usage`. Cached tokens are inside prompt tokens, reasoning tokens inside completion tokens. */
export interface Usage {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
}

/** A usage that is not known for certain. All three are the same where the server's word is complete. */
export interface UsageBand {
  readonly low: Usage;
  readonly likely: Usage;
  readonly high: Usage;
}

/** What a request was for. */
export type Purpose = 'chat' | 'completion' | 'action' | 'commit' | 'provider' | 'probe';

/** `exact` = the server's usage × a dated price; `estimated` = inside a band; `unknown` = no price. */
export type ReceiptState = 'exact' | 'estimated' | 'unknown';

/** How the request ended. `lost` = its window died and the lease ran out. */
export type Outcome = 'done' | 'stopped' | 'cut' | 'failed' | 'lost';

export interface Receipt {
  /** Same id as the request and its reservation: settling twice replaces, never adds. */
  readonly id: string;
  readonly startedMs: number;
  /** Local calendar day (YYYY-MM-DD) at booking time; the month is its first seven characters. */
  readonly day: string;
  readonly windowId: string;
  /** Fingerprint of the key, never the key. */
  readonly account: string;
  readonly site: SiteId;
  /** Host the request went to. */
  readonly host: string;
  readonly model: string;
  readonly purpose: Purpose;
  /** Chat session the request belongs to, if any. */
  readonly sessionId?: string;
  /** Name of the workspace folder, for sums by workspace; no path. */
  readonly workspace?: string;
  /** null: not even an estimate (never for a request that was sent). */
  readonly usage: Usage | null;
  /** Only while no price is known: what the usage may have been, so that a price that comes later finds its band. */
  readonly usageBand?: Pick<UsageBand, 'low' | 'high'>;
  readonly state: ReceiptState;
  readonly currency: Currency | null;
  /** The best single figure; null only when the price is unknown. */
  readonly costPico: Pico | null;
  /** The band the true cost lies in; equal to costPico when exact. */
  readonly lowPico: Pico | null;
  readonly highPico: Pico | null;
  /** The price row it was priced with, kept whole so that later price changes leave it alone. */
  readonly price: PriceRow | null;
  readonly outcome: Outcome;
  readonly failure?: FailureKind;
  readonly traceId?: string;
  readonly durationMs: number;
  readonly firstTokenMs?: number;
  /** Files the generated code went to, relative to their workspace, one a line in the order of the insertions. */
  readonly insertedInto?: string;
}
