// The way to the site, judged: every verdict from what a probe can see.
import { strict as assert } from 'node:assert';
import type { Judged } from '../../../../src/core/diagnosis/finding.ts';
import type { Timed } from '../../../../src/core/diagnosis/inTime.ts';
import {
  type CertificateLook,
  judgeCertificate,
  judgeClock,
  judgeDns,
  judgeProxy,
  judgeSite,
  type SiteLook,
  type Way,
} from '../../../../src/core/diagnosis/networkChecks.ts';
import { type ProxyInForce, proxyAddress } from '../../../../src/core/diagnosis/proxyInForce.ts';
import type { FailureKind, Result } from '../../../../src/core/failure.ts';
import { english } from './english.ts';

const cn: Way = { shownHost: 'api.siliconflow.cn', isOfficial: true, isLocal: false, isEncrypted: true };
const gateway: Way = { ...cn, shownHost: '[host]', isOfficial: false };
const none: ProxyInForce = { kind: 'none' };
const late = { kind: 'late' } as const;
const broken = { kind: 'broken', code: 'ENOTFOUND' } as const;
const done = <T>(value: T, tookMs = 12): Timed<T> => ({ kind: 'done', value, tookMs });
const address = proxyAddress('http://ada:hunter22@proxy.acme.test:8080');
assert.ok(address);
const used: ProxyInForce = { kind: 'used', from: 'http.proxy', address };

const check = (judged: Judged, verdict: Judged['verdict'], words: RegExp): void => {
  assert.equal(judged.verdict, verdict, english(judged));
  assert.match(english(judged), words);
};

describe('the name of the site', () => {
  it('that is found is fine, with how long it took', () => {
    check(judgeDns(cn, none, done(['47.1.2.3', '47.1.2.4'])), 'ok', /in 12 ms; addresses: 2\./);
  });
  it('that is not found is a fault, unless a proxy looks it up', () => {
    check(judgeDns(cn, none, broken), 'fault', /was not found \(ENOTFOUND\)\. Check your network/);
    check(judgeDns(cn, none, late), 'fault', /within 5 seconds/);
    check(judgeDns(cn, used, broken), 'ok', /the proxy looks it up/);
  });
  it('with a stand-in address belongs to a proxy on this machine', () => {
    check(judgeDns(cn, none, done(['198.18.0.23'])), 'ok', /stand-in address/);
  });
  it('of an official site inside a private network is a warning; of a gateway it is not', () => {
    for (const inside of ['10.0.0.7', '192.168.1.1', '172.20.0.1', '127.0.0.1', 'fd12:3456::1']) {
      check(judgeDns(cn, none, done([inside])), 'warning', /private network/);
      check(judgeDns(gateway, none, done([inside])), 'ok', /addresses: 1/);
    }
    check(judgeDns(cn, none, done(['172.32.0.1', '10.0.0.1'])), 'ok', /found/);
  });
});

describe('the proxy', () => {
  it('is named by where it is set, never by its host or password', () => {
    const judged = judgeProxy(used, done(undefined));
    check(judged, 'ok', /by http\.proxy: http:\/\/\[host\]:8080\. It has a user name/);
    assert.doesNotMatch(JSON.stringify(judged), /acme|ada|hunter/);
  });
  it('that does not answer, or is no address, is a fault; one that is off is a warning', () => {
    check(judgeProxy(used, broken), 'fault', /It does not answer\. Start the proxy/);
    check(judgeProxy(used, late), 'fault', /It does not answer/);
    check(
      judgeProxy({ kind: 'unreadable', from: 'HTTPS_PROXY' }, null),
      'fault',
      /set by HTTPS_PROXY is not/,
    );
    check(judgeProxy({ kind: 'off', from: 'http.proxy' }, null), 'warning', /http\.proxySupport is off/);
  });
  it('that is not there or not for this host is fine', () => {
    check(judgeProxy(none, null), 'ok', /None is set/);
    check(judgeProxy({ kind: 'bypassed', from: 'http.proxy' }, null), 'ok', /not for this host/);
  });
});

describe('the certificate', () => {
  const good: CertificateLook = {
    isTrusted: true,
    error: '',
    isPublic: true,
    issuer: 'DigiCert Inc',
    authorities: 'DigiCert Inc DigiCert Root',
    validToMs: Date.UTC(2027, 0, 31),
  };
  it('of a public authority is fine and says whose it is', () => {
    check(judgeCertificate(cn, done(good), true), 'ok', /Issued by DigiCert Inc, valid until 2027-01-31/);
  });
  it('of an authority that only this machine trusts is a middlebox, known products by name, an employer not', () => {
    const inspected = { ...good, isPublic: false, issuer: 'Acme Corp', authorities: 'Acme Corp Proxy CA' };
    const judged = judgeCertificate(cn, done(inspected), true);
    check(judged, 'warning', /Something between you and api\.siliconflow\.cn opens the encryption/);
    assert.doesNotMatch(JSON.stringify(judged), /Acme/);
    const product = { ...inspected, authorities: 'Zscaler Inc. Zscaler Root CA' };
    check(judgeCertificate(cn, done(product), true), 'warning', /^Zscaler stands between/);
    check(judgeCertificate(gateway, done(inspected), true), 'ok', /told to trust/);
  });
  it('that nobody trusts is a fault with its cause', () => {
    const bad = (error: string) => done({ ...good, isTrusted: false, isPublic: false, error });
    check(judgeCertificate(cn, bad('DEPTH_ZERO_SELF_SIGNED_CERT'), false), 'fault', /not trusted \(DEPTH/);
    check(judgeCertificate(cn, bad('CERT_HAS_EXPIRED'), false), 'fault', /date and time of this machine/);
    check(judgeCertificate(cn, bad('ERR_TLS_CERT_ALTNAME_INVALID'), false), 'fault', /for another host/);
  });
  it('that the editor trusts although the probe does not is a middlebox, too', () => {
    const look = done({ ...good, isTrusted: false, isPublic: false, error: 'SELF_SIGNED_CERT_IN_CHAIN' });
    check(judgeCertificate(cn, look, true), 'warning', /opens the encryption/);
  });
  it('is not judged where there is none to see', () => {
    check(judgeCertificate({ ...cn, isEncrypted: false }, late, true), 'ok', /this machine/);
    check(judgeCertificate(cn, done(null), true), 'skipped', /The editor trusts/);
    check(judgeCertificate(cn, broken, false), 'skipped', /No certificate/);
  });
});

describe('the answer of the site', () => {
  const site = (status: number, type: SiteLook['type']): Timed<Result<SiteLook>> =>
    done({ ok: true, value: { status, type, dateMs: 0, beforeMs: 0, afterMs: 0 } });
  const context = { during: 'chat', host: cn.shownHost } as const;
  it('that asks for a key is the platform', () => {
    check(judgeSite(cn, context, site(401, 'json')), 'ok', /answers in 12 ms/);
    check(judgeSite(cn, context, site(401, 'other')), 'ok', /answers/);
    check(judgeSite(cn, context, site(200, 'json')), 'ok', /answers/);
  });
  it('that is a page is somebody else, also with 403', () => {
    check(judgeSite(cn, context, site(200, 'html')), 'fault', /not what the platform sends.*sign-in page/);
    check(judgeSite(cn, context, site(403, 'html')), 'fault', /not what the platform sends/);
    check(judgeSite(cn, context, site(404, 'json')), 'fault', /no list of models.*\/v1/);
  });
  it('that is an error of its own passes', () => {
    check(judgeSite(cn, context, site(503, 'other')), 'warning', /HTTP 503/);
  });
  it('that never comes is a fault in the words of the failure', () => {
    check(judgeSite(cn, context, late), 'fault', /within 5 seconds/);
    const failed = (kind: FailureKind) =>
      done({ ok: false as const, failure: { kind, detail: '', sent: false } });
    check(judgeSite(cn, context, failed('offline')), 'fault', /cannot be reached/);
    check(judgeSite(cn, context, failed('proxy')), 'fault', /proxy/);
    check(judgeSite(cn, context, failed('redirected')), 'fault', /redirect/);
  });
});

describe('the clock', () => {
  const at = (dateMs: number | null): Timed<Result<SiteLook>> =>
    done({
      ok: true,
      value: { status: 401, type: 'json', dateMs, beforeMs: 10_000_000, afterMs: 10_000_400 },
    });
  it('that agrees to within a minute is fine', () => {
    for (const dateMs of [9_999_000, 10_000_200, 10_050_000, 9_950_000])
      check(judgeClock(at(dateMs)), 'ok', /agrees with the site to within \d+ seconds/);
  });
  it('that is minutes off is a warning, hours a fault; slow and fast are told apart', () => {
    check(judgeClock(at(10_000_400 + 5 * 60_000)), 'warning', /5 minutes slow/);
    check(judgeClock(at(10_000_000 - 7 * 60_000 - 1_000)), 'warning', /7 minutes fast/);
    check(judgeClock(at(10_000_400 + 26 * 3_600_000)), 'fault', /1560 minutes slow/);
  });
  it('is not judged without an answer or its date', () => {
    check(judgeClock(at(null)), 'skipped', /no answer to compare/);
    check(judgeClock(late), 'skipped', /no answer to compare/);
  });
});
