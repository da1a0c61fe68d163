import { strict as assert } from 'node:assert';
import { rivalsAmong, settingProperties } from '../../../../src/editor/diagnose/rivals.ts';

const installed = (id: string, ...settings: readonly string[]) => ({
  id,
  isActive: true,
  packageJSON: {
    contributes: { configuration: { properties: Object.fromEntries(settings.map((name) => [name, {}])) } },
  },
});

describe('other extensions with inline suggestions', () => {
  it('are known by name in any case, or by the settings that they bring', () => {
    const found = rivalsAmong(
      [
        installed('GitHub.Copilot'),
        installed('Codeium.codeium'),
        installed('somebody.new', 'new.inlineSuggest.enable'),
        installed('another.one', 'one.tabAutocomplete.model'),
        installed('theme.dark', 'theme.colour'),
        installed('vscode.typescript-language-features', 'typescript.autoComplete.enabled'),
        installed('us.ours', 'ours.inlineCompletion.enabled'),
      ],
      'Us.Ours',
    );
    assert.deepEqual(
      found.map(({ id }) => id),
      ['GitHub.Copilot', 'Codeium.codeium', 'somebody.new', 'another.one'],
    );
  });

  it('may have any manifest', () => {
    for (const packageJSON of [
      undefined,
      null,
      3,
      [],
      { contributes: null },
      { contributes: { configuration: [null, { properties: 3 }] } },
    ])
      assert.deepEqual(settingProperties(packageJSON), []);
    const groups = { contributes: { configuration: [{ properties: { a: 1 } }, { properties: { b: 2 } }] } };
    assert.deepEqual(settingProperties(groups), [
      ['a', 1],
      ['b', 2],
    ]);
  });
});
