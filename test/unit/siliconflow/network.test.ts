// The client on networks as they are: proxies that refuse or die, certificates that are not to be trusted, names nobody knows.
import { strict as assert } from 'node:assert';
import { setGlobalProxyFromEnv } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Failure } from '../../../src/core/failure.ts';
import type { ClientOptions } from '../../../src/siliconflow/client.ts';
import { type Certificate, selfSigned } from '../../sandbox/certificate.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { type ProxyMood, startTls, TestProxy } from '../../sandbox/network.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { patientLimits } from '../editor/requests/patientLimits.ts';
import { chat, failureOf, TestClock, testKey, textOf } from './fakes.ts';
import { clientOf, RawServer, run, streamHead, textChunk, wholeAnswer } from './rawServer.ts';

const host = 'gateway.test';
/** No second attempt is waited for. */
const random: ClientOptions['random'] = { next: () => 0, id: () => 'id' };

async function askOf(baseUrl: string, options: Partial<ClientOptions> = {}) {
  const events = await run(clientOf({ baseUrl }, { random, ...options }).client, chat());
  return { events, failure: events.at(-1)?.kind === 'failed' ? failureOf(events) : null };
}

async function failureAt(baseUrl: string, options?: Partial<ClientOptions>): Promise<Failure> {
  const { failure } = await askOf(baseUrl, options);
  assert.ok(failure, 'the request failed');
  assert.ok(!failure.detail.includes(testKey));
  return failure;
}

/** Trusts a certificate while the work lasts. */
async function trusting(certificate: Certificate, work: () => Promise<void>): Promise<void> {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate.cert]);
  try {
    await work();
  } finally {
    setDefaultCACertificates(before);
  }
}

describe('behind a proxy', () => {
  let origin: RawServer;
  let tls: Awaited<ReturnType<typeof startTls>>;
  let proxy: TestProxy;
  let script: (write: (text: string) => void) => void = (write) => write(wholeAnswer);
  let restore = (): void => {};
  const certificate = selfSigned({ host });
  const address = `https://${host}/v1`;

  beforeEach(async () => {
    script = (write) => write(wholeAnswer);
    origin = await RawServer.start((socket) => script((text) => void socket.write(text)));
    tls = await startTls(certificate, Number(new URL(origin.baseUrl).port));
    proxy = await TestProxy.start();
    proxy.target = tls.port;
    restore = setGlobalProxyFromEnv({ https_proxy: proxy.url });
  });
  afterEach(async () => {
    restore();
    await Promise.all([proxy.close(), tls.close(), origin.stop()]);
  });

  const ask = (mood: ProxyMood, options?: Partial<ClientOptions>): ReturnType<typeof askOf> => {
    proxy.become(mood);
    return askOf(address, options);
  };

  it('that works, the answer comes as ever', async () => {
    await trusting(certificate, async () => {
      const { events, failure } = await ask('works');
      assert.equal(failure, null);
      assert.equal(textOf(events), 'Hello');
      assert.deepEqual(proxy.asked, [`${host}:443`]);
    });
  });

  it('that wants a password (407), the failure names the proxy and its status; nothing was sent', async () => {
    const { failure } = await ask({ status: 407 });
    assert.equal(failure?.kind, 'proxy');
    assert.equal(failure?.status, 407);
    assert.equal(failure?.sent, false);
    assert.equal(origin.requests.length, 0);
  });

  it('that fails by itself (502), the failure names the proxy; nothing was sent', async () => {
    const { failure } = await ask({ status: 502 });
    assert.equal(failure?.kind, 'proxy');
    assert.equal(failure?.status, undefined, 'it is not the site that answered');
    assert.equal(failure?.sent, false);
    assert.equal(origin.requests.length, 0);
  });

  it('that never answers, the time limit ends it', async () => {
    const limits = { firstTokenMs: 100, reasoningFirstTokenMs: 100 };
    const { failure } = await ask('silent', { limits });
    assert.equal(failure?.kind, 'timeout');
    assert.equal(origin.requests.length, 0);
  });

  it('that hangs up each time, the time limit ends the attempts that undici makes without end', async () => {
    const limits = { firstTokenMs: 100, reasoningFirstTokenMs: 100 };
    const { failure } = await ask('hangs up', { limits });
    assert.equal(failure?.kind, 'timeout');
    const asked = proxy.asked.length;
    proxy.become('works');
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(proxy.asked.length <= asked + 1, 'no connection is made after the end');
    assert.equal(origin.requests.length, 0);
  });

  it('that dies in the middle of an answer, what came before is kept', async () => {
    script = (write) => {
      write(streamHead + textChunk('Hal'));
      // The rest goes beyond what the proxy carries.
      setTimeout(() => write(textChunk('x'.repeat(8_000))), 50);
    };
    await trusting(certificate, async () => {
      const { events, failure } = await ask({ dieAfterBytes: 6_000 });
      assert.equal(failure?.kind, 'cutShort');
      assert.equal(failure?.sent, true);
      assert.equal(textOf(events), 'Hal');
    });
  });

  it('that is not there, the failure names no site that could be blamed for it', async () => {
    await proxy.close();
    const { failure } = await askOf(address);
    assert.equal(failure?.sent, false);
    assert.equal(failure?.kind, 'offline');
    proxy = await TestProxy.start();
  });
});

describe('a certificate', () => {
  const dayMs = 86_400_000;
  const cases: readonly { name: string; certificate: Certificate; trusted: boolean }[] = [
    { name: 'that nobody vouches for', certificate: selfSigned({ host: 'localhost' }), trusted: false },
    {
      name: 'that has expired',
      certificate: selfSigned({
        host: 'localhost',
        notBefore: new Date(Date.now() - 3 * dayMs),
        notAfter: new Date(Date.now() - dayMs),
      }),
      trusted: true,
    },
    { name: 'of another host', certificate: selfSigned({ host: 'elsewhere.test' }), trusted: true },
  ];
  for (const { name, certificate, trusted } of cases) {
    it(`${name} is refused before the key is sent`, async () => {
      const origin = await RawServer.start((socket) => void socket.end(wholeAnswer));
      const tls = await startTls(certificate, Number(new URL(origin.baseUrl).port));
      const work = async (): Promise<void> => {
        const failure = await failureAt(`https://localhost:${tls.port}/v1`);
        assert.equal(failure.kind, 'tls');
        assert.equal(failure.sent, false);
        assert.equal(origin.requests.length, 0);
      };
      try {
        if (trusted) await trusting(certificate, work);
        else await work();
      } finally {
        await Promise.all([tls.close(), origin.stop()]);
      }
    });
  }

  it('that is trusted lets the answer through', async () => {
    const certificate = selfSigned({ host: 'localhost' });
    const site = await startSandbox({ site: 'cn', pace: 'instant' });
    const tls = await startTls(certificate, site.port);
    try {
      await trusting(certificate, async () => {
        const { events, failure } = await askOf(`https://localhost:${tls.port}/v1`, { apiKey: KEYS.cn });
        assert.equal(failure, null);
        assert.match(textOf(events), /\w/);
      });
    } finally {
      await Promise.all([tls.close(), site.close()]);
    }
  });
});

describe('a site', () => {
  it('that redirects to another origin is not followed: the key stays here', async () => {
    const other = await RawServer.start((socket) => void socket.end(wholeAnswer));
    const site = await RawServer.start(
      (socket) =>
        void socket.end(
          `HTTP/1.1 308 Moved\r\nlocation: ${other.baseUrl}/chat/completions\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
        ),
    );
    try {
      const failure = await failureAt(site.baseUrl);
      assert.equal(failure.kind, 'redirected');
      assert.equal(failure.detail, new URL(other.baseUrl).origin);
      assert.equal(other.requests.length, 0);
    } finally {
      await Promise.all([site.stop(), other.stop()]);
    }
  });

  it('whose name nobody knows cannot be reached; nothing was sent', async () => {
    // `.invalid` is kept free of names for ever (RFC 2606 §2).
    // A resolver that nobody answers takes its time, and then it is the name that fails, not the limit.
    const failure = await failureAt('https://api.nobody.invalid/v1', {
      clock: new TestClock(20),
      limits: patientLimits,
    });
    assert.equal(failure.kind, 'offline');
    assert.equal(failure.sent, false);
  });
});
