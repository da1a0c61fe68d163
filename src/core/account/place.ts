// Where requests go: one of the two official sites, or an address a person typed. Everything a client must know of it.
import type { SiteId } from '../models/model.ts';
import { type Sentence, sentence } from '../sentence.ts';
import type { Currency } from '../spend/money.ts';

/** Pages of an official site. A custom address has none. */
export interface SiteLinks {
  readonly keys: string;
  readonly terms: string;
  readonly privacy: string;
  readonly prices: string;
  readonly topUp: string;
  readonly bills: string;
  /** The CN site asks for a real-name check; the Global site does not mention one. */
  readonly realName?: string;
}

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
  readonly links: SiteLinks | null;
}

export type PlaceResult =
  | { readonly ok: true; readonly place: Place }
  | { readonly ok: false; readonly why: Sentence };

/** Facts of the official sites (siliconflow-api.md §1; terms and privacy pages as the platform's own site links them). */
export const officialPlaces: Readonly<Record<'cn' | 'global', Place>> = {
  cn: {
    site: 'cn',
    name: 'SiliconFlow CN',
    baseUrl: 'https://api.siliconflow.cn/v1',
    origin: 'https://api.siliconflow.cn',
    host: 'api.siliconflow.cn',
    currency: 'CNY',
    local: false,
    links: {
      keys: 'https://cloud.siliconflow.cn/account/ak',
      terms: 'https://docs.siliconflow.cn/cn/legals/terms-of-service',
      privacy: 'https://docs.siliconflow.cn/cn/legals/privacy-policy',
      prices: 'https://siliconflow.cn/pricing',
      topUp: 'https://cloud.siliconflow.cn/expensebill',
      bills: 'https://cloud.siliconflow.cn/bills',
      realName: 'https://cloud.siliconflow.cn/account/authentication',
    },
  },
  global: {
    site: 'global',
    name: 'SiliconFlow Global',
    baseUrl: 'https://api.siliconflow.com/v1',
    origin: 'https://api.siliconflow.com',
    host: 'api.siliconflow.com',
    currency: 'USD',
    local: false,
    links: {
      keys: 'https://cloud.siliconflow.com/account/ak',
      terms: 'https://docs.siliconflow.com/en/legals/terms-of-service',
      privacy: 'https://docs.siliconflow.com/en/legals/privacy-policy',
      prices: 'https://www.siliconflow.com/pricing',
      topUp: 'https://cloud.siliconflow.com/expensebill',
      bills: 'https://cloud.siliconflow.com/bills',
    },
  },
};

/** The other official site, where a key may belong that this one refuses; null for a custom address. */
export function otherSite(site: SiteId): 'cn' | 'global' | null {
  return site === 'cn' ? 'global' : site === 'global' ? 'cn' : null;
}

/** `localhost`, 127.0.0.0/8 and ::1, as `URL` writes them (it turns 0x7f.1 into 127.0.0.1 first). */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/**
 * The place behind a typed base URL, or why it cannot be used, in words. `https` anywhere, `http` on loopback only;
 * no user name, query or fragment. A path that already names an endpoint is refused, because the client appends it
 * (continuedev/continue#7065: `…/v1/chat` as a base gets 400).
 */
export function customPlace(baseUrl: string, currency: Currency | null): PlaceResult {
  const text = baseUrl.trim();
  if (text === '') return no(sentence('No address is set for the custom site.'));
  if (!URL.canParse(text)) return no(sentence('"{0}" is not a web address.', text.slice(0, 200)));
  const url = new URL(text);
  const local = isLoopback(url.hostname);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return no(sentence('The address of a custom site must begin with https://.'));
  }
  if (url.protocol === 'http:' && !local) {
    return no(
      sentence('The address must begin with https://: over http:// anyone on the way could read your key.'),
    );
  }
  if (url.username !== '' || url.password !== '') {
    return no(sentence('The address must not hold a user name or password.'));
  }
  if (url.search !== '' || url.hash !== '') {
    return no(sentence('The address must not hold a "?" or "#" part.'));
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (/\/(chat|completions|models)$/.test(path)) {
    return no(sentence('The address must end before the endpoint, usually with /v1.'));
  }
  return {
    ok: true,
    place: {
      site: 'custom',
      name: url.host,
      baseUrl: url.origin + path,
      origin: url.origin,
      host: url.host,
      currency,
      local,
      links: null,
    },
  };
}

function no(why: Sentence): PlaceResult {
  return { ok: false, why };
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
  official: Readonly<Record<'cn' | 'global', Place>> = officialPlaces,
): PlaceResult {
  return site === 'custom'
    ? customPlace(custom.baseUrl, custom.currency)
    : { ok: true, place: official[site] };
}
