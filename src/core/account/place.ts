// Where requests go: one of the two official sites, or an address a person typed. Everything a client must know of it.
import type { SiteId } from '../models/model.ts';
import {
  checkBaseUrl,
  isLoopback,
  type OfficialSiteId,
  officialSites,
  type SitePages,
} from '../models/sites.ts';
import type { Sentence } from '../sentence.ts';
import type { Currency } from '../spend/money.ts';

export interface Place {
  readonly site: SiteId;
  /** A proper name, the same in every language. For a custom address its host. */
  readonly name: string;
  /** Ends without a slash, holds the version: `https://api.siliconflow.cn/v1`. */
  readonly baseUrl: string;
  /** The key is bound to this: scheme, host and port. */
  readonly origin: string;
  /** Host and port, as shown to the person. */
  readonly host: string;
  /** null: no currency is known, so only tokens are counted. */
  readonly currency: Currency | null;
  /** The address is this machine (a sandbox or a local server), so nothing leaves it. */
  readonly local: boolean;
  /** Pages of an official site. A custom address has none. */
  readonly links: SitePages | null;
}

export type PlaceResult =
  | { readonly ok: true; readonly place: Place }
  | { readonly ok: false; readonly why: Sentence };

/** The official sites as places. Their facts stand in `models/sites.ts`. */
export const officialPlaces: Readonly<Record<OfficialSiteId, Place>> = {
  cn: official('cn'),
  global: official('global'),
};

function official(id: OfficialSiteId): Place {
  const { name, baseUrl, host, currency, pages } = officialSites[id];
  return {
    site: id,
    name,
    baseUrl,
    origin: new URL(baseUrl).origin,
    host,
    currency,
    local: false,
    links: pages,
  };
}

/** The other official site, where a key may belong that this one refuses; null for a custom address. */
export function otherSite(site: SiteId): OfficialSiteId | null {
  return site === 'cn' ? 'global' : site === 'global' ? 'cn' : null;
}

/** The place behind a typed base URL, or why it cannot be used, in words. */
export function customPlace(baseUrl: string, currency: Currency | null): PlaceResult {
  const checked = checkBaseUrl(baseUrl);
  if (!checked.ok) return { ok: false, why: checked.reason };
  const url = new URL(checked.value.baseUrl);
  return {
    ok: true,
    place: {
      site: 'custom',
      name: url.host,
      baseUrl: checked.value.baseUrl,
      origin: url.origin,
      host: url.host,
      currency,
      local: isLoopback(url.hostname),
      links: null,
    },
  };
}

/** Name of a place in stored things (secrets, notices): the site, and for a custom address its origin with it. */
export function placeId(place: Pick<Place, 'site' | 'origin'>): string {
  return place.site === 'custom' ? `custom:${place.origin}` : place.site;
}

/**
 * The place a site stands for. `official` can be replaced in tests and in development against a sandbox; a person's
 * settings cannot change it.
 */
export function resolvePlace(
  site: SiteId,
  custom: { readonly baseUrl: string; readonly currency: Currency | null },
  official: Readonly<Record<OfficialSiteId, Place>> = officialPlaces,
): PlaceResult {
  return site === 'custom'
    ? customPlace(custom.baseUrl, custom.currency)
    : { ok: true, place: official[site] };
}
