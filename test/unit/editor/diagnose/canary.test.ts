// A key, a proxy's password, hosts and a home folder planted everywhere a report could get them from: none is in it.
import { strict as assert } from 'node:assert';
import { hostname } from 'node:os';
import { reportText } from '../../../../src/core/diagnosis/report.ts';
import { scrub } from '../../../../src/core/diagnosis/scrub.ts';
import { spellingsOf } from '../../../../src/core/outgoing/spellings.ts';
import type { Sentence } from '../../../../src/core/sentence.ts';
import { sentence } from '../../../../src/core/sentence.ts';
import { ledgerFailure } from '../../../../src/core/spend/ledgerTrouble.ts';
import type { DiagnosisPorts } from '../../../../src/editor/diagnose/diagnosisPorts.ts';
import { privateFacts } from '../../../../src/editor/diagnose/privateFacts.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import { inEnglish } from '../../core/diagnosis/english.ts';
import { inChinese, portsAt, sectionsOf } from './diagnoseFixture.ts';

const password = 'correct-horse-42';
const home = '/home/ada.lovelace';
const gateway = 'https://gateway.acme.test/v1';
const planted = `${KEYS.cn} ${home}/notes ${password} gateway.acme.test`;
const proxy = {
  proxy: `http://ada.lovelace:${password}@proxy.acme.test:3128`,
  support: 'override',
  noProxy: ['intranet.acme.test'],
  environment: {
    HOME: home,
    HTTPS_PROXY: `http://ada.lovelace:${password}@10.9.8.7:3128`,
    MY_TOKEN: 'tok-planted-0815',
    SILICONFLOW_API_KEY: KEYS.global,
  },
};
const value = (key: string) => ({ key, value: planted, defaultValue: '', isChoice: true });

/** Every probe answers with what nobody may read, or fails with it. */
const leaky: Partial<DiagnosisPorts> = {
  proxy,
  wire: async () => {
    throw Object.assign(new Error(planted), { code: planted });
  },
  chosen: [{ use: sentence('Chat'), id: planted }],
  store: {
    failure: ledgerFailure('unreadable', planted),
    wasSetAside: true,
    facts: [{ label: sentence('Journal of the store'), value: planted }],
    pastFailures: [{ atMs: 0, purpose: planted, kind: planted, traceId: planted }],
  },
  checkStore: async () => ({ ok: true, value: { damage: [planted], sumsAgree: false } }),
  secretTrip: async () => {
    throw new Error(planted);
  },
  inline: { rivals: [{ id: planted, isActive: true }], isShown: true, isOn: true },
  settings: [value('siliconflow.site'), { ...value('siliconflow.customBaseUrl'), isChoice: false }],
  editorFacts: [{ label: planted, value: planted }],
};

async function reportOf(baseUrl: string, say: (words: Sentence) => string): Promise<string> {
  const sections = await sectionsOf(
    portsAt(baseUrl, {
      ...leaky,
      client: async () => ({
        ok: false,
        failure: { kind: 'badKey', detail: planted, traceId: planted, sent: true },
      }),
    }),
  );
  const text = reportText(sections, { atMs: 0, tookMs: 0 }, say);
  return scrub(text, privateFacts(proxy, [KEYS.cn], gateway));
}

describe('the canaries of the diagnosis', () => {
  for (const [language, say] of [
    ['English', inEnglish],
    ['Chinese', inChinese],
  ] as const)
    it(`are not in the report in ${language}`, async () => {
      const text = await reportOf(gateway, say);
      assert.ok(text.length > 1_000);
      for (const secret of [KEYS.cn, KEYS.global, password, 'tok-planted-0815'])
        for (const spelling of [...spellingsOf(secret), secret.slice(-8)])
          assert.ok(!text.includes(spelling), spelling);
      for (const name of ['acme', 'ada', 'lovelace', '/home', '10.9.8.7'])
        assert.ok(!text.toLowerCase().includes(name), name);
      // A machine may be called `vm` or `check`, and its user may have no name.
      for (const name of privateFacts(proxy, [], gateway).hosts.filter((host) => host.length > 2))
        assert.doesNotMatch(text, new RegExp(`(?<![\\w-])${name.replace(/\W/g, '\\$&')}(?![\\w-])`, 'i'));
      for (const username of privateFacts(proxy, [], gateway).users)
        assert.ok(!text.includes(`/${username}/`));
    });

  it('hold the name of this machine, and of its user where there is one', () => {
    const { hosts, users } = privateFacts(proxy, [], gateway);
    assert.equal(hosts.includes(hostname()), hostname() !== 'localhost');
    assert.ok(users.length < 2);
  });

  it('are not in what leaves the machine but for the key, which goes to the site alone', async () => {
    const sandbox = await startSandbox({ site: 'cn', pace: 'instant' });
    try {
      const { wire: _, ...rest } = leaky;
      await sectionsOf(portsAt(`${sandbox.url}/v1`, { ...rest, proxy: { ...proxy, support: 'off' } }));
      const sent = sandbox.requests().map(({ url, headers, body }) => {
        const { authorization: __, ...others } = headers;
        return JSON.stringify([url, others, body]);
      });
      assert.ok(sent.length > 0);
      for (const secret of [KEYS.cn, password, 'ada', 'acme'])
        assert.ok(!sent.some((one) => one.includes(secret)), secret);
    } finally {
      await sandbox.close();
    }
  });
});
