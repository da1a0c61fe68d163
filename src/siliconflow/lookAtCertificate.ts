// Looks at the certificate that is shown for a host, directly or through an HTTP proxy. Nothing is sent inside the connection.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect, type PeerCertificate, rootCertificates, type TLSSocket } from 'node:tls';
import type { CertificateLook } from '../core/diagnosis/networkChecks.ts';
import type { ProxyAddress } from '../core/diagnosis/proxyInForce.ts';

/** A proxy's answer to CONNECT is a few lines. */
const maxHeadBytes = 16_384;

/**
 * null where it cannot be looked at: behind a proxy of another kind, or one that wants a password. Rejects with the code of
 * the network when there is no connection.
 */
export async function lookAtCertificate(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  proxy: ProxyAddress | null,
  signal: AbortSignal,
): Promise<CertificateLook | null> {
  if (proxy && (proxy.scheme !== 'http' || proxy.credentials.length > 0)) return null;
  const host = hostname.replace(/^\[|\]$/g, '');
  const under = proxy ? connectPlain({ host: proxy.host, port: proxy.port }) : connectPlain({ host, port });
  const abort = (): void => void under.destroy(new Error('aborted'));
  signal.addEventListener('abort', abort, { once: true });
  under.on('error', () => {});
  let tls: TLSSocket | undefined;
  try {
    await once(under, 'connect', { signal });
    if (proxy && !(await tunnel(under, `${hostname}:${port}`, signal))) return null;
    tls = connect({
      socket: under,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ['http/1.1'],
      // Only looked at: whether it is trusted is told by `authorized`, and no request is made.
      rejectUnauthorized: false,
    });
    tls.on('error', () => {});
    await once(tls, 'secureConnect', { signal });
    return lookOf(tls);
  } finally {
    signal.removeEventListener('abort', abort);
    tls?.destroy();
    under.destroy();
  }
}

/** False when the proxy does not open it. */
async function tunnel(socket: Socket, target: string, signal: AbortSignal): Promise<boolean> {
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  let head = '';
  while (!head.includes('\r\n\r\n')) {
    const [data]: readonly unknown[] = await once(socket, 'data', { signal });
    head += Buffer.isBuffer(data) ? data.toString('latin1') : '';
    if (head.length > maxHeadBytes) return false;
  }
  return /^HTTP\/1\.[01] 200\b/.test(head);
}

function lookOf(tls: TLSSocket): CertificateLook {
  const chain = chainOf(tls.getPeerCertificate(true));
  const [leaf] = chain;
  const nameOf = ({ issuer }: PeerCertificate): string => first(issuer?.O) || first(issuer?.CN);
  // The types say `Error`; the code is what Node gives.
  const { authorizationError } = tls;
  return {
    isTrusted: tls.authorized,
    error: tls.authorized ? '' : printable(codeOf(authorizationError)),
    isPublic: isPublic(chain),
    issuer: printable(leaf ? nameOf(leaf) : ''),
    authorities: printable(chain.map(({ issuer }) => `${first(issuer?.O)} ${first(issuer?.CN)}`).join(' ')),
    validToMs: leaf ? Date.parse(leaf.valid_to) : 0,
  };
}

/** From the host's own upwards, each once: the last one names itself as its issuer. */
function chainOf(
  leaf: PeerCertificate & { readonly issuerCertificate?: PeerCertificate },
): readonly PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  let next: (PeerCertificate & { readonly issuerCertificate?: PeerCertificate }) | undefined = leaf;
  while (next?.raw && !chain.some((one) => one.fingerprint256 === next?.fingerprint256)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** Whether some certificate of the chain is, or is signed by, an authority that Node (and so Mozilla) ships. */
function isPublic(chain: readonly PeerCertificate[]): boolean {
  const certificates = chain.map(({ raw }) => new X509Certificate(raw));
  return rootCertificates.some((pem) => {
    const root = new X509Certificate(pem);
    return certificates.some(
      (one) =>
        one.fingerprint256 === root.fingerprint256 || (one.checkIssued(root) && one.verify(root.publicKey)),
    );
  });
}

function first(name: string | readonly string[] | undefined): string {
  return typeof name === 'string' ? name : (name?.[0] ?? '');
}

function codeOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Names in a certificate are anybody's words. */
function printable(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} .,&()'+_-]/gu, ' ')
    .trim()
    .slice(0, 300);
}
