// The platform's two official sites and what a custom address must look like. Every address has its evidence.

import { type Sentence, sentence } from '../sentence.ts';
import type { Currency } from '../spend/money.ts';
import { withoutTail } from '../withoutTail.ts';
import type { SiteId } from './model.ts';

export type OfficialSiteId = Exclude<SiteId, 'custom'>;

/** Pages a person may want to open, in their browser and on their click. */
export interface SitePages {
  readonly website: string;
  readonly key: string;
  readonly prices: string;
  readonly terms: string;
  readonly privacy: string;
  readonly bill: string;
  readonly topUp: string;
  /** Only CN asks for a real-name check (release note of 2026-05-07). */
  readonly realName?: string;
}

export interface DefaultModels {
  readonly chat: string;
  readonly vision: string;
  readonly completion: string;
}

export interface Site {
  readonly id: OfficialSiteId;
  /** Proper name, the same in every language. */
  readonly name: string;
  /** Ends in `/v1`, no slash after it. */
  readonly baseUrl: string;
  readonly host: string;
  readonly currency: Currency;
  readonly pages: SitePages;
  readonly defaults: DefaultModels;
}

/**
 * Accounts and keys of the two are independent (the platform's own OpenClaw page). Terms and privacy pages: the legal
 * section of each site's documentation (`docs.siliconflow.cn/cn/legals/…` answered on 2026-07-30 and later); bill,
 * top-up and real-name pages: the console's paths as clients of 2026 link them. GLM-4.6V, the vision model that page
 * still names, was retired on CN on 2026-05-15 and is not in the Global list of 2026-10-10.
 */
export const officialSites: Readonly<Record<OfficialSiteId, Site>> = {
  cn: {
    id: 'cn',
    name: 'SiliconFlow CN',
    baseUrl: 'https://api.siliconflow.cn/v1',
    host: 'api.siliconflow.cn',
    currency: 'CNY',
    pages: {
      website: 'https://www.siliconflow.cn',
      key: 'https://cloud.siliconflow.cn/account/ak',
      prices: 'https://siliconflow.cn/pricing',
      terms: 'https://docs.siliconflow.cn/cn/legals/terms-of-service',
      privacy: 'https://docs.siliconflow.cn/cn/legals/privacy-policy',
      bill: 'https://cloud.siliconflow.cn/bills',
      topUp: 'https://cloud.siliconflow.cn/expensebill',
      realName: 'https://cloud.siliconflow.cn/account/authentication',
    },
    defaults: {
      chat: 'deepseek-ai/DeepSeek-V3.2',
      vision: 'zai-org/GLM-4.5V',
      completion: 'Qwen/Qwen3-Coder-30B-A3B-Instruct',
    },
  },
  global: {
    id: 'global',
    name: 'SiliconFlow Global',
    baseUrl: 'https://api.siliconflow.com/v1',
    host: 'api.siliconflow.com',
    currency: 'USD',
    pages: {
      website: 'https://www.siliconflow.com',
      key: 'https://cloud.siliconflow.com/account/ak',
      prices: 'https://www.siliconflow.com/pricing',
      terms: 'https://docs.siliconflow.com/en/legals/terms-of-service',
      privacy: 'https://docs.siliconflow.com/en/legals/privacy-policy',
      bill: 'https://cloud.siliconflow.com/bills',
      topUp: 'https://cloud.siliconflow.com/expensebill',
    },
    defaults: {
      chat: 'deepseek-ai/DeepSeek-V3.2',
      vision: 'zai-org/GLM-5V-Turbo',
      completion: 'Qwen/Qwen3-Coder-30B-A3B-Instruct',
    },
  },
};

/** The models each kind of work begins with; a custom site that charges in dollars is taken to stand before Global. */
export function defaultModels(site: SiteId, currency: Currency | null): DefaultModels {
  if (site !== 'custom') return officialSites[site].defaults;
  return (currency === officialSites.global.currency ? officialSites.global : officialSites.cn).defaults;
}

/** Where requests go and what they are priced in, whichever site is chosen. */
export interface Endpoint {
  readonly site: SiteId;
  readonly baseUrl: string;
  /** Host with port, as it is shown to the person and as the key is bound to it. */
  readonly host: string;
  /** null: nobody said in what currency a custom site charges, so only tokens are counted. */
  readonly currency: Currency | null;
  readonly defaults: DefaultModels;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Sentence };

/** The endpoint of a choice of site; a custom one is refused with the reason when its address is not acceptable. */
export function endpointOf(site: SiteId, customBaseUrl: string, customCurrency: string): Checked<Endpoint> {
  if (site !== 'custom') {
    const { baseUrl, host, currency, defaults } = officialSites[site];
    return { ok: true, value: { site, baseUrl, host, currency, defaults } };
  }
  const address = checkBaseUrl(customBaseUrl);
  if (!address.ok) return address;
  const currency = checkCurrency(customCurrency);
  if (!currency.ok) return currency;
  return {
    ok: true,
    value: {
      site,
      ...address.value,
      currency: currency.value,
      defaults: defaultModels(site, currency.value),
    },
  };
}

/**
 * Checks a custom base URL and brings it into one form. `https`, or `http` on loopback only; no credentials, query or
 * fragment; the path ends in `/v1` (`…/v1/chat` as a base answers 400, siliconflow-api.md §1), and a bare host gets it.
 */
export function checkBaseUrl(text: string): Checked<{ readonly baseUrl: string; readonly host: string }> {
  const refuse = (reason: Sentence): Checked<never> => ({ ok: false, reason });
  const trimmed = text.trim();
  if (trimmed === '') return refuse(sentence('Set the base URL of the custom site first.'));
  if (!URL.canParse(trimmed))
    return refuse(sentence('The base URL is not a valid address: {0}', shortened(trimmed)));
  const url = new URL(trimmed);
  if (url.username !== '' || url.password !== '')
    return refuse(sentence('The base URL must not hold a user name or password.'));
  if (url.search !== '' || url.hash !== '')
    return refuse(sentence('The base URL must not have a query or a fragment.'));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return refuse(
      sentence(
        'The base URL must start with https://; http:// is allowed only for this machine (127.0.0.1, localhost).',
      ),
    );
  }
  const path = withoutTail(url.pathname, '/');
  if (path !== '' && !path.endsWith('/v1')) {
    return refuse(sentence('The base URL must end with /v1, for example {0}', `${url.origin}/v1`));
  }
  return { ok: true, value: { baseUrl: `${url.origin}${path === '' ? '/v1' : path}`, host: url.host } };
}

/** Empty = none; else three letters as in ISO 4217, which is what the formatting of money takes. */
export function checkCurrency(text: string): Checked<Currency | null> {
  const code = text.trim().toUpperCase();
  if (code === '') return { ok: true, value: null };
  if (/^[A-Z]{3}$/.test(code)) return { ok: true, value: code };
  return {
    ok: false,
    reason: sentence('The currency must be a code of three letters such as CNY or USD: {0}', shortened(text)),
  };
}

/**
 * `URL` has already turned `127.1`, `0x7f.1` and the like into four decimals, and lower-cased names. Names under
 * `localhost` are none: many systems ask a name server for them, which may name any machine.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
