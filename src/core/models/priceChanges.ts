// Which prices differ from those a person was last told of, and how a change is said.
import * as v from 'valibot';
import { type Sentence, sentence } from '../sentence.ts';
import { formatMoney } from '../spend/money.ts';
import { priceRowAt, tierFor } from '../spend/price.ts';
import type { ModelFacts, PriceRow } from './model.ts';

const micro = v.pipe(v.number(), v.integer(), v.minValue(0));
const tiers = v.array(
  v.object({
    upToPromptTokens: v.optional(micro),
    inputMicro: micro,
    outputMicro: micro,
    cachedMicro: v.optional(micro),
  }),
);
const toldPrice = v.object({
  currency: v.string(),
  tiers,
  windows: v.optional(
    v.array(v.object({ fromMinute: micro, toMinute: micro, utcOffsetMinutes: v.number(), tiers })),
  ),
});
const toldSchema = v.object({
  /** Date of the catalogue that was told: an older window must not tell its own prices as news. */
  checkedOn: v.string(),
  /** By site and model id, with a space between. */
  prices: v.record(v.string(), toldPrice),
});

type ToldPrice = v.InferOutput<typeof toldPrice>;
export type ToldPrices = v.InferOutput<typeof toldSchema>;

export interface PriceChange {
  readonly facts: ModelFacts;
  readonly before: ToldPrice;
  readonly now: PriceRow;
}

/** Name of a model among all sites. */
export function priceKey(facts: Pick<ModelFacts, 'site' | 'id'>): string {
  return `${facts.site} ${facts.id}`;
}

/** What is kept as told; null for anything else. */
export function parseTold(json: string | undefined): ToldPrices | null {
  if (json === undefined) return null;
  try {
    return v.parse(toldSchema, JSON.parse(json));
  } catch {
    return null;
  }
}

/** The prices in force, to be kept as told. */
export function pricesNow(models: readonly ModelFacts[], checkedOn: string, nowMs: number): ToldPrices {
  const prices: Record<string, ToldPrice> = {};
  for (const facts of models) {
    const row = priceRowAt(facts.prices, nowMs);
    if (row !== null) prices[priceKey(facts)] = essence(row);
  }
  return { checkedOn, prices };
}

/**
 * Models whose price in force is another than the one told. A model that had no price or has none now is not among them,
 * and nothing is when the catalogue is older than what was told.
 */
export function priceChanges(
  told: ToldPrices,
  models: readonly ModelFacts[],
  checkedOn: string,
  nowMs: number,
): readonly PriceChange[] {
  if (checkedOn < told.checkedOn) return [];
  return models.flatMap((facts) => {
    const before = told.prices[priceKey(facts)];
    const now = priceRowAt(facts.prices, nowMs);
    if (before === undefined || now === null) return [];
    return isSame(before, essence(now)) ? [] : [{ facts, before, now }];
  });
}

/** What is told now: the changes that `later` holds back keep the price of before. */
export function toldWithout(now: ToldPrices, later: readonly PriceChange[]): ToldPrices {
  const held = Object.fromEntries(later.map((change) => [priceKey(change.facts), change.before]));
  return { ...now, prices: { ...now.prices, ...held } };
}

/** A change in words: "cached input ¥0.10 → ¥1.00", and since when, if that is known. */
export function changeWords(
  { facts, before, now }: PriceChange,
  nowMs: number,
  locale: string,
): readonly Sentence[] {
  const [old, next] = [tierFor(before.tiers, 0), tierFor(now.tiers, 0)];
  const words: Sentence[] = [];
  const compare = (
    from: number | undefined,
    to: number | undefined,
    say: (from: string, to: string) => Sentence,
  ): void => {
    if (from === undefined || to === undefined) return;
    if (from === to && before.currency === now.currency) return;
    words.push(say(money(before.currency, from, locale), money(now.currency, to, locale)));
  };
  compare(old?.inputMicro, next?.inputMicro, (from, to) => sentence('input {0} → {1}', from, to));
  // Without a price of its own a cached token costs as much as any.
  const cachedOf = (tier: typeof old): number | undefined => tier?.cachedMicro ?? tier?.inputMicro;
  if (old?.cachedMicro !== undefined || next?.cachedMicro !== undefined) {
    compare(cachedOf(old), cachedOf(next), (from, to) => sentence('cached input {0} → {1}', from, to));
  }
  compare(old?.outputMicro, next?.outputMicro, (from, to) => sentence('output {0} → {1}', from, to));
  if (!before.windows && now.windows) words.push(sentence('now by the time of day'));
  if (before.windows && !now.windows) words.push(sentence('no longer by the time of day'));
  if (words.length === 0) words.push(sentence('other hours or lengths of the prompt cost otherwise now'));
  return now.validFromMs === 0
    ? words
    : [...words, sentence('since {0}', dateOf(facts.site, now.validFromMs, nowMs, locale))];
}

function essence({ currency, tiers: own, windows }: PriceRow): ToldPrice {
  return {
    currency,
    tiers: own.map((tier) => ({ ...tier })),
    ...(windows === undefined
      ? {}
      : {
          windows: windows.map((window) => ({ ...window, tiers: window.tiers.map((tier) => ({ ...tier })) })),
        }),
  };
}

/** Both went through the same schema or the same literal, so that their keys stand in one order once parsed. */
function isSame(a: ToldPrice, b: ToldPrice): boolean {
  return JSON.stringify(v.parse(toldPrice, a)) === JSON.stringify(v.parse(toldPrice, b));
}

function money(currency: string, microPerMillion: number, locale: string): string {
  return formatMoney({ currency, pico: BigInt(microPerMillion) * 1_000_000n }, locale);
}

/** A price begins at midnight of the site's own zone (catalogue.ts in scripts), so the day is named in that zone. */
function dateOf(site: ModelFacts['site'], atMs: number, nowMs: number, locale: string): string {
  const timeZone = site === 'cn' ? 'Asia/Shanghai' : 'UTC';
  const year = (ms: number): number => new Date(ms).getUTCFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(year(atMs) === year(nowMs) ? {} : { year: 'numeric' }),
    timeZone,
  }).format(atMs);
}
