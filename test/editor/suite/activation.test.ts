// The extension as the editor sees it once it is active.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import { readSettings } from '../../../src/editor/settings.ts';
import { commands, settings } from '../../../src/ids.ts';
import { extension, opened, sandboxOf } from './inHost.ts';

describe('the extension in the host', () => {
  it('becomes active when the editor has started, without being called', async () => {
    assert.deepEqual(extension.packageJSON.activationEvents, ['onStartupFinished']);
    await extension.activate();
    assert.equal(extension.isActive, true);
    await opened();
  });

  it('registers exactly the commands that its manifest declares', async () => {
    const registered = (await vscode.commands.getCommands(true)).filter((name) =>
      name.startsWith('siliconflow.'),
    );
    // Commands that the editor makes for each view: siliconflow.chat.focus and its kin.
    const ownNames = registered.filter((name) => !name.startsWith('siliconflow.chat.'));
    assert.deepEqual(ownNames.sort(), Object.values(commands).sort());
    const declared = extension.packageJSON.contributes.commands.map(
      (one: { readonly command: string }) => one.command,
    );
    assert.deepEqual(declared.sort(), ownNames);
  });

  it('asks nobody and loads no client before the first use', async () => {
    await opened();
    const loaded = Object.keys(createRequire(__filename).cache).filter((file) =>
      file.startsWith(extension.extensionPath),
    );
    assert.ok(loaded.some((file) => file.endsWith('host.cjs')));
    assert.ok(!loaded.some((file) => file.endsWith('siliconflow.cjs')));
    for (const site of ['cn', 'global'] as const) assert.deepEqual(await sandboxOf(site).requests(), []);
  });

  it('declares defaults that its own reader takes', () => {
    const configuration = vscode.workspace.getConfiguration();
    const defaults = Object.values(settings).map((key) => configuration.inspect(key));
    assert.ok(defaults.every((one) => one !== undefined));
    const { remarks } = readSettings({
      inspect: (key) => ({ globalValue: configuration.inspect(key)?.defaultValue }),
    });
    assert.deepEqual(remarks, []);
  });
});
