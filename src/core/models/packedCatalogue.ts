// The form in which the catalogue travels in the bundle: rows of a JSON text, and how a row becomes the facts of a model.
import * as v from 'valibot';
import type { Known, ModelFacts, PriceRow, PriceTier } from './model.ts';

const micro = v.pipe(v.number(), v.integer(), v.minValue(0));
const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1440));
const tokens = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)));
/** [last prompt length of the tier or null, input, output, cached or null], prices in micro-units per million tokens. */
const packedTier = v.tuple([tokens, micro, micro, v.nullable(micro)]);
/** [from, to, minutes east of UTC, tiers] */
const packedWindow = v.tuple([minute, minute, v.pipe(v.number(), v.integer()), v.array(packedTier)]);
/** [valid from in UTC ms (0 = start not known), checked on, confidence, index of the source, tiers, windows] */
const packedPrice = v.tuple([
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.string(),
  v.picklist(['high', 'medium', 'low']),
  v.pipe(v.number(), v.integer()),
  v.array(packedTier),
  v.array(packedWindow),
]);
/** The five abilities vision, tools, reasoning, thinking switch and fim, one letter each: y, n or ? (unknown). */
const abilities = v.pipe(v.string(), v.regex(/^[yn?]{5}$/));
const packedModel = v.tuple([
  v.picklist(['cn', 'global']),
  v.string(),
  v.string(),
  v.picklist(['chat', 'embedding', 'reranker', 'image', 'audio', 'video']),
  tokens,
  tokens,
  abilities,
  v.array(v.string()),
  v.picklist(['listed', 'retired', 'uncertain']),
  v.string(),
  v.string(),
  v.array(packedPrice),
]);
export const packedCatalogueSchema = v.object({
  checkedOn: v.string(),
  sources: v.array(v.string()),
  models: v.array(packedModel),
});
export type PackedCatalogue = v.InferOutput<typeof packedCatalogueSchema>;
type PackedModel = PackedCatalogue['models'][number];

export interface Catalogue {
  /** Calendar date (YYYY-MM-DD) of the newest source behind it. */
  readonly checkedOn: string;
  readonly models: readonly ModelFacts[];
}

export function unpackCatalogue(packed: PackedCatalogue): Catalogue {
  return {
    checkedOn: packed.checkedOn,
    models: packed.models.map((row) => unpackModel(row, packed.sources)),
  };
}

function unpackModel(row: PackedModel, sources: readonly string[]): ModelFacts {
  const [site, id, name, type, windowTokens, maxOutputTokens, letters, efforts, status] = row;
  const [retiredOn, replacedBy, prices] = [row[9], row[10], row[11]];
  const currency = site === 'cn' ? 'CNY' : 'USD';
  return {
    site,
    id,
    name: name === '' ? shortName(id) : name,
    type,
    windowTokens,
    maxOutputTokens,
    vision: known(letters[0]),
    tools: known(letters[1]),
    reasoning: known(letters[2]),
    thinkingSwitch: known(letters[3]),
    reasoningEfforts: efforts,
    fim: known(letters[4]),
    status,
    ...(retiredOn === '' ? {} : { retiredOn }),
    ...(replacedBy === '' ? {} : { replacedBy }),
    prices: prices.map(
      ([validFromMs, checkedOn, confidence, source, tiers, windows]): PriceRow => ({
        id: `${site}/${id}@${validFromMs === 0 ? 'start' : validFromMs}`,
        currency,
        validFromMs,
        checkedOn,
        confidence,
        source: sources[source] ?? '',
        tiers: tiers.map(unpackTier),
        ...(windows.length === 0
          ? {}
          : {
              windows: windows.map(([fromMinute, toMinute, utcOffsetMinutes, inWindow]) => ({
                fromMinute,
                toMinute,
                utcOffsetMinutes,
                tiers: inWindow.map(unpackTier),
              })),
            }),
      }),
    ),
  };
}

function unpackTier([upTo, inputMicro, outputMicro, cached]: v.InferOutput<typeof packedTier>): PriceTier {
  return {
    ...(upTo === null ? {} : { upToPromptTokens: upTo }),
    inputMicro,
    outputMicro,
    ...(cached === null ? {} : { cachedMicro: cached }),
  };
}

function known(letter: string | undefined): Known {
  return letter === 'y' ? 'yes' : letter === 'n' ? 'no' : 'unknown';
}

/** `Pro/zai-org/GLM-5.1` is shown as `GLM-5.1` unless a name is known. */
export function shortName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
