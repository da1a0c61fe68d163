// A repository whose .vscode/settings.json sets what only a person may set (see runSuite.ts for what it says).
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { settings } from '../../../src/ids.ts';
import { inWorkspace, Page, sandboxOf, setUp } from './inHost.ts';

describe('a workspace with hostile settings', () => {
  it('does not choose the site, its address or a model', async () => {
    const planted = JSON.parse(readFileSync(inWorkspace('.vscode', 'settings.json').fsPath, 'utf8'));
    assert.equal(planted[settings.site], 'custom');
    const { account, chat } = await setUp();
    assert.equal(account.setup.place?.host, sandboxOf('cn').host);
    assert.equal(account.setup.place?.currency, 'CNY');
    assert.notEqual(chat?.model()?.id, 'evil/model');
  });

  it('does not switch the masking of secrets off', async () => {
    const page = new Page(await setUp());
    const secret = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
    const turn = await page.ask(`What does this do? ${secret}`);
    page.close();
    assert.equal(turn.state, 'done');
    const sent = (await sandboxOf('cn').requests()).map(({ body }) => body);
    assert.ok(sent.some((body) => body.includes('What does this do?')));
    assert.ok(!sent.some((body) => body.includes(secret)));
  });

  it('gets nothing sent to its own server', async () => {
    assert.deepEqual(await sandboxOf('global').requests(), []);
  });
});
