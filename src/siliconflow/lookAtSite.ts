// Looks at the way to a site for the diagnosis: its name, the proxy before it, and what it answers without a key.
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { SiteLook } from '../core/diagnosis/networkChecks.ts';
import type { ProxyAddress } from '../core/diagnosis/proxyInForce.ts';
import type { Failure, Result } from '../core/failure.ts';
import { failureOfNetwork } from './networkErrors.ts';
import type { KeyWatch } from './redaction.ts';
import { discard } from './transport.ts';

/** The words of a network error quote hosts: its kind is enough. */
const wordless: KeyWatch = { foundIn: () => false, clean: () => '' };

/** Addresses of a host as the system resolves it. Rejects with the system's code (`ENOTFOUND`). */
export async function lookUpName(host: string): Promise<readonly string[]> {
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true });
  return found.map(({ address }) => address);
}

/** Connects to a proxy and hangs up. Rejects when it does not answer. */
export async function reachProxy({ host, port }: ProxyAddress, signal: AbortSignal): Promise<void> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal });
  } finally {
    socket.destroy();
  }
}

export interface SiteQuestion {
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly nowMs: () => number;
  /** Default: the global one, which the editor leads through its proxy. */
  readonly fetch?: typeof globalThis.fetch;
}

/** `GET /models` without a key: costs nothing and tells nothing. Rejects only when aborted. */
export async function lookAtSite(
  { baseUrl, userAgent, nowMs, fetch = globalThis.fetch }: SiteQuestion,
  signal: AbortSignal,
): Promise<Result<SiteLook>> {
  const beforeMs = nowMs();
  let response: Response;
  try {
    response = await fetch(`${baseUrl}/models`, {
      headers: { accept: 'application/json', 'user-agent': userAgent },
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, failure: failureOfNetwork(error, wordless) };
  }
  const afterMs = nowMs();
  discard(response);
  const { status, headers } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400))
    return { ok: false, failure: answered('redirected', status) };
  if (status === 407) return { ok: false, failure: answered('proxy', status) };
  return {
    ok: true,
    value: {
      status,
      type: typeOf(headers.get('content-type') ?? ''),
      dateMs: dateOf(headers),
      beforeMs,
      afterMs,
    },
  };
}

function answered(kind: Failure['kind'], status: number): Failure {
  return { kind, status, detail: '', sent: true };
}

function typeOf(contentType: string): SiteLook['type'] {
  if (/\bjson\b/i.test(contentType)) return 'json';
  return /\bhtml\b/i.test(contentType) ? 'html' : 'other';
}

/** `Date` is when the answer was made; `Age` how many seconds it has lain in a cache since (RFC 9111 §5.1). */
function dateOf(headers: Headers): number | null {
  const madeMs = Date.parse(headers.get('date') ?? '');
  const ageSeconds = Number(headers.get('age') ?? 0);
  if (Number.isNaN(madeMs)) return null;
  return madeMs + (Number.isFinite(ageSeconds) ? ageSeconds : 0) * 1_000;
}
