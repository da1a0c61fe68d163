// Which models exist on a site and what each one takes: read from catalogue.txt, shared with nobody else.
import { readFileSync } from 'node:fs';

export type Site = 'cn' | 'global';

/** Prices are micro-units of the site's currency per million tokens, so tokens × price is in pico-units. */
export interface Rates {
  readonly inMicro: bigint;
  readonly outMicro: bigint;
  readonly cachedMicro: bigint | undefined;
}

export interface Model {
  readonly site: Site;
  readonly id: string;
  readonly type: string;
  readonly windowTokens: number;
  readonly vision: boolean;
  readonly tools: boolean;
  readonly reasons: boolean;
  /** Whether `enable_thinking` is accepted; where nobody knows, the sandbox accepts it. */
  readonly switchable: boolean;
  readonly fim: boolean;
  readonly effort: boolean;
  readonly rates: Rates;
  readonly tier: { readonly fromTokens: number; readonly rates: Rates } | undefined;
  readonly night: { readonly fromHour: number; readonly toHour: number; readonly rates: Rates } | undefined;
  readonly retiredOn: string | undefined;
  readonly replacedBy: string | undefined;
}

/** '1.50162' -> 1501620n. More than six decimals would be silently wrong, so they are refused. */
export function micro(decimal: string): bigint {
  const match = /^(\d+)(?:\.(\d{1,6}))?$/.exec(decimal);
  if (match === null) throw new Error(`not a price: ${decimal}`);
  return BigInt((match[1] ?? '') + (match[2] ?? '').padEnd(6, '0'));
}

function rates(input = '-', output = '-', cached = '-'): Rates {
  return {
    inMicro: input === '-' ? 0n : micro(input),
    outMicro: output === '-' ? 0n : micro(output),
    cachedMicro: cached === '-' ? undefined : micro(cached),
  };
}

function readRow(line: string): Model {
  const [site, id = '', type = '', window, flags = '', input, output, cached, tier, night, state, redirect] =
    line.split(' ');
  const [tierFrom = '-', tierIn, tierOut] = tier?.split(':') ?? [];
  const [hours = '-', nightIn, nightOut, nightCached] = night?.split(':') ?? [];
  const [fromHour, toHour] = hours.split('-').map(Number);
  return {
    site: site === 'cn' ? 'cn' : 'global',
    id,
    type,
    windowTokens: window === '-' ? 32_768 : Number(window),
    vision: flags.includes('v'),
    tools: flags.includes('t'),
    reasons: flags.includes('r') || flags.includes('?'),
    switchable: flags.includes('s') || flags.includes('?'),
    fim: flags.includes('f'),
    effort: flags.includes('e'),
    rates: rates(input, output, cached),
    tier:
      tierFrom === '-' ? undefined : { fromTokens: Number(tierFrom), rates: rates(tierIn, tierOut, cached) },
    night:
      hours === '-'
        ? undefined
        : { fromHour: fromHour ?? 0, toHour: toHour ?? 0, rates: rates(nightIn, nightOut, nightCached) },
    retiredOn: state === 'listed' ? undefined : state,
    replacedBy: redirect === '-' ? undefined : redirect,
  };
}

export const CATALOGUE: readonly Model[] = readFileSync(new URL('catalogue.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map(readRow);

export function listed(site: Site): Model[] {
  return CATALOGUE.filter((model) => model.site === site && model.retiredOn === undefined);
}

export function findModel(site: Site, id: string): Model | undefined {
  return CATALOGUE.find((model) => model.site === site && model.id === id);
}

/** The `type` that `GET /v1/models` filters by, for a `sub_type`. */
export function mediaOf(subType: string): 'text' | 'image' | 'audio' | 'video' {
  if (subType.endsWith('-image')) return 'image';
  if (subType.endsWith('-video')) return 'video';
  return subType.includes('speech') ? 'audio' : 'text';
}
