// The setting `siliconflow.models`: what a person knows better than the catalogue, model by model.
import * as v from 'valibot';
import { type Sentence, sentence } from '../sentence.ts';
import type { Currency } from '../spend/money.ts';
import type { ModelFacts, PriceRow } from './model.ts';
import { officialSites } from './sites.ts';

/** Per million tokens; whole micro-units, so at most six decimals count. */
const price = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1e6));
const tokens = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));
const pricesSchema = v.strictObject({
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, 'three capital letters such as CNY')),
  input: price,
  output: price,
  cached: v.optional(price),
});
export type PricesOverride = v.InferOutput<typeof pricesSchema>;
const asList = v.pipe(
  pricesSchema,
  v.transform((one) => [one]),
);
const oneEach = v.check<PricesOverride[], string>(
  (all) => new Set(all.map((one) => one.currency)).size === all.length,
  'each currency once',
);
const overrideSchema = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))),
  contextWindow: v.optional(tokens),
  maxTokens: v.optional(tokens),
  reasoning: v.optional(v.boolean()),
  input: v.optional(v.array(v.picklist(['text', 'image']))),
  /** One price, or one for each currency: the same model may be used on both sites. */
  prices: v.optional(
    v.lazy((given) => (Array.isArray(given) ? v.pipe(v.array(pricesSchema), oneEach) : asList)),
  ),
});

export type ModelOverride = v.InferOutput<typeof overrideSchema>;

export interface Overrides {
  readonly byId: ReadonlyMap<string, ModelOverride>;
  /** One sentence for every entry that was left out. */
  readonly problems: readonly Sentence[];
}

/** Reads the setting: an object by model id. A bad entry is named and left out, the others are used. */
export function parseOverrides(setting: unknown): Overrides {
  if (setting === undefined || setting === null) return { byId: new Map(), problems: [] };
  const whole = v.safeParse(v.record(v.string(), v.unknown()), setting);
  if (!whole.success || Array.isArray(setting)) {
    return {
      byId: new Map(),
      problems: [sentence('The setting siliconflow.models must be an object whose keys are model ids.')],
    };
  }
  const byId = new Map<string, ModelOverride>();
  const problems: Sentence[] = [];
  for (const [id, entry] of Object.entries(whole.output)) {
    const parsed = v.safeParse(overrideSchema, entry);
    if (parsed.success) byId.set(id, parsed.output);
    else {
      const [first] = parsed.issues;
      const where = v.getDotPath(first) ?? '';
      problems.push(
        sentence(
          'Entry {0} of the setting siliconflow.models is not used: {1} {2}',
          id,
          where,
          first.message,
        ),
      );
    }
  }
  return { byId, problems };
}

/**
 * Facts with an override laid over them. A price the person gave is held to be right (`high`) from the beginning of
 * time, in place of every catalogue row; `checkedOn` is the day (YYYY-MM-DD) on which the setting was read. An official
 * site charges in one currency, so that a price in another one was meant for the other site and is not used; `currency`
 * is what a custom site charges in, null when nobody said.
 */
export function withOverrides(
  facts: ModelFacts,
  override: ModelOverride | undefined,
  checkedOn: string,
  currency: Currency | null,
): ModelFacts {
  if (override === undefined) return facts;
  const { name, contextWindow, maxTokens, reasoning, input, prices = [] } = override;
  const charged = facts.site === 'custom' ? currency : officialSites[facts.site].currency;
  const own = charged === null ? prices[0] : prices.find((one) => one.currency === charged);
  return {
    ...facts,
    ...(name === undefined ? {} : { name }),
    ...(contextWindow === undefined ? {} : { windowTokens: contextWindow }),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(reasoning === undefined ? {} : { reasoning: reasoning ? 'yes' : 'no' }),
    ...(input === undefined ? {} : { vision: input.includes('image') ? 'yes' : 'no' }),
    ...(own === undefined ? {} : { prices: [priceRow(facts, own, checkedOn)] }),
  };
}

/** The row that a price of the setting stands for. */
export function priceRow(facts: ModelFacts, prices: PricesOverride, checkedOn: string): PriceRow {
  const currency: Currency = prices.currency;
  const inputMicro = Math.round(prices.input * 1e6);
  const outputMicro = Math.round(prices.output * 1e6);
  const cachedMicro = prices.cached === undefined ? undefined : Math.round(prices.cached * 1e6);
  return {
    // The id tells two settings apart on receipts that keep their row.
    id: `setting/${facts.id}@${currency}:${inputMicro}:${outputMicro}:${cachedMicro ?? '-'}`,
    currency,
    validFromMs: 0,
    checkedOn,
    confidence: 'high',
    source: 'siliconflow.models',
    tiers: [{ inputMicro, outputMicro, ...(cachedMicro === undefined ? {} : { cachedMicro }) }],
  };
}
