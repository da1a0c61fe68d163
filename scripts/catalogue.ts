// Checks catalogue/models.source.json and turns it into src/core/models/catalogue.generated.ts; prints what changed.
// `npm run catalogue [-- SOURCE GENERATED]`: other files than these two.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Known, ModelFacts, PriceRow, PriceTier } from '../src/core/models/model.ts';
import {
  type Catalogue,
  packCatalogue,
  shortName,
  unpackCatalogue,
} from '../src/core/models/packedCatalogue.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\d$/),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'no such day'),
);
/** Per million tokens, at most six decimals, so that it is a whole number of micro-units. */
const price = v.pipe(
  v.number(),
  v.minValue(0),
  v.check((units) => Math.abs(units * 1e6 - Math.round(units * 1e6)) < 1e-6, 'more than six decimals'),
);
const tokens = v.pipe(v.number(), v.integer(), v.minValue(1));
const tier = v.strictObject({
  /** The tier holds for prompts of fewer tokens than this; absent on the last. */
  below: v.optional(tokens),
  in: price,
  out: price,
  cached: v.optional(price),
});
const tiers = v.pipe(
  v.array(tier),
  v.minLength(1),
  v.check(
    (all) => all.every((one, at) => (one.below === undefined) === (at === all.length - 1)),
    'every tier but the last needs "below"',
  ),
  v.check(
    (all) =>
      all.every((one, at) => at === 0 || one.below === undefined || one.below > (all[at - 1]?.below ?? 0)),
    'tiers must rise',
  ),
);
const clock = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const priceRow = v.strictObject({
  /** First day of the price in the site's own zone; absent when the start is not known. */
  from: v.optional(day),
  checkedOn: day,
  confidence: v.picklist(['high', 'medium', 'low']),
  source: v.string(),
  tiers,
  daily: v.optional(
    v.array(v.strictObject({ from: clock, to: clock, zone: v.picklist(['Asia/Shanghai', 'UTC']), tiers })),
  ),
});
const modelRow = v.strictObject({
  site: v.picklist(['cn', 'global']),
  id: v.pipe(v.string(), v.regex(/^[\w.-]+(\/[\w.-]+)+$/)),
  name: v.optional(v.string()),
  type: v.picklist(['chat', 'embedding', 'reranker', 'image', 'audio', 'video']),
  window: v.optional(tokens),
  maxOutput: v.optional(tokens),
  vision: v.optional(v.boolean()),
  tools: v.optional(v.boolean()),
  reasoning: v.optional(v.boolean()),
  thinkingSwitch: v.optional(v.boolean()),
  reasoningEfforts: v.optional(v.array(v.string())),
  fim: v.optional(v.boolean()),
  status: v.optional(v.picklist(['retired', 'uncertain'])),
  retiredOn: v.optional(day),
  replacedBy: v.optional(v.string()),
  note: v.optional(v.string()),
  prices: v.optional(v.array(priceRow)),
});
const sourceSchema = v.strictObject({
  checkedOn: day,
  sources: v.record(v.string(), v.string()),
  models: v.array(modelRow),
});
type Source = v.InferOutput<typeof sourceSchema>;
type SourcePrice = NonNullable<Source['models'][number]['prices']>[number];

/** Minutes east of UTC; neither zone knows summer time. */
const zoneOffset = { 'Asia/Shanghai': 480, UTC: 0 } as const;
/** A price that starts on a day starts at midnight of the site's zone: Beijing for CN; UTC is assumed for Global. */
const siteZone = { cn: 'Asia/Shanghai', global: 'UTC' } as const;

/** Parses and cross-checks the source; throws with every complaint, since a wrong price must not be shipped. */
export function readSource(text: string): Source {
  const source = v.parse(sourceSchema, JSON.parse(text));
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const model of source.models) {
    const key = `${model.site} ${model.id}`;
    if (ids.has(key)) problems.push(`${key}: listed twice`);
    ids.add(key);
    if ((model.retiredOn !== undefined) !== (model.status === 'retired')) {
      problems.push(`${key}: "retiredOn" goes with the status "retired"`);
    }
    const starts = (model.prices ?? []).map((row) => row.from ?? '');
    if (starts.some((from, at) => at > 0 && from <= (starts[at - 1] ?? ''))) {
      problems.push(`${key}: price rows must rise by "from", and only the first may lack it`);
    }
    for (const row of model.prices ?? []) {
      if (source.sources[row.source] === undefined) problems.push(`${key}: unknown source ${row.source}`);
    }
  }
  for (const { site, id, replacedBy } of source.models) {
    if (replacedBy !== undefined && !ids.has(`${site} ${replacedBy}`)) {
      problems.push(`${site} ${id}: successor ${replacedBy} is not in the list`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return source;
}

/** A 0/0 row nobody is sure of means that the price is not known; showing it as free would be a promise. */
function isTrusted(row: SourcePrice): boolean {
  return row.confidence !== 'low' || row.tiers.some((one) => one.in > 0 || one.out > 0);
}

/** The facts that the source states. */
export function catalogueOf(source: Source): Catalogue {
  const known = (value: boolean | undefined): Known =>
    value === undefined ? 'unknown' : value ? 'yes' : 'no';
  return {
    checkedOn: source.checkedOn,
    models: source.models.map((model) => ({
      site: model.site,
      id: model.id,
      name: model.name ?? shortName(model.id),
      type: model.type,
      windowTokens: model.window ?? null,
      maxOutputTokens: model.maxOutput ?? null,
      vision: known(model.vision),
      tools: known(model.tools),
      reasoning: known(model.reasoning),
      thinkingSwitch: known(model.thinkingSwitch),
      reasoningEfforts: model.reasoningEfforts ?? [],
      fim: known(model.fim),
      status: model.status ?? 'listed',
      ...(model.retiredOn === undefined ? {} : { retiredOn: model.retiredOn }),
      ...(model.replacedBy === undefined ? {} : { replacedBy: model.replacedBy }),
      prices: (model.prices ?? []).filter(isTrusted).map((row) => priceOf(model, row, source.sources)),
    })),
  };
}

function priceOf(
  { site, id }: Source['models'][number],
  row: SourcePrice,
  sources: Source['sources'],
): PriceRow {
  const validFromMs = row.from === undefined ? 0 : Date.parse(row.from) - zoneOffset[siteZone[site]] * 60_000;
  return {
    id: `${site}/${id}@${validFromMs === 0 ? 'start' : validFromMs}`,
    currency: site === 'cn' ? 'CNY' : 'USD',
    validFromMs,
    checkedOn: row.checkedOn,
    confidence: row.confidence,
    source: sources[row.source] ?? '',
    tiers: row.tiers.map(tierOf),
    ...(row.daily === undefined
      ? {}
      : {
          windows: row.daily.map((window) => ({
            fromMinute: minuteOf(window.from),
            toMinute: minuteOf(window.to),
            utcOffsetMinutes: zoneOffset[window.zone],
            tiers: window.tiers.map(tierOf),
          })),
        }),
  };
}

function tierOf(one: SourcePrice['tiers'][number]): PriceTier {
  return {
    ...(one.below === undefined ? {} : { upToPromptTokens: one.below - 1 }),
    inputMicro: Math.round(one.in * 1e6),
    outputMicro: Math.round(one.out * 1e6),
    ...(one.cached === undefined ? {} : { cachedMicro: Math.round(one.cached * 1e6) }),
  };
}

function minuteOf(clockText: string): number {
  return Number(clockText.slice(0, 2)) * 60 + Number(clockText.slice(3));
}

export function render(catalogue: Catalogue): string {
  const text = packCatalogue(catalogue)
    .replaceAll('\\', '\\\\')
    .replaceAll('`', '\\`')
    .replaceAll('${', '\\${');
  return `// Generated by \`npm run catalogue\` from catalogue/models.source.json. Change that file, not this one.\nexport const catalogueText = \`${text}\`;\n`;
}

/** One line for every model that came, went or changed. */
export function differences(before: readonly ModelFacts[], after: readonly ModelFacts[]): readonly string[] {
  const key = (facts: ModelFacts): string => `${facts.site} ${facts.id}`;
  const old = new Map(before.map((facts) => [key(facts), facts]));
  const lines: string[] = [];
  for (const facts of after) {
    const was = old.get(key(facts));
    old.delete(key(facts));
    if (was === undefined) lines.push(`+ ${key(facts)}`);
    else {
      const is: ReadonlyMap<string, unknown> = new Map(Object.entries(facts));
      const had: ReadonlyMap<string, unknown> = new Map(Object.entries(was));
      for (const field of new Set([...had.keys(), ...is.keys()])) {
        const [from, to] = [JSON.stringify(had.get(field)), JSON.stringify(is.get(field))];
        if (from === to) continue;
        if (field === 'prices') lines.push(...priceDifferences(key(facts), was.prices, facts.prices));
        else lines.push(`~ ${key(facts)} ${field}: ${from} -> ${to}`);
      }
    }
  }
  return [...lines, ...[...old.keys()].map((gone) => `- ${gone}`)];
}

/** One line for every price row that came, went or changed, by the day it holds from. */
function priceDifferences(name: string, before: readonly PriceRow[], after: readonly PriceRow[]): string[] {
  const starts = [...new Set([...before, ...after].map((row) => row.validFromMs))].sort((a, b) => a - b);
  return starts.flatMap((startMs) => {
    const [from, to] = [before, after].map((rows) => rows.find((row) => row.validFromMs === startMs));
    if (JSON.stringify(from) === JSON.stringify(to)) return [];
    const since = startMs === 0 ? 'the start' : new Date(startMs).toISOString();
    return [`~ ${name} price from ${since}: ${rowText(from)} -> ${rowText(to)}`];
  });
}

/** "CNY 4 in, 0.4 cached, 6 out (high, 2026-10-10)", tier after tier, then hour after hour. */
function rowText(row: PriceRow | undefined): string {
  if (row === undefined) return 'none';
  const tierText = ({ upToPromptTokens, inputMicro, cachedMicro, outputMicro }: PriceTier): string =>
    [
      `${inputMicro / 1e6} in`,
      ...(cachedMicro === undefined ? [] : [`${cachedMicro / 1e6} cached`]),
      `${outputMicro / 1e6} out`,
      ...(upToPromptTokens === undefined ? [] : [`up to ${upToPromptTokens} tokens`]),
    ].join(', ');
  const hours = (row.windows ?? []).map(
    (window) => `${window.fromMinute}-${window.toMinute} min: ${window.tiers.map(tierText).join('; ')}`,
  );
  const all = [...row.tiers.map(tierText), ...hours].join('; ');
  return `${row.currency} ${all} (${row.confidence}, ${row.checkedOn})`;
}

/** The models in a generated file's text; none when there is no such file yet. */
function modelsIn(generatedText: string): readonly ModelFacts[] {
  const literal = /`([^`]*)`;/.exec(generatedText)?.[1];
  return literal === undefined ? [] : unpackCatalogue(literal.replace(/\\(.)/g, '$1')).models;
}

function textOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.main) {
  const [
    sourceFile = fileOf('../catalogue/models.source.json'),
    generatedFile = fileOf('../src/core/models/catalogue.generated.ts'),
  ] = process.argv.slice(2);
  const catalogue = catalogueOf(readSource(readFileSync(sourceFile, 'utf8')));
  const lines = differences(modelsIn(textOrNothing(generatedFile)), catalogue.models);
  const text = render(catalogue);
  writeFileSync(generatedFile, text);
  console.log(
    [
      ...lines,
      `${catalogue.models.length} models, ${text.length} characters, ${lines.length} differences`,
    ].join('\n'),
  );
}
