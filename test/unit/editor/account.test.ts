// The first run and the three commands, through the real logic with faked effects.

import { strict as assert } from 'node:assert';
import { maskedKey } from '../../../src/core/account/maskedKey.ts';
import type { Failure } from '../../../src/core/failure.ts';
import { sentence } from '../../../src/core/sentence.ts';
import { AccountActions } from '../../../src/editor/account/accountActions.ts';
import { Keys, type SecretStore } from '../../../src/editor/account/keys.ts';
import { placesFrom } from '../../../src/editor/account/places.ts';
import { Setup } from '../../../src/editor/account/setup.ts';
import { LiveSettings } from '../../../src/editor/settings.ts';
import { settings as settingKeys } from '../../../src/ids.ts';
import {
  FakeMemory,
  FakePlatform,
  ManualClock,
  ScriptedDialogs,
  SharedSecrets,
  settled,
  silentSecrets,
} from './accountFakes.ts';

const good = `sk-${'good'.repeat(12)}`;
const bad = `sk-${'wrong'.repeat(9)}abc`;
const cnHost = 'api.siliconflow.cn';
const globalHost = 'api.siliconflow.com';
const english = ({ text, args = [] }: ReturnType<typeof sentence>): string =>
  text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)]));

interface Options {
  readonly values?: Record<string, unknown>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly memory?: FakeMemory;
  readonly shared?: SharedSecrets;
  readonly secrets?: SecretStore;
}

/** One window with everything real but its effects. */
async function openWindow({
  values = {},
  environment = {},
  memory = new FakeMemory(),
  ...rest
}: Options = {}) {
  const shared = rest.shared ?? new SharedSecrets();
  const clock = new ManualClock();
  const dialogs = new ScriptedDialogs();
  const platform = new FakePlatform();
  const settings = new LiveSettings({ inspect: (key) => ({ globalValue: values[key] }) }, () => undefined);
  const window = { isReadOnly: false };
  const places = placesFrom(settings, async (key, value) => {
    if (window.isReadOnly) throw new Error('settings.json has errors');
    values[key] = value;
  });
  const keys = new Keys(rest.secrets ?? shared.window(), memory, clock);
  const setup = new Setup({ places, keys, memory, environment });
  const actions = new AccountActions({
    ...{ setup, places, keys, clock, dialogs, newClient: platform.newClient },
    describe: (key) => sentence('{0}', maskedKey(key)),
  });
  const started = setup.start();
  await settled();
  return {
    ...window,
    window,
    values,
    memory,
    shared,
    clock,
    dialogs,
    platform,
    keys,
    setup,
    actions,
    started,
  };
}

const failure = (kind: Failure['kind'], more: Partial<Failure> = {}) =>
  ({ ok: false, failure: { kind, detail: '', sent: true, ...more } }) as const;
const models = (count: number) =>
  ({ ok: true, value: Array.from({ length: count }, (_, index) => `model-${index}`) }) as const;

describe('the first run', () => {
  it('goes from choosing a site to a working key, by the buttons of the chat', async () => {
    const { setup, actions, dialogs, platform, shared } = await openWindow();
    const stages: string[] = [setup.view(english).stage];
    const labels = setup.view(english).actions.map(({ label }) => label);
    assert.equal(labels.at(-1), 'Other Address…', 'there is no site yet to switch from');
    await actions.act('chooseSiteCn');
    assert.equal(setup.view(english).actions.at(-1)?.label, 'Switch Site');
    stages.push(setup.view(english).stage);
    assert.ok(setup.view(english).lines.some((line) => line.includes(cnHost)));
    await actions.act('acceptNotice');
    stages.push(setup.view(english).stage);
    platform.answer(cnHost, good, models(87));
    dialogs.answers = [` ${good}\n`];
    await actions.act('enterKey');
    stages.push(setup.view(english).stage);
    assert.deepEqual(stages, ['site', 'notice', 'key', 'ready']);
    assert.match(english(dialogs.told[0]?.lines[0] ?? sentence('')), /87 chat models/);
    assert.deepEqual([...shared.values.values()], [good]);
    const access = setup.access();
    assert.ok(access.ok);
    assert.equal(access.value.key, good);
    assert.equal(access.value.place.host, cnHost);
  });

  it('is led through by the command alone, and a refused notice sends nothing', async () => {
    const { setup, actions, dialogs, platform } = await openWindow();
    dialogs.choices = ['global'];
    dialogs.consents = [false];
    await actions.setApiKey();
    assert.equal(setup.stage, 'notice');
    assert.equal(dialogs.asked.length, 0);
    assert.deepEqual(platform.seen, []);
    dialogs.consents = [true];
    platform.answer(globalHost, good, models(1));
    dialogs.answers = [good];
    await actions.setApiKey();
    assert.equal(setup.stage, 'ready');
    assert.equal(dialogs.asked[0]?.secret, true);
  });

  it('gives no key to a request before the notice is accepted', async () => {
    const shared = new SharedSecrets();
    shared.values.set('siliconflow.key.cn', good);
    const { setup, actions } = await openWindow({ values: { [settingKeys.site]: 'cn' }, shared });
    assert.equal(setup.stage, 'notice');
    const before = setup.access();
    assert.ok(!before.ok && before.failure.kind === 'noSite');
    await actions.act('acceptNotice');
    assert.ok(setup.access().ok);
  });

  it('asks again for consent for each site and each custom origin, and only once', async () => {
    const { setup, actions, dialogs } = await openWindow();
    await actions.act('chooseSiteCn');
    await actions.act('acceptNotice');
    await actions.act('chooseSiteGlobal');
    assert.equal(setup.stage, 'notice');
    await actions.act('chooseSiteCn');
    assert.equal(setup.stage, 'key');
    dialogs.choices = ['custom'];
    dialogs.answers = ['https://one.example/v1'];
    await actions.act('switchSite');
    assert.match(setup.view(english).title, /Trust one\.example/);
    await actions.act('acceptNotice');
    assert.equal(setup.stage, 'key');
    const memory = new FakeMemory();
    memory.values.set('notice.custom:https://one.example', '1');
    const values = { [settingKeys.site]: 'custom', [settingKeys.customBaseUrl]: 'https://two.example/v1' };
    assert.equal((await openWindow({ memory, values })).setup.stage, 'notice');
  });

  it('says in words what is wrong with a custom address, and asks for one when it is chosen', async () => {
    const { setup, actions, dialogs, values } = await openWindow({
      values: { [settingKeys.site]: 'custom', [settingKeys.customBaseUrl]: 'http://far.example/v1' },
    });
    assert.equal(setup.stage, 'site');
    assert.match(setup.view(english).lines[0] ?? '', /https/);
    dialogs.choices = ['custom'];
    dialogs.answers = ['http://127.0.0.1:4010/v1'];
    await actions.switchSite();
    assert.equal(values[settingKeys.customBaseUrl], 'http://127.0.0.1:4010/v1');
    assert.equal(setup.stage, 'notice');
    assert.match(setup.view(english).title, /Local server 127\.0\.0\.1:4010/);
    assert.equal(dialogs.asked[0]?.judge('http://far.example')?.blocks, true);
  });
});

/** A window in which site and notice are done. */
async function atKey(options: Options = {}) {
  const memory = options.memory ?? new FakeMemory();
  memory.values.set('notice.cn', '1');
  return openWindow({ ...options, memory, values: { [settingKeys.site]: 'cn', ...options.values } });
}

describe('entering a key', () => {
  it('gives a wrong key back for correction, in the same box', async () => {
    const { setup, actions, dialogs, platform } = await atKey();
    platform.answer(cnHost, good, models(3));
    dialogs.answers = [bad, good];
    dialogs.choices = ['edit'];
    await actions.setApiKey();
    assert.equal(dialogs.asked[1]?.value, bad);
    assert.equal(setup.stage, 'ready');
  });

  it('never shows the key to the other site unasked', async () => {
    const { setup, actions, dialogs, platform } = await atKey();
    platform.answer(globalHost, good, models(3));
    dialogs.answers = [good];
    await actions.setApiKey();
    assert.deepEqual(
      platform.seen.map(({ host }) => host),
      [cnHost],
    );
    const page = setup.view(english);
    assert.equal(page.actions[0]?.id, 'enterKey');
    assert.match(page.failure?.message ?? '', /does not accept this key/);
    assert.deepEqual(
      page.failure?.actions.filter(({ id }) => page.actions.some((action) => action.id === id)),
      [],
      'no button stands twice',
    );
    const offer = dialogs.chosenFrom[0]?.choices.find(({ id }) => id === 'other');
    assert.match(english(offer?.detail ?? sentence('')), /sent to api\.siliconflow\.com/);
  });

  it('of the other site moves there after a yes, where the notice of that site comes first', async () => {
    const { setup, actions, dialogs, platform, shared, values } = await atKey();
    platform.answer(globalHost, good, models(3));
    dialogs.answers = [good];
    dialogs.choices = ['other'];
    await actions.setApiKey();
    assert.deepEqual(
      platform.seen.map(({ host }) => host),
      [cnHost, globalHost],
    );
    assert.deepEqual([...shared.values], [['siliconflow.key.global', good]]);
    assert.equal(values[settingKeys.site], 'global');
    assert.equal(setup.stage, 'notice');
    await actions.act('acceptNotice');
    assert.equal(setup.stage, 'ready');
  });

  it('keeps a right key of an account without balance or real-name check, and says what is missing', async () => {
    for (const [kind, action] of [
      ['noBalance', 'openTopUp'],
      ['forbidden', 'openRealName'],
    ] as const) {
      const { setup, actions, dialogs, platform } = await atKey();
      platform.answer(cnHost, good, failure(kind));
      dialogs.answers = [good];
      dialogs.clicks = [action];
      await actions.setApiKey();
      assert.equal(setup.stage, 'ready');
      assert.equal(dialogs.told[0]?.actions[0], action);
      assert.match(dialogs.opened[0] ?? '', /^https:\/\/cloud\.siliconflow\.cn\//);
    }
  });

  it('keeps an unchecked key only when told to', async () => {
    for (const kind of ['offline', 'proxy', 'tls', 'timeout'] as const) {
      const { setup, actions, dialogs, platform, shared } = await atKey();
      platform.answer(cnHost, good, failure(kind));
      dialogs.answers = [good];
      dialogs.choices = ['again', undefined];
      await actions.setApiKey();
      assert.equal(platform.seen.length, 2);
      assert.equal(shared.values.size, 0);
      assert.match(setup.view(english).failure?.message ?? '', /could not be checked/);
      dialogs.answers = [good];
      dialogs.choices = ['anyway'];
      await actions.setApiKey();
      assert.equal(setup.stage, 'ready');
    }
  });

  it('is cancelled without a verdict, and every client is given back', async () => {
    const { setup, actions, dialogs, platform, clock } = await atKey();
    platform.hangs = true;
    dialogs.answers = [good];
    dialogs.cancelNext = true;
    await actions.setApiKey();
    assert.equal(setup.view(english).failure, undefined);
    assert.equal(platform.disposed, platform.seen.length);
    assert.equal(clock.sleeping, 0);
  });

  it('ends in time when the platform hangs and the client does not notice', async () => {
    const { setup, actions, dialogs, platform, clock } = await atKey();
    platform.hangs = true;
    dialogs.answers = [good];
    const pending = actions.setApiKey();
    await settled();
    assert.equal(setup.view(english).busy, true);
    await clock.advance(60_000);
    await pending;
    assert.equal(setup.view(english).busy, false);
    assert.match(setup.view(english).failure?.message ?? '', /did not answer in time/);
  });

  it('says what to do when the secret storage does not answer, and nothing hangs', async () => {
    const { setup, actions, dialogs, platform, clock } = await atKey({ secrets: silentSecrets });
    await clock.advance(60_000);
    assert.equal(setup.stage, 'key');
    const view = setup.view(english);
    assert.match(view.failure?.message ?? '', /secret storage does not answer.*keyring/);
    assert.equal(view.failure?.actions[0]?.id, 'helpSecretStorage');
    const access = setup.access();
    assert.ok(!access.ok && access.failure.kind === 'secretStorage');
    platform.answer(cnHost, good, models(3));
    dialogs.answers = [good];
    const pending = actions.setApiKey();
    await settled();
    await clock.advance(60_000);
    await pending;
    assert.equal(setup.stage, 'key');
    await actions.act('helpSecretStorage');
    assert.match(dialogs.opened[0] ?? '', /^https:\/\/code\.visualstudio\.com\//);
  });

  it('never puts the key into what is shown, asked or remembered', async () => {
    const { actions, dialogs, platform, memory, setup, values } = await atKey();
    platform.answer(cnHost, good, models(3));
    dialogs.answers = [bad, good];
    dialogs.choices = ['edit'];
    await actions.setApiKey();
    await actions.removeApiKey();
    const written = JSON.stringify([
      dialogs.told,
      dialogs.chosenFrom,
      dialogs.confirmed,
      [...memory.values],
      setup.view(english),
      values,
    ]);
    assert.doesNotMatch(written, /goodgood|wrongwrong/);
  });
});

describe('a key in the environment', () => {
  const environment = { SILICONFLOW_API_KEY: good };

  it('is offered after site and notice, and used only after a click', async () => {
    const { setup, actions, platform, shared } = await openWindow({ environment });
    assert.equal(setup.offered, null);
    await actions.act('chooseSiteGlobal');
    assert.deepEqual(platform.seen, []);
    await actions.act('acceptNotice');
    assert.ok(!setup.access().ok);
    assert.ok(setup.view(english).actions.some(({ id }) => id === 'useEnvironmentKey'));
    platform.answer(globalHost, good, models(5));
    await actions.act('useEnvironmentKey');
    const access = setup.access();
    assert.ok(access.ok && access.value.from === 'environment');
    assert.equal(shared.values.size, 0, 'it is not stored');
  });

  it('is used again without asking, but another key, another site or a custom host asks anew', async () => {
    const first = await atKey({ environment });
    first.platform.answer(cnHost, good, models(5));
    await first.actions.act('useEnvironmentKey');
    const { memory } = first;
    assert.equal((await atKey({ environment, memory })).setup.stage, 'ready');
    assert.equal((await atKey({ environment: { SILICONFLOW_API_KEY: bad }, memory })).setup.stage, 'key');
    memory.values.set('notice.global', '1');
    const elsewhere = await openWindow({ environment, memory, values: { [settingKeys.site]: 'global' } });
    assert.equal(elsewhere.setup.stage, 'key');
    memory.values.set('notice.custom:https://one.example', '1');
    const custom = await openWindow({
      environment,
      memory,
      values: { [settingKeys.site]: 'custom', [settingKeys.customBaseUrl]: 'https://one.example/v1' },
    });
    assert.equal(custom.setup.stage, 'key');
    assert.equal(custom.setup.offered, null);
  });

  it('of the CN name is never offered for the Global site, and goes before the common one for CN', async () => {
    const both = { SILICONFLOW_API_KEY: bad, SILICONFLOW_CN_API_KEY: good };
    assert.equal((await atKey({ environment: both })).setup.offered?.name, 'SILICONFLOW_CN_API_KEY');
    const memory = new FakeMemory();
    memory.values.set('notice.global', '1');
    const values = { [settingKeys.site]: 'global' };
    const { setup } = await openWindow({ environment: { SILICONFLOW_CN_API_KEY: good }, memory, values });
    assert.equal(setup.offered, null);
  });

  it('gives way to a stored one, and is only on offer again after removeApiKey', async () => {
    const { setup, actions, platform, dialogs, keys } = await atKey({ environment });
    platform.answer(cnHost, good, models(5));
    await actions.act('useEnvironmentKey');
    const place = setup.place;
    assert.ok(place);
    await keys.store(place, bad);
    await settled();
    const stored = setup.access();
    assert.ok(stored.ok && stored.value.from === 'secretStorage');
    dialogs.consents = [true];
    await actions.removeApiKey();
    await settled();
    assert.equal(setup.stage, 'key');
    assert.equal(setup.offered?.name, 'SILICONFLOW_API_KEY');
  });

  it('that is wrong is not taken, and the page says so', async () => {
    const { setup, actions } = await atKey({ environment });
    await actions.act('useEnvironmentKey');
    assert.equal(setup.stage, 'key');
    assert.match(setup.view(english).failure?.message ?? '', /does not accept this key/);
  });
});

describe('several windows', () => {
  it('feel a key that one of them stores or removes, and a notice that one accepts', async () => {
    const shared = new SharedSecrets();
    const memory = new FakeMemory();
    const values = { [settingKeys.site]: 'cn' };
    const here = await openWindow({ shared, memory, values });
    const there = await openWindow({ shared, memory, values });
    assert.equal(there.setup.stage, 'notice');
    await here.actions.act('acceptNotice');
    await settled();
    assert.equal(there.setup.stage, 'key');
    here.platform.answer(cnHost, good, models(3));
    here.dialogs.answers = [good];
    await here.actions.setApiKey();
    await settled();
    assert.equal(there.setup.stage, 'ready');
    here.dialogs.consents = [true];
    await here.actions.removeApiKey();
    await settled();
    assert.equal(there.setup.stage, 'key');
  });
});

describe('trouble around the set-up', () => {
  it('is told when settings or memory cannot be written, and nothing is taken for done', async () => {
    const { setup, actions, dialogs, window, memory } = await openWindow();
    window.isReadOnly = true;
    await actions.act('chooseSiteCn');
    assert.equal(setup.stage, 'site');
    assert.match(english(dialogs.told[0]?.lines[0] ?? sentence('')), /could not be written/);
    window.isReadOnly = false;
    await actions.act('chooseSiteCn');
    memory.isBroken = true;
    await actions.act('acceptNotice');
    assert.equal(setup.stage, 'notice');
    assert.match(english(dialogs.told[1]?.lines[0] ?? sentence('')), /could not be saved/);
  });

  it('is not upset by a slow answer of the secret storage for a site that was left meanwhile', async () => {
    const shared = new SharedSecrets();
    shared.values.set('siliconflow.key.global', good);
    const memory = new FakeMemory();
    memory.values.set('notice.global', '1');
    const late = Promise.withResolvers<string | undefined>();
    const secrets = {
      ...shared.window(),
      get: (name: string) =>
        name === 'siliconflow.key.cn' ? late.promise : Promise.resolve(shared.values.get(name)),
    };
    const { setup, actions } = await atKey({ memory, secrets });
    assert.equal(setup.stage, 'loading');
    await actions.act('chooseSiteGlobal');
    assert.equal(setup.stage, 'ready');
    late.resolve(bad);
    await settled();
    const access = setup.access();
    assert.ok(access.ok && access.value.key === good);
  });

  it('leaves the actions of the chat to the chat', async () => {
    const { actions, setup } = await atKey();
    for (const action of ['continueAnswer', 'selectModel', 'showLog', 'useSuccessorModel'] as const) {
      assert.equal(await actions.act(action), false, action);
    }
    assert.equal(setup.stage, 'key');
  });

  it('leaves no listener and no timer after dispose, twice as well', async () => {
    const { setup, keys, memory, shared, clock } = await atKey();
    for (const part of [setup, keys, setup, keys]) part.dispose();
    await settled();
    assert.deepEqual([memory.changed.size, shared.changed.size, clock.sleeping], [0, 0, 0]);
    assert.ok(!setup.access().ok);
  });
});
