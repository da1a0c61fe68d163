// The extension as the editor sees it once it is active.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands } from '../../../src/ids.ts';

const id = 'code-assistant-community.siliconflow-assistant';

describe('the extension in the host', () => {
  it('becomes active', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers exactly the commands that its manifest declares', async () => {
    const registered = (await vscode.commands.getCommands(true)).filter((name) =>
      name.startsWith('siliconflow.'),
    );
    // Commands that the editor makes for each view: siliconflow.chat.focus and its kin.
    const ownNames = registered.filter((name) => !name.startsWith('siliconflow.chat.'));
    assert.deepEqual(ownNames.sort(), Object.values(commands).sort());
  });
});
