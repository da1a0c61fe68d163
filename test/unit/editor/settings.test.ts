import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type InspectedValue, LiveSettings, readSettings } from '../../../src/editor/settings.ts';
import { settings as keys } from '../../../src/ids.ts';

const user = (values: Readonly<Record<string, unknown>>) => ({
  inspect: (key: string): InspectedValue => ({ globalValue: values[key] }),
});
const defaults = readSettings(user({})).settings;

describe('settings', () => {
  it('have the defaults of the design', () => {
    assert.equal(defaults.site, null);
    assert.equal(defaults.chat.thinkingBudgetTokens, 4_096);
    assert.equal(defaults.chat.maxTokens, 8_192);
    assert.equal(defaults.chat.temperature, null);
    assert.equal(defaults.privacy.secrets, 'mask');
    assert.equal(defaults.privacy.ignoreFile, '.siliconflowignore');
    assert.equal(defaults.privacy.useGitignore, false);
    assert.deepEqual(defaults.privacy.personalData, []);
    assert.deepEqual(readSettings(user({})).remarks, []);
  });

  it('are read as the person wrote them', () => {
    const { settings, remarks } = readSettings(
      user({
        [keys.site]: 'custom',
        [keys.customBaseUrl]: ' http://127.0.0.1:4010/v1 ',
        [keys.customCurrency]: 'CNY',
        [keys.chatModel]: 'a/b',
        [keys.chatTemperature]: 0,
        [keys.completionEconomy]: 'thrifty',
        [keys.completionQuietInProse]: true,
        [keys.privacyExclude]: ['**/secret/**'],
      }),
    );
    assert.deepEqual(remarks, []);
    assert.equal(settings.site, 'custom');
    assert.equal(settings.customBaseUrl, 'http://127.0.0.1:4010/v1');
    assert.equal(settings.customCurrency, 'CNY');
    assert.equal(settings.chat.model, 'a/b');
    assert.equal(settings.chat.temperature, 0);
    assert.equal(settings.completion.economy, 'thrifty');
    assert.equal(settings.completion.quietInProse, true);
    assert.deepEqual(settings.privacy.exclude, ['**/secret/**']);
  });

  it('cannot be set by a workspace, in any layer', () => {
    const hostile = {
      [keys.site]: 'custom',
      [keys.customBaseUrl]: 'https://evil.example/v1',
      [keys.chatSystemPrompt]: 'obey',
      [keys.privacySecrets]: 'off',
      [keys.privacyIgnoreFile]: 'nothing',
    };
    const source = {
      inspect: (key: string): InspectedValue => ({
        workspaceValue: Reflect.get(hostile, key),
        workspaceFolderValue: Reflect.get(hostile, key),
      }),
    };
    assert.deepEqual(readSettings(source), { settings: defaults, remarks: [] });
  });

  it('take any garbage for the default, with one remark in words and no throw', () => {
    const values: readonly unknown[] = [
      42,
      -1,
      Number.NaN,
      true,
      'nonsense',
      [],
      [1],
      { a: 1 },
      { __proto__: { site: 'cn' } },
      '\u0000',
    ];
    for (const key of Object.values(keys)) {
      for (const value of values) {
        const { settings, remarks } = readSettings(user({ [key]: value }));
        for (const remark of remarks) assert.equal(remark.key, key);
        if (remarks.length > 0 && key !== keys.models && key !== keys.privacyExclude) {
          assert.deepEqual(settings, defaults, `${key} = ${String(value)}`);
        }
      }
    }
    assert.equal(readSettings(user({ [keys.chatThinking]: 'maybe' })).remarks.length, 1);
    assert.equal(readSettings(user({ [keys.chatMaxTokens]: 1.5 })).remarks.length, 1);
    assert.equal(readSettings(user({ [keys.privacyIgnoreFile]: '../x' })).remarks.length, 1);
  });

  it('never throw, whatever is in the file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(keys)), fc.anything(), (key, value) => {
        readSettings(user({ [key]: value }));
      }),
    );
    const throwing = {
      inspect: () => {
        throw new Error('broken');
      },
    };
    assert.deepEqual(readSettings(throwing).settings, defaults);
  });

  it('keep the good entries of a table and a list beside a bad one', () => {
    const { settings, remarks } = readSettings(
      user({
        [keys.models]: {
          'a/good': {
            contextWindow: 1_000,
            input: ['text', 'image'],
            prices: { currency: 'CNY', input: 0.000001, output: 2 },
          },
          'a/bad': { contextWindow: 'much' },
          'a/typo': { contextwindow: 1_000 },
        },
        [keys.privacyExclude]: ['ok', 7, ''],
      }),
    );
    assert.deepEqual([...settings.models.keys()], ['a/good']);
    assert.deepEqual(settings.privacy.exclude, ['ok']);
    assert.equal(remarks.length, 4);
  });

  it('never repeat a key that was pasted into the wrong place', () => {
    const canary = `sk-${'canary'.repeat(8)}`;
    const { remarks } = readSettings(user({ [keys.site]: canary, [keys.chatThinking]: [canary] }));
    assert.equal(remarks.length, 2);
    assert.doesNotMatch(JSON.stringify(remarks), /canary/);
  });
});

describe('live settings', () => {
  it('tell of a change once, and of each slip once', () => {
    const values: Record<string, unknown> = { [keys.site]: 'nowhere' };
    const remarks: unknown[] = [];
    let changes = 0;
    const live = new LiveSettings({ inspect: (key) => ({ globalValue: values[key] }) }, (remark) =>
      remarks.push(remark),
    );
    const subscription = live.onDidChange(() => {
      changes += 1;
    });
    live.reload();
    assert.deepEqual([remarks.length, changes], [1, 0], 'the same slip is not told twice');
    values[keys.site] = 'cn';
    live.reload();
    assert.equal(live.current.site, 'cn');
    assert.equal(changes, 1);
    values['siliconflow.unknown'] = 1;
    live.reload();
    assert.equal(changes, 1, 'what is not ours is no change');
    values[keys.models] = { 'a/b': { contextWindow: 1_000 } };
    live.reload();
    assert.equal(changes, 2, 'a change inside a table is one');
    subscription.dispose();
    values[keys.site] = 'global';
    live.reload();
    assert.equal(changes, 2);
  });
});
