// The diagnosis in the host: with nothing configured, with a key, and what may not be in it.
import { strict as assert } from 'node:assert';
import { homedir, hostname } from 'node:os';
import * as vscode from 'vscode';
import { commands, settings } from '../../../src/ids.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { answering, opened, Page, sandboxOf, setSetting, setUp, until } from './inHost.ts';

const cn = sandboxOf('cn');

/** The report as a person gets it; `answers` are what they choose. */
async function report(answers: Parameters<typeof answering>[0]): Promise<string> {
  const text = await answering({ showInformationMessage: undefined, ...answers }, () =>
    vscode.commands.executeCommand<string | undefined>(commands.diagnose),
  );
  assert.ok(text);
  return text;
}

describe('the diagnosis', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await setUp();
  });

  it('runs with nothing configured, asks nobody, and opens a report that says what to do first', async () => {
    const { account } = await opened();
    await setSetting(settings.site, undefined);
    await until('no site', () => account.setup.place === null);
    const before = (await cn.requests()).length;
    const text = await report({});
    assert.match(text, /^# Diagnosis of Code Assistant for SiliconFlow\n/);
    assert.match(text, /\*\*API key\*\* – warning: No site is chosen yet\./);
    assert.match(text, /\*\*Store\*\* – ok:/);
    assert.match(text, /\*\*Secret storage\*\* – ok: A test value was kept/);
    assert.equal((await cn.requests()).length, before);
    const shown = vscode.window.activeTextEditor?.document;
    assert.equal(shown?.uri.scheme, 'siliconflow-diagnosis');
    assert.equal(shown?.languageId, 'markdown');
    assert.equal(shown?.getText(), text);
  });

  it('finds a set-up in order, at no cost, and copies the report', async () => {
    const parts = await setUp();
    await cn.reset();
    const text = await report({ showQuickPick: { stream: false } });
    assert.match(text, /\*\*Site\*\* – ok:/);
    assert.match(text, /\*\*Key accepted\*\* – ok: The site accepts the key\./);
    assert.match(text, /\*\*Model list\*\* – ok: \d+ chat models\./);
    assert.match(text, /Remote: (?:none|`[a-z-]+`)\n/);
    assert.match(text, /Schema of the store: `\d+`/);
    assert.ok((await cn.requests()).every(({ url }) => url.startsWith('/v1/models')));
    await vscode.commands.executeCommand(commands.copyDiagnosis);
    assert.equal(await vscode.env.clipboard.readText(), text);
    for (const secret of [KEYS.cn, KEYS.cn.slice(-8)]) assert.ok(!text.includes(secret), secret);
    // A machine may be called `vm` or `check`, and a home folder may be `/`.
    for (const name of [homedir(), hostname()].filter((one) => one.length > 2 && one !== 'localhost'))
      assert.doesNotMatch(text, new RegExp(`(?<![\\w-])${name.replace(/\W/g, '\\$&')}(?![\\w-])`, 'i'));
    assert.equal(parts.ledger.summary({ purpose: 'probe' }).totals.length, 0);
  });

  it('tests streaming only when the person says so, and books it', async () => {
    const parts = await setUp();
    const { ledger } = parts;
    // The account of another suite ran out of balance: an answer that comes lifts what that stopped.
    const page = new Page(parts);
    await page.ask('Can you answer?');
    page.close();
    await cn.fault('pace-60');
    const text = await report({ showQuickPick: { stream: true } });
    assert.match(text, /\*\*Streaming\*\* – (?:ok: The answer came piece by piece|not checked)/);
    assert.equal(ledger.summary({ purpose: 'probe' }).totals[0]?.requests, 1);
  });

  it('does nothing when the person closes the question', async () => {
    await setUp();
    const before = (await cn.requests()).length;
    const given = await answering({ showQuickPick: undefined }, () =>
      vscode.commands.executeCommand<string | undefined>(commands.diagnose),
    );
    assert.equal(given, undefined);
    assert.equal((await cn.requests()).length, before);
  });
});
