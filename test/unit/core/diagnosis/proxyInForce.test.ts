import { strict as assert } from 'node:assert';
import {
  type ProxySettings,
  proxyAddress,
  proxyInForce,
  proxySecrets,
} from '../../../../src/core/diagnosis/proxyInForce.ts';

const settings = (more: Partial<ProxySettings> = {}): ProxySettings => ({
  proxy: '',
  support: 'override',
  noProxy: [],
  environment: {},
  ...more,
});
const host = 'api.siliconflow.cn';

describe('the proxy in force', () => {
  it('is the setting before the environment, and HTTPS_PROXY before HTTP_PROXY', () => {
    const environment = { HTTP_PROXY: 'http://b:2', https_proxy: 'http://a:1' };
    const from = (more: Partial<ProxySettings>): string => {
      const found = proxyInForce(host, settings({ environment, ...more }));
      return 'from' in found ? found.from : found.kind;
    };
    assert.equal(from({ proxy: 'http://c:3' }), 'http.proxy');
    assert.equal(from({}), 'https_proxy');
    assert.equal(from({ environment: { HTTP_PROXY: 'http://b:2' } }), 'HTTP_PROXY');
    assert.equal(from({ environment: {} }), 'none');
  });

  it('is passed by for exceptions, by name, domain, port and star', () => {
    for (const exception of [
      '*',
      host,
      '.siliconflow.cn',
      'siliconflow.cn',
      '*.siliconflow.cn',
      `${host}:443`,
    ]) {
      const found = proxyInForce(host, settings({ proxy: 'http://a:1', noProxy: [exception] }));
      assert.equal(found.kind, 'bypassed', exception);
    }
    const environment = { NO_PROXY: 'localhost, 127.0.0.1,flow.cn' };
    assert.equal(proxyInForce(host, settings({ proxy: 'a:1', environment })).kind, 'used');
  });

  it('is off when the editor was told so, and unreadable when it is no address', () => {
    assert.equal(proxyInForce(host, settings({ proxy: 'http://a:1', support: 'off' })).kind, 'off');
    for (const proxy of ['http://', 'ftp://a:1', 'http://a b', '::::'])
      assert.equal(proxyInForce(host, settings({ proxy })).kind, 'unreadable', proxy);
  });

  it('has a scheme and a port, given or usual', () => {
    const port = (text: string): number | undefined => proxyAddress(text)?.port;
    assert.equal(port('127.0.0.1:7890'), 7890);
    assert.equal(port('http://proxy.test'), 80);
    assert.equal(port('https://proxy.test'), 443);
    assert.equal(port('socks5://proxy.test'), 1080);
    assert.equal(proxyAddress('socks5://localhost:1080')?.isLoopback, true);
    assert.equal(proxyAddress('http://[::1]:3128')?.isLoopback, true);
  });

  it('gives away its secrets, raw and decoded, to the net under the report', () => {
    const { credentials, hosts } = proxySecrets(
      settings({
        proxy: 'http://ada:p%40ss@proxy.acme.test:1',
        environment: { HTTP_PROXY: 'http://eve:x1y2@10.0.0.9:2' },
      }),
    );
    assert.deepEqual([...new Set(credentials)].sort(), ['ada', 'eve', 'p%40ss', 'p@ss', 'x1y2']);
    assert.deepEqual(hosts, ['proxy.acme.test', '10.0.0.9']);
  });
});
