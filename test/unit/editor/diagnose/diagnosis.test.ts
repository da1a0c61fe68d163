// The diagnosis against the sandbox, and against what may stand in between: every fault is found, named, and nothing else is.
import { strict as assert } from 'node:assert';
import { setGlobalProxyFromEnv } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { officialPlaces } from '../../../../src/core/account/place.ts';
import { summaryOf } from '../../../../src/core/diagnosis/report.ts';
import { sentence } from '../../../../src/core/sentence.ts';
import { diagnose } from '../../../../src/editor/diagnose/diagnosis.ts';
import type { DiagnosisPorts } from '../../../../src/editor/diagnose/diagnosisPorts.ts';
import { selfSigned } from '../../../sandbox/certificate.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { type Middlebox, startMiddlebox } from '../../../sandbox/middlebox.ts';
import { startTls, TestProxy } from '../../../sandbox/network.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { english, inEnglish } from '../../core/diagnosis/english.ts';
import { Place } from '../../store/storeFixture.ts';
import { findingOf, never, placeAt, portsAt, sectionsOf, streamThrough } from './diagnoseFixture.ts';

const told = async (ports: DiagnosisPorts, what: string): Promise<string> => {
  const finding = await findingOf(ports, what);
  return `${finding.verdict}: ${english(finding)}`;
};

describe('the diagnosis', () => {
  let sandbox: Sandbox;
  let base: string;
  beforeEach(async () => {
    sandbox = await startSandbox({ site: 'cn', pace: 'instant' });
    base = `${sandbox.url}/v1`;
  });
  afterEach(() => sandbox.close());

  it('of a machine that is in order finds nothing wrong, and costs nothing', async () => {
    const sections = await sectionsOf(portsAt(base));
    assert.equal(inEnglish(summaryOf(sections)), 'Nothing wrong was found.');
    assert.match(await told(portsAt(base), 'Model list'), /^ok: \d\d chat models/);
    assert.ok(
      sandbox.requests().every(({ method, url }) => method === 'GET' && url.startsWith('/v1/models')),
    );
    assert.equal(sandbox.bill().entries.filter(({ kind }) => kind === 'chat').length, 0);
  });

  it('looks at the site without the key; only the list is asked for with it', async () => {
    await sectionsOf(portsAt(base));
    const keys = sandbox.requests().map(({ url, headers }) => [url, headers.authorization]);
    assert.deepEqual(
      keys.sort(([a], [b]) => String(a).localeCompare(String(b))),
      [
        ['/v1/models', undefined],
        ['/v1/models?sub_type=chat', `Bearer ${KEYS.cn}`],
      ],
    );
  });

  it('finds a key that the site refuses (401), an account that is not let in, and an overloaded site', async () => {
    const key = (text: string) => portsAt(base, { key: { text, from: 'secretStorage' } });
    assert.match(await told(key(KEYS.unknown), 'Key accepted'), /^fault: .*does not accept this key/);
    assert.match(await told(key(KEYS.cnNoRealName), 'Key accepted'), /^fault: .*does not let the account in/);
    assert.match(await told(key(KEYS.unknown), 'Chat'), /^skipped:/);
    const busy = await startSandbox({ site: 'cn', pace: 'instant', fault: 'http-503-50505' });
    try {
      assert.match(await told(portsAt(`${busy.url}/v1`), 'Site'), /^warning: .*HTTP 503/);
    } finally {
      await busy.close();
    }
  });

  it('finds a chosen model that was withdrawn, with its successor', async () => {
    const chosen = [{ use: sentence('Chat'), id: 'Pro/zai-org/GLM-5' }];
    const place = { ...officialPlaces.cn, baseUrl: base, origin: sandbox.url, local: true };
    assert.match(await told(portsAt(base, { chosen, place }), 'Chat'), /^fault: .*withdrew.*GLM-5\.1/);
  });

  it('finds nothing listening, and a name that nobody knows', async () => {
    await sandbox.close();
    assert.match(await told(portsAt(base), 'Site'), /^fault: .*cannot be reached/);
    assert.match(await told(portsAt(base), 'Key accepted'), /^skipped: The site could not be asked/);
    const nowhere = portsAt('https://nowhere.invalid/v1');
    // Where no resolver answers at all, that is what is found.
    assert.match(
      await told(nowhere, 'DNS'),
      /^fault: (?:The name \[host\] was not found|There was no answer within)/,
    );
    assert.doesNotMatch(JSON.stringify(await sectionsOf(nowhere)), /nowhere/);
    sandbox = await startSandbox({ site: 'cn', pace: 'instant' });
  });

  it('with nothing set up asks nobody, and says what to do first', async () => {
    const ports = portsAt(base, { place: null, stage: 'site', keyState: 'unread', key: null, chosen: [] });
    assert.match(await told(ports, 'API key'), /^warning: No site is chosen yet/);
    assert.deepEqual(sandbox.requests(), []);
  });

  it('ends at once when the person cancels, whatever hangs', async () => {
    const cancel = new AbortController();
    const running = diagnose(
      portsAt(base, { secretTrip: () => new Promise(() => undefined) }),
      cancel.signal,
    );
    const startMs = performance.now();
    cancel.abort();
    await running;
    assert.ok(performance.now() - startMs < 1_000);
    assert.equal(sandbox.open().requests, 0);
  });

  it('runs its steps side by side: all that hang together take one limit', async () => {
    const hang = () => new Promise<never>(() => undefined);
    const clock = { ...portsAt(base).clock, sleep: async () => void (await new Promise(setImmediate)) };
    const sections = await diagnose(
      portsAt(base, { clock, secretTrip: hang, checkStore: hang, freeBytes: hang, storeBytes: hang }),
      never,
    );
    const said = sections.flatMap(({ findings }) =>
      findings.map((one) => `${one.what.text}: ${english(one)}`),
    );
    assert.ok(said.some((line) => /^Secret storage: There was no answer within 5 seconds/.test(line)));
    assert.ok(said.some((line) => /^Store: The file is large/.test(line)));
  });
});

describe('the diagnosis behind a middlebox', () => {
  let sandbox: Sandbox;
  let box: Middlebox;
  let place: Place;
  beforeEach(async () => {
    place = new Place();
    sandbox = await startSandbox({ site: 'cn', pace: { ttftMs: 100, tokensPerSecond: 80 } });
  });
  afterEach(async () => {
    await Promise.all([box.close(), sandbox.close()]);
    place.remove();
  });

  it('that holds answers back finds it by one tiny request, which has its receipt', async () => {
    box = await startMiddlebox({ targetPort: sandbox.port, holdsBack: true });
    const store = await place.open();
    const stream = streamThrough(store, `${box.url}/v1`);
    assert.match(
      await told(portsAt(`${box.url}/v1`, { stream }), 'Streaming'),
      /^warning: .*at once after \d+ ms/,
    );
    const [entry, ...others] = sandbox.bill().entries.filter(({ kind }) => kind === 'chat');
    assert.ok(entry);
    assert.deepEqual(others, []);
    const [total] = store.ledger.summary({ purpose: 'probe' }).totals;
    assert.equal(total?.requests, 1);
    assert.equal(String(total?.costPico), String(entry.costPico));
  });

  it('that hands on what comes is told from one that holds back', async () => {
    box = await startMiddlebox({ targetPort: sandbox.port });
    const stream = streamThrough(await place.open(), `${box.url}/v1`);
    assert.match(await told(portsAt(`${box.url}/v1`, { stream }), 'Streaming'), /^ok: .*piece by piece/);
  });

  it('finds a clock that is wrong, by the site’s date', async () => {
    box = await startMiddlebox({ targetPort: sandbox.port, dateShiftMs: 20 * 60_000 });
    assert.match(await told(portsAt(`${box.url}/v1`), 'Clock'), /^warning: .*20 minutes slow/);
  });

  it('that blocks with a page of its own is not taken for the platform', async () => {
    box = await startMiddlebox({ targetPort: sandbox.port, blocks: true });
    assert.match(await told(portsAt(`${box.url}/v1`), 'Site'), /^fault: .*not what the platform sends/);
  });
});

describe('the diagnosis behind a proxy', () => {
  const host = 'gateway.test';
  const certificate = selfSigned({ host });
  let sandbox: Sandbox;
  let tls: Awaited<ReturnType<typeof startTls>>;
  let proxy: TestProxy;
  let restore = (): void => {};
  beforeEach(async () => {
    sandbox = await startSandbox({ site: 'cn', pace: 'instant' });
    tls = await startTls(certificate, sandbox.port);
    proxy = await TestProxy.start();
    proxy.target = tls.port;
    restore = setGlobalProxyFromEnv({ https_proxy: proxy.url });
  });
  afterEach(async () => {
    restore();
    await Promise.all([proxy.close(), tls.close(), sandbox.close()]);
  });
  const ports = (more: Partial<DiagnosisPorts> = {}): DiagnosisPorts =>
    portsAt(`https://${host}/v1`, {
      proxy: { proxy: proxy.url, support: 'override', noProxy: [], environment: {} },
      ...more,
    });

  it('finds a certificate that nobody trusts, and that nothing was sent', async () => {
    assert.match(await told(ports(), 'Certificate'), /^fault: .*not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    assert.match(await told(ports(), 'Site'), /^fault: .*not trusted/);
    assert.deepEqual(sandbox.requests(), []);
  });

  it('finds one that only this machine trusts: of an official site it is a middlebox', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, certificate.cert]);
    try {
      assert.match(await told(ports(), 'Certificate'), /^ok: .*told to trust/);
      const place = { ...placeAt(`https://${host}/v1`), site: 'cn' as const };
      assert.match(await told(ports({ place }), 'Certificate'), /^warning: .*opens the encryption/);
      assert.match(await told(ports(), 'Site'), /^ok/);
      assert.match(await told(ports(), 'DNS'), /^ok: .*the proxy looks it up/);
    } finally {
      setDefaultCACertificates(before);
    }
  });

  it('finds one that refuses (407), and one that is not there', async () => {
    proxy.become({ status: 407 });
    assert.match(await told(ports(), 'Site'), /^fault: .*user name and password/);
    assert.match(await told(ports(), 'Proxy'), /^ok: In use by http\.proxy: http:\/\/127\.0\.0\.1:\d+/);
    const gone = { proxy: 'http://127.0.0.1:9', support: 'override', noProxy: [], environment: {} };
    assert.match(await told(ports({ proxy: gone }), 'Proxy'), /^fault: .*It does not answer/);
  });

  it('of another kind, or with a password, is left to the editor: the certificate is not looked at', async () => {
    for (const address of ['socks5://127.0.0.1:9', proxy.url.replace('//', '//ada:hunter22@')]) {
      const settings = { proxy: address, support: 'override', noProxy: [], environment: {} };
      assert.match(await told(ports({ proxy: settings }), 'Certificate'), /^skipped/);
    }
  });
});
