// Which proxy stands between the editor and a host, by the editor's settings and the environment, in the editor's own order.

export interface ProxySettings {
  /** `http.proxy`. */
  readonly proxy: string;
  /** `http.proxySupport`: `off`, `on`, `override`, `fallback`. */
  readonly support: string;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Of the address only what names nobody may be told; host and credentials stay in here. */
export interface ProxyAddress {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly isLoopback: boolean;
  /** User name and password as they stand in the address, decoded; empty without any. */
  readonly credentials: readonly string[];
}

export type ProxyInForce =
  | { readonly kind: 'none' }
  /** One is set but not used: support is off, or the host is on the list of exceptions. */
  | { readonly kind: 'off' | 'bypassed'; readonly from: string }
  /** `from` is the setting's or the variable's name. */
  | { readonly kind: 'unreadable'; readonly from: string }
  | { readonly kind: 'used'; readonly from: string; readonly address: ProxyAddress };

const variables = ['https_proxy', 'http_proxy', 'all_proxy'] as const;

/** `host` is without its port. What the operating system is set to is not to be seen from an extension. */
export function proxyInForce(host: string, settings: ProxySettings): ProxyInForce {
  const named = namedProxy(settings);
  if (named === null) return { kind: 'none' };
  const { from, text } = named;
  if (settings.support === 'off') return { kind: 'off', from };
  const exceptions = [
    ...settings.noProxy,
    ...(settings.environment.NO_PROXY ?? settings.environment.no_proxy ?? '').split(/[\s,]+/),
  ];
  if (exceptions.some((exception) => covers(exception, host))) return { kind: 'bypassed', from };
  const address = proxyAddress(text);
  return address === null ? { kind: 'unreadable', from } : { kind: 'used', from, address };
}

/** Every secret part of the proxies that are set anywhere, for the net under the report. */
export function proxySecrets(settings: ProxySettings): {
  readonly credentials: readonly string[];
  readonly hosts: readonly string[];
} {
  const names = variables.flatMap((name) => [name, name.toUpperCase()]);
  const addresses = [settings.proxy, ...names.map((name) => settings.environment[name] ?? '')].flatMap(
    (text) => proxyAddress(text) ?? [],
  );
  return {
    credentials: addresses.flatMap(({ credentials }) => credentials),
    hosts: addresses.filter(({ isLoopback }) => !isLoopback).map(({ host }) => host),
  };
}

function namedProxy({ proxy, environment }: ProxySettings): { from: string; text: string } | null {
  if (proxy.trim() !== '') return { from: 'http.proxy', text: proxy };
  for (const lower of variables)
    for (const name of [lower.toUpperCase(), lower]) {
      const text = environment[name];
      if (text?.trim()) return { from: name, text };
    }
  return null;
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** A proxy's address, with or without a scheme in front; null when it is none. */
export function proxyAddress(text: string): ProxyAddress | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  const scheme = url.protocol.replace(/:$/, '');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!/^(?:https?|socks[45]?[ah]?)$/.test(scheme) || host === '') return null;
  return {
    scheme,
    host,
    port: url.port === '' ? (defaultPorts[scheme] ?? 1080) : Number(url.port),
    isLoopback: /^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host),
    credentials: [url.username, url.password, decoded(url.username), decoded(url.password)].filter(Boolean),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `*`, a host, a domain with or without its dot, each with or without a port. */
function covers(exception: string, host: string): boolean {
  const name = exception
    .trim()
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\*?\./, '');
  if (name === '') return false;
  const lower = host.toLowerCase();
  return name === '*' || lower === name || lower.endsWith(`.${name}`);
}
