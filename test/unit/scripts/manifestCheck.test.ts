// The manifest check: a sound manifest passes, and each fault planted in it is found.
import { strict as assert } from 'node:assert';
import { type ManifestFacts, manifestFaults } from '../../../scripts/manifestCheck.ts';
import { parseManifest } from '../../../scripts/manifestSchema.ts';

const english = {
  displayName: 'Thing',
  description: 'Does it.',
  say: 'Say Hello to All',
  depth: 'How deep.',
  group: 'General',
  untrusted: 'No.',
  virtual: 'No.',
  view: 'Chat',
};

/** A small sound manifest as text, so that each test can plant one fault in it. */
function sound(): unknown {
  return JSON.parse(`{
    "name": "thing", "displayName": "%displayName%", "description": "%description%", "version": "1.0.0",
    "publisher": "me", "license": "MIT", "icon": "media/icon.png", "main": "./dist/extension.cjs",
    "engines": { "vscode": "^1.106.0" }, "categories": ["AI"], "pricing": "Free", "extensionKind": ["workspace"],
    "activationEvents": ["onStartupFinished"], "devDependencies": { "@types/vscode": "1.106.0" },
    "capabilities": {
      "untrustedWorkspaces": { "supported": "limited", "description": "%untrusted%" },
      "virtualWorkspaces": { "supported": "limited", "description": "%virtual%" }
    },
    "contributes": {
      "commands": [{ "command": "thing.say", "title": "%say%", "category": "Thing", "icon": "$(comment)" }],
      "menus": { "view/title": [{ "command": "thing.say", "when": "view == thing.chat", "group": "navigation@1" }] },
      "keybindings": [{ "command": "thing.say", "key": "ctrl+alt+k", "mac": "cmd+alt+k", "when": "editorFocus" }],
      "configuration": [{ "title": "%group%", "order": 1, "properties": {
        "thing.depth": { "type": "number", "default": 1, "minimum": 0, "maximum": 9, "order": 1,
          "scope": "application", "markdownDescription": "%depth%" } } }],
      "viewsContainers": { "activitybar": [{ "id": "thing", "title": "%view%", "icon": "media/icon.svg" }] },
      "views": { "thing": [{ "type": "webview", "id": "thing.chat", "name": "%view%" }] }
    }
  }`);
}

function faultsOf(manifest: unknown, changes: Partial<ManifestFacts> = {}): string[] {
  return manifestFaults({
    manifest: parseManifest(JSON.stringify(manifest)),
    ids: {
      commands: { say: 'thing.say' },
      views: { container: 'thing', chat: 'thing.chat' },
      settings: { depth: 'thing.depth' },
    },
    tables: { 'package.nls.json': english, 'package.nls.zh-cn.json': english },
    exists: () => true,
    ...changes,
  });
}

describe('the manifest check', () => {
  it('finds nothing in a sound manifest', () => assert.deepEqual(faultsOf(sound()), []));

  const setting = 'contributes/configuration/0/properties/thing.depth';
  const faults: readonly (readonly [string, string, unknown, RegExp])[] = [
    ['an activation on everything', 'activationEvents', ['*'], /may not be/],
    ['an implied activation event', 'activationEvents', ['onCommand:thing.say'], /implied/],
    ['a title in plain words', 'contributes/commands/0/title', 'Say hello', /Title Case/],
    ['a literal title', 'contributes/commands/0/title', 'Say Hello', /must be a %key%/],
    ['a command without a category', 'contributes/commands/0/category', undefined, /category/],
    ['a toolbar command without an icon', 'contributes/commands/0/icon', undefined, /no icon/],
    ['an unknown command', 'contributes/commands/0/command', 'thing.shout', /not in ids/],
    ['a menu entry without a condition', 'contributes/menus/view~title/0/when', undefined, /no "when"/],
    ['a menu entry without an order', 'contributes/menus/view~title/0/group', 'navigation', /no order/],
    ['a key without a condition', 'contributes/keybindings/0/when', undefined, /no "when"/],
    ['a key of the editor', 'contributes/keybindings/0/key', 'ctrl+p', /belongs to the editor/],
    ['a key without one for the Mac', 'contributes/keybindings/0/mac', undefined, /"mac"/],
    ['a setting that a workspace may set', `${setting}/scope`, 'resource', /scope/],
    ['a setting without a default', setting, { type: 'number', scope: 'application' }, /no default/],
    ['a number without bounds', `${setting}/maximum`, undefined, /minimum and maximum/],
    ['a literal description', `${setting}/markdownDescription`, 'How deep.', /must be a %key%/],
    ['an untyped object', `${setting}/type`, 'object', /typed properties/],
    ['values without descriptions', `${setting}/enum`, [1, 2], /enumDescription/],
    ['an unknown key of a text', 'description', '%nothing%', /no text for %nothing%/],
    ['types newer than the floor', 'devDependencies/@types~vscode', '1.107.0', /newer than/],
    ['no word on untrusted workspaces', 'capabilities/untrustedWorkspaces', undefined, /untrusted/],
    ['no word on virtual workspaces', 'capabilities/virtualWorkspaces', undefined, /virtual/],
    ['a missing licence', 'license', undefined, /"license"/],
  ];
  for (const [what, path, value, expected] of faults) {
    it(`finds ${what}`, () => {
      const found = faultsOf(plantedAt(path, value));
      assert.ok(
        found.some((fault) => expected.test(fault)),
        found.join('\n'),
      );
    });
  }

  it('finds a command, view or setting of ids.ts that the manifest lacks', () => {
    const ids = { commands: { a: 'thing.say', b: 'thing.b' }, views: {}, settings: {} };
    assert.ok(faultsOf(sound(), { ids }).includes('command thing.b of ids.ts is not in package.json.'));
  });

  it('finds a text that one language lacks, and one that nothing uses', () => {
    const { say: _, ...without } = english;
    const tables = { 'package.nls.json': { ...english, old: 'Old' }, 'package.nls.zh-cn.json': without };
    const found = faultsOf(sound(), { tables });
    assert.ok(found.includes('package.nls.zh-cn.json has no text for %say%.'));
    assert.ok(found.includes('package.nls.json: %old% is used nowhere.'));
  });

  it('finds an icon that does not exist', () => {
    assert.ok(faultsOf(sound(), { exists: () => false }).some((fault) => fault.includes('icon')));
  });

  it('names the field of a package.json in the wrong shape', () => {
    assert.throws(() => parseManifest('{"activationEvents": 1}'), /activationEvents/);
  });
});

/** The sound manifest with the value at a path replaced; undefined takes it away. `~` is a slash inside a key. */
function plantedAt(path: string, value: unknown): unknown {
  const manifest: unknown = sound();
  const keys = path.split('/').map((key) => key.replace('~', '/'));
  let at: unknown = manifest;
  for (const key of keys.slice(0, -1)) at = Reflect.get(Object(at), key);
  Reflect.set(Object(at), keys.at(-1) ?? '', value);
  return manifest;
}
