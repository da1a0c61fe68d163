// What is known of every model of every site, from the shipped catalogue; what nobody knows says so.
import type { Currency } from '../spend/money.ts';
import { catalogueText } from './catalogue.generated.ts';
import type { Known, ModelFacts, PriceRow, SiteId } from './model.ts';
import { type Catalogue, shortName, unpackCatalogue } from './packedCatalogue.ts';

interface Shipped extends Catalogue {
  readonly byKey: ReadonlyMap<string, ModelFacts>;
}

let read: Shipped | undefined;

/** Reading it takes about a millisecond, so it waits until somebody asks: nothing of it runs at activation. */
function shipped(): Shipped {
  if (read === undefined) {
    const catalogue = unpackCatalogue(catalogueText);
    const byKey = new Map(catalogue.models.map((facts) => [`${facts.site} ${facts.id}`, facts]));
    read = { ...catalogue, byKey };
  }
  return read;
}

/**
 * Facts of a model; ids are case-sensitive. An id the catalogue does not hold gets facts in which everything is unknown.
 *
 * A custom site is a gateway or a sandbox before one of the official ones: abilities are those of the CN model, else of
 * the Global one. It has prices only when `currency` (the setting `customCurrency`) is that of an official site; these
 * are marked `low`, because nobody checked what the gateway charges.
 */
export function factsOf(site: SiteId, id: string, currency: Currency | null = null): ModelFacts {
  const { byKey } = shipped();
  if (site !== 'custom') return byKey.get(`${site} ${id}`) ?? unknownFacts(site, id);
  const cn = byKey.get(`cn ${id}`);
  const global = byKey.get(`global ${id}`);
  // A retired model's row holds hardly any facts, so the other site's living one is asked first.
  const facts = (cn?.status === 'listed' ? cn : (global ?? cn)) ?? unknownFacts('custom', id);
  const priced = currency === 'CNY' ? cn : currency === 'USD' ? global : undefined;
  return { ...facts, site: 'custom', prices: (priced?.prices ?? []).map(asCustomPrice) };
}

function asCustomPrice(row: PriceRow): PriceRow {
  return { ...row, id: `custom/${row.id}`, confidence: 'low' };
}

/** Every model of both sites, and the date (YYYY-MM-DD) of the newest source behind the catalogue. */
export function wholeCatalogue(): Catalogue {
  return shipped();
}

/** Chat models that a site listed when the catalogue was made, in the catalogue's order; for `custom` those of both sites. */
export function listed(site: SiteId, currency: Currency | null = null): readonly ModelFacts[] {
  const inUse = shipped().models.filter((facts) => facts.type === 'chat' && facts.status === 'listed');
  if (site !== 'custom') return inUse.filter((facts) => facts.site === site);
  return [...new Set(inUse.map((facts) => facts.id))].map((id) => factsOf('custom', id, currency));
}

function unknownFacts(site: SiteId, id: string): ModelFacts {
  const unknown: Known = 'unknown';
  return {
    site,
    id,
    name: shortName(id),
    type: 'chat',
    windowTokens: null,
    maxOutputTokens: null,
    vision: unknown,
    tools: unknown,
    reasoning: unknown,
    thinkingSwitch: unknown,
    reasoningEfforts: [],
    fim: unknown,
    status: 'uncertain',
    prices: [],
  };
}

/**
 * How a model stands to the site's live list: it holds it (`live`), there is no list to ask (`unconfirmed`), it lacks a
 * model in use (`missing`), or it lacks one that the catalogue knows to be withdrawn (`retired`, see `replacedBy`).
 */
export type Presence = 'live' | 'unconfirmed' | 'missing' | 'retired';

export interface OfferedModel {
  readonly facts: ModelFacts;
  readonly presence: Presence;
}

/**
 * The models to offer. With a live list (`GET /models?sub_type=chat`) it alone says what exists for this key: ids the
 * catalogue does not know come with unknown facts, one that the catalogue calls retired but the site serves is live.
 * Without one (null: offline, no key yet) the catalogue's listed models stand in. `keep` are ids in use (settings, the
 * open chat): they stay in the list when they are gone, marked, so that the person sees why and what replaces them.
 */
export function joinWithLive(
  site: SiteId,
  liveIds: readonly string[] | null,
  keep: readonly string[] = [],
  currency: Currency | null = null,
): readonly OfferedModel[] {
  const offered = new Map<string, OfferedModel>();
  for (const id of liveIds ?? [])
    offered.set(id, { facts: asLive(factsOf(site, id, currency)), presence: 'live' });
  if (liveIds === null) {
    for (const facts of listed(site, currency)) offered.set(facts.id, { facts, presence: 'unconfirmed' });
  }
  for (const id of keep) {
    if (offered.has(id)) continue;
    const facts = factsOf(site, id, currency);
    const gone = facts.status === 'retired' ? 'retired' : 'missing';
    offered.set(id, { facts, presence: liveIds === null && gone === 'missing' ? 'unconfirmed' : gone });
  }
  return [...offered.values()];
}

/** What the site serves today is not retired, whatever an older note said. */
function asLive(facts: ModelFacts): ModelFacts {
  if (facts.status === 'listed') return facts;
  const { retiredOn: _, replacedBy: __, ...rest } = facts;
  return { ...rest, status: 'listed' };
}
