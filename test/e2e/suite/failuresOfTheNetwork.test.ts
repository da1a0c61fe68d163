// A proxy that fails and a network that is not there, in the editor that a person has installed the extension in.
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { selfSigned } from '../../sandbox/certificate.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { startTls, TestProxy } from '../../sandbox/network.ts';
import { ChatPanel } from '../chatPanel.ts';
import { Installed } from '../installed.ts';
import { until } from '../until.ts';

const host = 'gateway.test';

describe('a machine behind a proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'behind-proxy-'));
  let machine: Installed;
  let proxy: TestProxy;
  let tls: Awaited<ReturnType<typeof startTls>>;
  let window: EditorWindow;
  let chat: ChatPanel;

  before(async () => {
    const certificate = selfSigned({ host });
    const trusted = join(folder, 'office.pem');
    writeFileSync(trusted, certificate.cert);
    proxy = await TestProxy.start();
    machine = await Installed.start({
      pace: 'instant',
      settings: {
        'siliconflow.customBaseUrl': `https://${host}/v1`,
        'http.proxy': proxy.url,
        'security.workspace.trust.enabled': false,
      },
      env: { NODE_EXTRA_CA_CERTS: trusted },
    });
    tls = await startTls(certificate, machine.site.port);
    proxy.target = tls.port;
    window = await machine.editor.openWindow({ workspace: machine.demo });
    chat = new ChatPanel(window, machine.site);
    await chat.whenShown();
    await chat.button('Agree and Continue').click();
    await chat.button('Enter API Key').click();
    await window.answerInput(KEYS.cn);
    // The editor trusts the system's certificates only, and not the office's.
    await window.quickInput
      .getByText(/certificate shown for gateway\.test is not trusted/)
      .or(window.quickInput.getByPlaceholder(/certificate shown for gateway\.test is not trusted/))
      .waitFor();
    await window.pick('Save it unchecked');
    await chat.composer.waitFor();
  });
  beforeEach(() => chat.newChat());
  after(async () => {
    await machine?.stop();
    await Promise.all([proxy?.close(), tls?.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** The failure says this in words, without a code of the machinery, and offers this as its first cure. */
  async function assertFailure(words: RegExp, cure: string): Promise<void> {
    await chat.ended();
    const text = await chat.failure.innerText();
    assert.match(text, words);
    assert.doesNotMatch(text, /UND_ERR|terminated|ECONN|ENOTFOUND|tunnel/i);
    assert.equal((await chat.failure.locator('vscode-button').first().innerText()).trim(), cure);
  }

  /** Asks in new chats until this is seen: the editor hands a changed setting to its network some time after it took it. */
  async function askUntil(what: string, isSeen: () => Promise<boolean>): Promise<void> {
    await until(what, async () => {
      await chat.newChat();
      await chat.ask('Hello');
      return isSeen();
    });
  }

  it('that opens up the traffic shows a certificate nobody vouches for: nothing is sent', async () => {
    await chat.send('Hello');
    await assertFailure(
      /The certificate shown for gateway\.test is not trusted, so nothing was sent\./,
      'Open Settings',
    );
    assert.deepEqual(machine.site.requests(), []);
    await window.page.screenshot({ path: 'test-results/screenshots/certificate.png' });
  });

  it('that works answers through it, once its certificate is trusted', async () => {
    // Node's own list, which the environment adds to.
    await machine.editor.changeSettings(window, { 'http.systemCertificates': false });
    await askUntil('an answer', async () => /Hello! I am/.test(await chat.lastAnswer.innerText()));
    assert.ok(proxy.asked.includes(`${host}:443`));
  });

  it('that wants a password says so, and its cure opens the setting of the proxy', async () => {
    proxy.become({ status: 407 });
    await chat.send('Hello');
    await assertFailure(
      /The proxy asks for a user name and password\. Check the editor's proxy settings\./,
      'Open Settings',
    );
    await window.page.screenshot({ path: 'test-results/screenshots/proxy-407.png' });
    await chat.failure.getByRole('button', { name: 'Open Settings' }).click();
    await window.page
      .locator('.settings-editor .setting-item-title')
      .filter({ hasText: 'Proxy' })
      .first()
      .waitFor();
    await window.page.keyboard.press('Control+w');
  });

  it('that fails by itself says so, and asks again when it is well', async () => {
    proxy.become({ status: 502 });
    await chat.send('Hello');
    await assertFailure(
      /The proxy refused or broke the connection\. Check the editor's proxy settings\./,
      'Open Settings',
    );
    proxy.become('works');
    await chat.replacing(() => chat.failure.getByRole('button', { name: 'Try Again' }).click());
    assert.match(await chat.lastAnswer.innerText(), /Hello! I am/);
  });

  it('that dies in the middle of an answer keeps what came, in words and not in codes', async () => {
    proxy.become({ dieAfterBytes: 110_000 });
    await chat.send('Explain src/tariff.ts, please.');
    await chat.ended();
    assert.match(await chat.failure.innerText(), /The connection broke before the answer was complete/);
    assert.doesNotMatch(await chat.lastAnswer.innerText(), /UND_ERR|terminated|socket/i);
    await chat.lastAnswer.locator('.ending').getByRole('button', { name: 'Continue' }).waitFor();
    await window.page.screenshot({ path: 'test-results/screenshots/proxy-died.png' });
  });

  it('that is offline, where nobody knows the name, says that the host cannot be reached', async () => {
    await machine.editor.changeSettings(window, { 'http.proxy': '' });
    await askUntil('a failure', async () => (await chat.failure.count()) > 0);
    await assertFailure(/gateway\.test cannot be reached\./, 'Try Again');
    await window.page.screenshot({ path: 'test-results/screenshots/offline.png' });
    assert.equal(await chat.lastAnswer.locator('.cost').innerText(), '¥0.00');
  });
});
