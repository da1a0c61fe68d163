// What is known of a model: abilities, limits, prices, and how sure each fact is.
import type { Currency } from '../spend/money.ts';

export type SiteId = 'cn' | 'global' | 'custom';

/** Yes and no are facts; `unknown` means nobody has proven either (siliconflow-api.md §2.3). */
export type Known = 'yes' | 'no' | 'unknown';

export type ModelType = 'chat' | 'embedding' | 'reranker' | 'image' | 'audio' | 'video';

/** Prices of one band of prompt length, in micro-units of the currency per million tokens (¥4 per million = 4_000_000). */
export interface PriceTier {
  /** The tier holds for prompts up to this many tokens; absent on the last tier. */
  readonly upToPromptTokens?: number;
  readonly inputMicro: number;
  readonly outputMicro: number;
  /** Absent: no cache price was published, so cached tokens cost the full input price. */
  readonly cachedMicro?: number;
}

/** A daily window with prices of its own, in minutes after midnight of `timeZone`; `toMinute` is exclusive. */
export interface PriceWindow {
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Offset of the schedule's zone from UTC in minutes (Beijing: 480, no daylight saving). */
  readonly utcOffsetMinutes: number;
  readonly tiers: readonly PriceTier[];
}

/** A price in force from `validFrom` until the next row. */
export interface PriceRow {
  readonly id: string;
  readonly currency: Currency;
  /** UTC milliseconds from which the row holds. */
  readonly validFromMs: number;
  /** Calendar date (YYYY-MM-DD) on which the source was read. */
  readonly checkedOn: string;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly source: string;
  readonly tiers: readonly PriceTier[];
  readonly windows?: readonly PriceWindow[];
}

export interface ModelFacts {
  readonly site: SiteId;
  readonly id: string;
  readonly name: string;
  readonly type: ModelType;
  /** The whole window in tokens (prompt + answer); null = unknown. */
  readonly windowTokens: number | null;
  readonly maxOutputTokens: number | null;
  readonly vision: Known;
  readonly tools: Known;
  readonly reasoning: Known;
  /** May `enable_thinking` be sent? Only `yes` lets it through. */
  readonly thinkingSwitch: Known;
  /** Allowed values of `reasoning_effort`; empty = never sent. */
  readonly reasoningEfforts: readonly string[];
  /** Does the site's metadata say fill-in-the-middle works? */
  readonly fim: Known;
  readonly status: 'listed' | 'retired' | 'uncertain';
  readonly retiredOn?: string;
  readonly replacedBy?: string;
  /** Newest last. Empty = price unknown (never zero). A low-confidence 0/0 row is not in here. */
  readonly prices: readonly PriceRow[];
}
