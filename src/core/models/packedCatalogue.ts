// The form in which the catalogue travels in the bundle: a line of text for each model, and how it becomes the model's facts.
//
// Four parts with an empty line between them: the day of the newest source; where prices come from, one origin a line
// (day of the check, confidence, source); the models of the CN site; those of the Global site. A model is
//   id|name|kind|window|longest answer|efforts|retired on|replaced by|prices
// without what is empty at its end. Its kind is the first letter of its type, that of its status, and the five abilities
// vision, tools, reasoning, thinking switch and fim, a letter each (y, n, ? = unknown; none at all = five unknown). Its
// prices are parted by `;` and written `minute since 1970 from which it holds@origin=tiers~window~window…` (no minute = the
// start is not known), a window `from-to+minutes east of UTC=tiers`, tiers `up to:input output cached/…` per million tokens.
import { withoutTail } from '../withoutTail.ts';
import type { Known, ModelFacts, ModelType, PriceRow, PriceTier, PriceWindow } from './model.ts';

export interface Catalogue {
  /** Calendar date (YYYY-MM-DD) of the newest source behind it. */
  readonly checkedOn: string;
  readonly models: readonly ModelFacts[];
}

type Site = 'cn' | 'global';
type Origin = Pick<PriceRow, 'checkedOn' | 'confidence' | 'source'>;

const types: readonly ModelType[] = ['chat', 'embedding', 'reranker', 'image', 'audio', 'video'];
const statuses: readonly ModelFacts['status'][] = ['listed', 'retired', 'uncertain'];
const confidences: readonly PriceRow['confidence'][] = ['high', 'medium', 'low'];
const minuteMs = 60_000;

/** @throws when the text is not what `packCatalogue` writes: it ships with the code, and a test reads it. */
export function unpackCatalogue(text: string): Catalogue {
  const [checkedOn = '', origins = '', ...sites] = text.split('\n\n');
  const from = linesOf(origins).map(readOrigin);
  const models = sites.flatMap((lines, at) =>
    linesOf(lines).map((line) => readModel(at === 0 ? 'cn' : 'global', line, from)),
  );
  return { checkedOn, models };
}

/** Models of the two official sites, those of one site in their order. */
export function packCatalogue({ checkedOn, models }: Catalogue): string {
  const origins: string[] = [];
  const originOf = (row: PriceRow): number => {
    const line = `${row.checkedOn} ${row.confidence} ${row.source}`;
    return origins.includes(line) ? origins.indexOf(line) : origins.push(line) - 1;
  };
  const sites = (['cn', 'global'] as const).map((site) =>
    models
      .filter((facts) => facts.site === site)
      .map((facts) => writeModel(facts, originOf))
      .join('\n'),
  );
  return [checkedOn, origins.join('\n'), ...sites].join('\n\n');
}

function linesOf(part: string): readonly string[] {
  return part === '' ? [] : part.split('\n');
}

function readOrigin(line: string): Origin {
  const [checkedOn = '', confidence = '', ...words] = line.split(' ');
  return { checkedOn, confidence: oneOf(confidences, confidence), source: words.join(' ') };
}

function readModel(site: Site, line: string, origins: readonly Origin[]): ModelFacts {
  const [id = '', name = '', kind = '', window, longest, efforts, retiredOn, replacedBy, prices] =
    line.split('|');
  const [type = '', status = '', vision, tools, reasoning, thinkingSwitch, fim] = kind;
  return {
    site,
    id,
    name: name === '' ? shortName(id) : name,
    type: oneOf(types, type),
    windowTokens: window ? whole(window) : null,
    maxOutputTokens: longest ? whole(longest) : null,
    vision: known(vision),
    tools: known(tools),
    reasoning: known(reasoning),
    thinkingSwitch: known(thinkingSwitch),
    reasoningEfforts: efforts ? efforts.split(' ') : [],
    fim: known(fim),
    status: oneOf(statuses, status),
    ...(retiredOn ? { retiredOn } : {}),
    ...(replacedBy ? { replacedBy } : {}),
    prices: prices ? prices.split(';').map((price) => readPrice(site, id, price, origins)) : [],
  };
}

function writeModel(facts: ModelFacts, originOf: (row: PriceRow) => number): string {
  const abilities = [facts.vision, facts.tools, facts.reasoning, facts.thinkingSwitch, facts.fim]
    .map((ability) => ({ yes: 'y', no: 'n', unknown: '?' })[ability])
    .join('');
  const line = [
    facts.id,
    facts.name === shortName(facts.id) ? '' : facts.name,
    facts.type.charAt(0) + facts.status.charAt(0) + (abilities === '?????' ? '' : abilities),
    facts.windowTokens ?? '',
    facts.maxOutputTokens ?? '',
    facts.reasoningEfforts.join(' '),
    facts.retiredOn ?? '',
    facts.replacedBy ?? '',
    facts.prices.map((row) => writePrice(row, originOf(row))).join(';'),
  ].join('|');
  return withoutTail(line, '|');
}

function readPrice(site: Site, id: string, text: string, origins: readonly Origin[]): PriceRow {
  const [head = '', ...windows] = text.split('~');
  const [, minute = '', origin = '', tiers = ''] = /^(\d*)@(\d+)=(.*)$/.exec(head) ?? [];
  const validFromMs = Number(minute) * minuteMs;
  const from = origins[whole(origin)];
  if (from === undefined) throw new Error(`${id}: a price without an origin`);
  return {
    id: `${site}/${id}@${validFromMs === 0 ? 'start' : validFromMs}`,
    currency: site === 'cn' ? 'CNY' : 'USD',
    validFromMs,
    ...from,
    tiers: tiers.split('/').map(readTier),
    ...(windows.length === 0 ? {} : { windows: windows.map(readWindow) }),
  };
}

function writePrice(row: PriceRow, origin: number): string {
  const windows = (row.windows ?? []).map(
    ({ fromMinute, toMinute, utcOffsetMinutes, tiers }) =>
      `~${fromMinute}-${toMinute}+${utcOffsetMinutes}=${tiers.map(writeTier).join('/')}`,
  );
  const minute = row.validFromMs === 0 ? '' : row.validFromMs / minuteMs;
  return `${minute}@${origin}=${row.tiers.map(writeTier).join('/')}${windows.join('')}`;
}

function readWindow(text: string): PriceWindow {
  const [, from = '', to = '', offset = '', tiers = ''] = /^(\d+)-(\d+)\+(-?\d+)=(.*)$/.exec(text) ?? [];
  return {
    fromMinute: whole(from),
    toMinute: whole(to),
    utcOffsetMinutes: whole(offset),
    tiers: tiers.split('/').map(readTier),
  };
}

function readTier(text: string): PriceTier {
  const [, upTo, input = '', output = '', cached] =
    /^(?:(\d+):)?([\d.]+) ([\d.]+)(?: ([\d.]+))?$/.exec(text) ?? [];
  return {
    ...(upTo === undefined ? {} : { upToPromptTokens: whole(upTo) }),
    inputMicro: micro(input),
    outputMicro: micro(output),
    ...(cached === undefined ? {} : { cachedMicro: micro(cached) }),
  };
}

function writeTier({ upToPromptTokens, inputMicro, outputMicro, cachedMicro }: PriceTier): string {
  const prices = [inputMicro, outputMicro, ...(cachedMicro === undefined ? [] : [cachedMicro])];
  return (
    (upToPromptTokens === undefined ? '' : `${upToPromptTokens}:`) +
    prices.map((price) => price / 1e6).join(' ')
  );
}

function oneOf<T extends string>(all: readonly T[], start: string): T {
  const found = start === '' ? undefined : all.find((one) => one.startsWith(start));
  if (found === undefined) throw new Error(`the catalogue has "${start}" where ${all.join(', ')} may be`);
  return found;
}

function whole(text: string): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (!Number.isInteger(value)) throw new Error(`the catalogue has "${text}" where a whole number may be`);
  return value;
}

/** At most six decimals, so the rounding only takes away what floating point added. */
function micro(text: string): number {
  return whole(String(Math.round((text === '' ? Number.NaN : Number(text)) * 1e6)));
}

function known(letter: string | undefined): Known {
  return letter === 'y' ? 'yes' : letter === 'n' ? 'no' : 'unknown';
}

/** `Pro/zai-org/GLM-5.1` is shown as `GLM-5.1` unless a name is known. */
export function shortName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
