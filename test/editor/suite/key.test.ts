// Where a key is kept, and where it is not: searched for in everything that the extension and the editor write.
import { strict as assert } from 'node:assert';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { KEYS } from '../../sandbox/keys.ts';
import { answering, context, opened, Page, sandboxOf, setUp, until } from './inHost.ts';

describe('the key', () => {
  it('is in the secret storage, and after a refused request that quotes it still nowhere else', async () => {
    const page = new Page(await setUp());
    await sandboxOf('cn').fault('http-401-echo');
    const turn = await page.ask('What is my key?');
    page.close();
    assert.equal(turn.state, 'failed');
    assert.ok(!JSON.stringify(page.messages).includes(KEYS.cn));

    const { secrets, globalState, workspaceState, globalStorageUri, logUri } = await context();
    assert.equal(await secrets.get('siliconflow.key.cn'), KEYS.cn);
    for (const state of [globalState, workspaceState])
      for (const name of state.keys()) assert.ok(!JSON.stringify(state.get(name)).includes(KEYS.cn));
    const settings = JSON.stringify(vscode.workspace.getConfiguration());
    assert.ok(!settings.includes(KEYS.cn));
    assert.ok(existsSync(globalStorageUri.fsPath));
    for (const folder of [globalStorageUri.fsPath, join(logUri.fsPath, '..')])
      for (const file of globSync('**/*', { cwd: folder }).map((name) => join(folder, name)))
        if (statSync(file).isFile()) assert.ok(!readFileSync(file).includes(KEYS.cn), file);
  });

  it('leaves no trace when it is removed', async () => {
    const { account } = await setUp();
    await answering({ showInformationMessage: 'Remove' }, () =>
      vscode.commands.executeCommand('siliconflow.removeApiKey'),
    );
    await until('the set-up asks for a key', () => account.setup.stage === 'key');
    assert.equal(await (await context()).secrets.get('siliconflow.key.cn'), undefined);
    const page = new Page(await opened());
    const before = (await sandboxOf('cn').requests()).length;
    const turn = await page.ask('Anyone there?');
    page.close();
    assert.equal(turn.state, 'failed');
    assert.ok((turn.failure?.message ?? '').length > 10);
    assert.equal((await sandboxOf('cn').requests()).length, before);
  });
});
