// The way to the site, judged: its name, the proxy, the certificate, the answer, and the clock.

import type { Result } from '../failure.ts';
import { failureAdvice } from '../failureSentences.ts';
import type { FailureContext } from '../failures/advice.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { fault, type Judged, ok, skipped, tookTooLong, warning } from './finding.ts';
import type { Timed } from './inTime.ts';
import type { ProxyInForce } from './proxyInForce.ts';

/** Where the site is, as far as a report may tell: a custom host is shown as `[host]`. */
export interface Way {
  readonly shownHost: string;
  readonly isOfficial: boolean;
  /** The address is this machine. */
  readonly isLocal: boolean;
  readonly isEncrypted: boolean;
}

export function judgeDns(way: Way, proxy: ProxyInForce, found: Timed<readonly string[]>): Judged {
  const checkNetwork = sentence('Check your network connection and its DNS server.');
  if (found.kind !== 'done') {
    if (proxy.kind === 'used')
      return ok(sentence('This machine does not know the name {0}; the proxy looks it up.', way.shownHost));
    return found.kind === 'late'
      ? fault(tookTooLong, checkNetwork)
      : fault(sentence('The name {0} was not found ({1}).', way.shownHost, found.code), checkNetwork);
  }
  const addresses = found.value;
  if (way.isLocal) return ok(sentence('The address is this machine.'));
  if (addresses.some(isFake))
    return ok(
      sentence(
        '{0} was answered with a stand-in address: a proxy on this machine takes over.',
        way.shownHost,
      ),
    );
  if (way.isOfficial && addresses.length > 0 && addresses.every(isPrivate))
    return warning(
      sentence('{0} leads to an address inside a private network.', way.shownHost),
      sentence(
        'If you use no VPN or gateway that does this on purpose, check the DNS server of your network.',
      ),
    );
  return ok(
    sentence(
      '{0} was found in {2} ms; addresses: {1}.',
      way.shownHost,
      addresses.length,
      Math.round(found.tookMs),
    ),
  );
}

/** 198.18.0.0/15: what local proxy tools hand out in place of real addresses ("fake-ip"). */
function isFake(address: string): boolean {
  return /^198\.1[89]\./.test(address);
}

function isPrivate(address: string): boolean {
  return /^(?:0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i.test(
    address,
  );
}

/** `reached` is a connection to the proxy itself; null when none was tried. */
export function judgeProxy(proxy: ProxyInForce, reached: Timed<void> | null): Judged {
  switch (proxy.kind) {
    case 'none':
      return ok(
        sentence('None is set in the editor or the environment. One of the operating system may be in use.'),
      );
    case 'off':
      return warning(
        sentence('A proxy is set by {0}, but not used, because {1} is off.', proxy.from, 'http.proxySupport'),
        sentence('If your network needs it, change the setting {0}.', 'http.proxySupport'),
      );
    case 'bypassed':
      return ok(sentence('A proxy is set by {0}, but not for this host.', proxy.from));
    case 'unreadable':
      return fault(
        sentence('The proxy set by {0} is not a valid address.', proxy.from),
        sentence('Correct {0}, for example to {1}.', proxy.from, 'http://127.0.0.1:7890'),
      );
    case 'used':
      break;
  }
  const { scheme, port, isLoopback, credentials } = proxy.address;
  const words = [
    sentence('In use by {0}: {1}.', proxy.from, `${scheme}://${isLoopback ? '127.0.0.1' : '[host]'}:${port}`),
    ...(credentials.length > 0 ? [sentence('It has a user name or password, which is not shown.')] : []),
  ];
  if (reached === null || reached.kind === 'done') return ok(...words);
  return {
    verdict: 'fault',
    words: [...words, sentence('It does not answer.')],
    cure: sentence('Start the proxy, or remove it from {0}.', proxy.from),
  };
}

/** What was seen of a certificate. Names come from outside; `issuer` is that of the authority's organisation. */
export interface CertificateLook {
  readonly isTrusted: boolean;
  /** Why not, as a code of the TLS layer; empty when trusted. */
  readonly error: string;
  /** Leads to one of the authorities that browsers ship with. */
  readonly isPublic: boolean;
  readonly issuer: string;
  /** Organisations and names of all authorities up to the last, joined. */
  readonly authorities: string;
  /** UTC ms. */
  readonly validToMs: number;
}

/** Products that open TLS to look inside. An authority that is none of them may carry an employer's name, and is not shown. */
const inspectors =
  /Zscaler|Fortinet|FortiGate|Palo Alto|Netskope|Blue ?Coat|Symantec Web|Forcepoint|Sophos|Kaspersky|ESET|Avast|AVG|Bitdefender|Cisco Umbrella|Check ?Point|SonicWall|WatchGuard|Barracuda|McAfee|Sangfor|深信服|Qi ?An ?Xin|奇安信|360|Huawei|mitmproxy|Charles Proxy|Fiddler|Proxyman|whistle|Burp|PortSwigger|Steam\+\+|Watt Toolkit|AdGuard/i;

/** `siteAnswered`: the editor's own way got an answer, so the editor trusts the certificate. */
export function judgeCertificate(
  way: Way,
  look: Timed<CertificateLook | null>,
  siteAnswered: boolean,
): Judged {
  if (!way.isEncrypted) return ok(sentence('Not encrypted, because the address is this machine.'));
  if (look.kind !== 'done' || look.value === null)
    return skipped(
      siteAnswered
        ? sentence('The editor trusts the certificate; it could not be looked at more closely.')
        : sentence('No certificate could be looked at.'),
    );
  const { isTrusted, error, isPublic, issuer, authorities, validToMs } = look.value;
  const until = new Date(validToMs).toISOString().slice(0, 10);
  if (!isTrusted && !siteAnswered) return untrusted(way, error);
  if (isTrusted && isPublic) return ok(sentence('Issued by {0}, valid until {1}.', issuer, until));
  if (!way.isOfficial) return ok(sentence('Issued by an authority that this machine was told to trust.'));
  const product = inspectors.exec(authorities)?.[0];
  return warning(
    product === undefined
      ? sentence(
          'Something between you and {0} opens the encryption and can read what you send.',
          way.shownHost,
        )
      : sentence(
          '{1} stands between you and {0}, opens the encryption and can read what you send.',
          way.shownHost,
          product,
        ),
    sentence('If your organisation does not do this on purpose, do not use your key on this network.'),
  );
}

function untrusted(way: Way, error: string): Judged {
  if (/EXPIRED|NOT_YET_VALID/.test(error))
    return fault(
      sentence('The certificate shown for {0} is not valid at this time ({1}).', way.shownHost, error),
      sentence('Check the date and time of this machine first.'),
    );
  if (/ALTNAME|HOSTNAME/.test(error))
    return fault(
      sentence('The certificate was made for another host than {0} ({1}).', way.shownHost, error),
      sentence('A sign-in page of the network or a wrong DNS answer is the usual cause.'),
    );
  return fault(
    sentence('The certificate shown for {0} is not trusted ({1}).', way.shownHost, error),
    sentence(
      'If your organisation inspects traffic, its certificate must be installed in the operating system.',
    ),
  );
}

/** What came back for a request without a key. */
export interface SiteLook {
  readonly status: number;
  readonly type: 'json' | 'html' | 'other';
  /** The answer's `Date`, UTC ms, with the time it lay in a cache added; null without one. */
  readonly dateMs: number | null;
  /** This machine's clock before and after the request. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

export function judgeSite(way: Way, context: FailureContext, look: Timed<Result<SiteLook>>): Judged {
  if (look.kind !== 'done') return fault(tookTooLong, sentence('Check your network connection.'));
  if (!look.value.ok) {
    const advice = failureAdvice(look.value.failure, context);
    return { verdict: 'fault', words: advice.sentences };
  }
  const { status, type } = look.value.value;
  const answered = sentence('{0} answers in {1} ms.', way.shownHost, Math.round(look.tookMs));
  if (status >= 500)
    return warning(
      sentence('{0} answers with an error of its own (HTTP {1}).', way.shownHost, status),
      sentence('Try again in a moment.'),
    );
  // Nobody is let in without a key, and some say so in plain words; a page with 403 is one of a proxy that blocks.
  const isRefusal = status === 401 || status === 403;
  if (status !== 404 && (type === 'json' || (isRefusal && type === 'other'))) return ok(answered);
  const words =
    status === 404
      ? sentence('{0} answers, but has no list of models there (HTTP {1}).', way.shownHost, status)
      : sentence('The reply of {0} is not what the platform sends.', way.shownHost);
  return fault(
    words,
    status === 404
      ? sentence('Check the address: it must end with /v1.')
      : sentence('A proxy or a sign-in page of the network may stand in between.'),
  );
}

/** `Date` has whole seconds; differences within a minute harm nothing. */
const harmlessMs = 60_000;
const greatMs = 60 * 60_000;

export function judgeClock(look: Timed<Result<SiteLook>>): Judged {
  const site = look.kind === 'done' && look.value.ok ? look.value.value : null;
  if (site === null || site.dateMs === null)
    return skipped(sentence('There was no answer to compare it with.'));
  const skewMs = skewOf(site.dateMs, site.beforeMs, site.afterMs);
  if (Math.abs(skewMs) <= harmlessMs)
    return ok(
      sentence('It agrees with the site to within {0} seconds.', Math.ceil(Math.abs(skewMs) / 1_000) + 2),
    );
  const words: Sentence =
    skewMs > 0
      ? sentence('The clock of this machine is {0} minutes slow.', Math.round(skewMs / 60_000))
      : sentence('The clock of this machine is {0} minutes fast.', Math.round(-skewMs / 60_000));
  const cure = sentence(
    'Let the operating system set the time: days of receipts, prices by the hour and certificates go by it.',
  );
  return Math.abs(skewMs) > greatMs ? fault(words, cure) : warning(words, cure);
}

/** How far the site's clock is ahead; 0 when it lies between the beginning and the end of the request. */
function skewOf(dateMs: number, beforeMs: number, afterMs: number): number {
  if (dateMs + 1_000 < beforeMs) return dateMs + 1_000 - beforeMs;
  return dateMs > afterMs ? dateMs - afterMs : 0;
}
