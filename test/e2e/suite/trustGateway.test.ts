// A gateway that turns hostile: it redirects, leaves TLS or shows another certificate. The key is seen on the right host only.
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../../sandbox/certificate.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { startTls, TestProxy } from '../../sandbox/network.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { ChatPanel } from '../chatPanel.ts';
import { Gateway } from '../gateway.ts';
import { Installed } from '../installed.ts';
import { until } from '../until.ts';

const host = 'gateway.test';
type Tls = Awaited<ReturnType<typeof startTls>>;

describe('a gateway that turns hostile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  let machine: Installed;
  let proxy: TestProxy;
  let gateway: Gateway;
  let trap: Sandbox;
  let honest: Tls;
  let impostor: Tls;
  let chat: ChatPanel;

  before(async () => {
    const certificate = selfSigned({ host });
    const trusted = join(folder, 'gateway.pem');
    writeFileSync(trusted, certificate.cert);
    proxy = await TestProxy.start();
    trap = await startSandbox({ site: 'cn', pace: 'instant' });
    machine = await Installed.start({
      settings: {
        'siliconflow.customBaseUrl': `https://${host}/v1`,
        'http.proxy': proxy.url,
        'security.workspace.trust.enabled': false,
      },
      env: { NODE_EXTRA_CA_CERTS: trusted },
    });
    gateway = await Gateway.start(machine.site.port);
    honest = await startTls(certificate, gateway.port);
    impostor = await startTls(selfSigned({ host }), trap.port);
    proxy.target = honest.port;
    const window = await machine.editor.openWindow({ workspace: machine.demo });
    chat = new ChatPanel(window, machine.site);
    await chat.whenShown();
    await chat.button('Agree and Continue').click();
    await chat.button('Enter API Key').click();
    await window.answerInput(KEYS.cn);
    // The editor trusts the system's certificates only, until it is told to take Node's own list.
    await window.pick('Save it unchecked');
    await chat.composer.waitFor();
    await machine.editor.changeSettings(window, { 'http.systemCertificates': false });
    // The editor hands a changed setting to its network some time after it took it.
    await until('an answer', async () => {
      await chat.newChat();
      return /Hello! I am/.test(await (await chat.ask('Hello')).innerText());
    });
  });
  beforeEach(async () => {
    await chat.newChat();
    machine.site.reset();
    proxy.asked.length = 0;
    // Without tunnels that stand, so that every request asks the proxy.
    proxy.become('works');
  });
  after(async () => {
    await machine?.stop();
    await Promise.all([proxy, gateway, trap, honest, impostor].map((one) => one?.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Nobody else was asked, by name or by plain HTTP, and the trap saw nothing. */
  function assertKeyStayed(): void {
    assert.deepEqual(trap.requests(), []);
    assert.ok(proxy.asked.length > 0);
    assert.deepEqual(
      proxy.asked.filter((asked) => asked !== `${host}:443`),
      [],
    );
  }

  for (const [name, target, words] of [
    ['to another host', (port: number) => `http://127.0.0.1:${port}`, 'another host'],
    ['to another name over TLS', () => 'https://collector.test', 'another host'],
    ['to itself without TLS', () => `http://${host}`, 'an address without encryption'],
    ['to another port of itself', () => `https://${host}:8443`, 'another port'],
  ] as const) {
    it(`that redirects ${name} is not followed, and the person reads why`, async () => {
      const before = gateway.redirected;
      gateway.redirectTo = target(trap.port);
      try {
        await chat.ask('Hello');
        const told = `gateway.test wanted to redirect the request to ${words}. This is refused, because your key`;
        assert.ok((await chat.failure.innerText()).includes(told));
        assert.ok(gateway.redirected > before);
        assertKeyStayed();
      } finally {
        gateway.redirectTo = null;
      }
    });
  }

  it('that shows another certificate gets nothing, and the person reads so', async () => {
    proxy.target = impostor.port;
    proxy.become('works');
    await chat.ask('Hello');
    assert.match(await chat.failure.innerText(), /certificate shown for gateway\.test is not trusted/);
    assertKeyStayed();
    assert.deepEqual(machine.site.requests(), []);
    proxy.target = honest.port;
    proxy.become('works');
    await chat.newChat();
    assert.match(await (await chat.ask('Hello')).innerText(), /Hello! I am/);
    for (const { headers } of machine.site.requests())
      assert.equal(headers.authorization, `Bearer ${KEYS.cn}`);
  });
});
