// What a failed fetch means, by the codes of the error and its causes, never by its class or wording alone.
import type { Failure, FailureKind } from '../core/failure.ts';
import type { KeyWatch } from './redaction.ts';

interface Verdict {
  readonly kind: FailureKind;
  /** Whether the request may have reached the other side: then it may have been billed. */
  readonly sent: boolean;
}

// Node's and undici's codes, and Chromium's names for VS Code's `http.electronFetch`.
const rules: readonly (readonly [RegExp, Verdict])[] = [
  [
    /UND_ERR_PRX|ERR_(?:PROXY|TUNNEL)_|ERR_SOCKS_|ERR_NO_SUPPORTED_PROXIES|ERR_MANDATORY_PROXY/,
    { kind: 'proxy', sent: false },
  ],
  [/^Proxy response \(\d+\)|proxy authentication required/i, { kind: 'proxy', sent: false }],
  [
    /CERT_|_CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH/,
    { kind: 'tls', sent: false },
  ],
  [/before secure TLS connection/i, { kind: 'offline', sent: false }],
  [
    /ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_INTERNET_DISCONNECTED|ERR_NAME_NOT_RESOLVED|ERR_CONNECTION_REFUSED|ERR_CONNECTION_TIMED_OUT|ERR_ADDRESS_UNREACHABLE|ERR_NETWORK_CHANGED/,
    { kind: 'offline', sent: false },
  ],
  [/UND_ERR_HEADERS_TIMEOUT/, { kind: 'timeout', sent: true }],
  [/UND_ERR_BODY_TIMEOUT/, { kind: 'stalled', sent: true }],
  [
    /HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RESPONSE|Z_[A-Z]+_ERROR|ERR_BROTLI|ERR_CONTENT_DECODING|ERR_INVALID_HTTP_RESPONSE/,
    { kind: 'badReply', sent: true },
  ],
];

/** undici says the status in words only, and VS Code's own client copies them. */
const wantsPassword = /^Proxy response \(407\)|proxy authentication required/i;

/** The failure of a fetch, or of reading its body. What no rule knows counts as sent and cut: nobody can say it was not. */
export function failureOfNetwork(error: unknown, keyWatch: KeyWatch): Failure {
  const signs = signsOf(error);
  const verdict = rules.find(([pattern]) => signs.some((sign) => pattern.test(sign)))?.[1];
  const { kind, sent } = verdict ?? { kind: 'cutShort', sent: true };
  return {
    kind,
    // The one answer of a proxy that has a cure of its own; its other ones must not be taken for the site's.
    ...(signs.some((sign) => wantsPassword.test(sign)) ? { status: 407 } : {}),
    detail: keyWatch.clean(signs.join(': ')),
    sent,
  };
}

/** Codes and messages of an error, its causes and (with several addresses tried) its parts. */
function signsOf(error: unknown): readonly string[] {
  const signs = new Set<string>();
  const open: unknown[] = [error];
  for (let steps = 0; open.length > 0 && steps < 20; steps++) {
    const next = open.shift();
    if (!(next instanceof Error)) continue;
    if ('code' in next && typeof next.code === 'string') signs.add(next.code);
    if (next.message !== '') signs.add(next.message);
    if (next instanceof AggregateError) open.push(...next.errors);
    open.push(next.cause);
  }
  return [...signs];
}
