// The guard in a real editor: what has no path of its own, what was attached before a rule, and values of .env files.
import { strict as assert } from 'node:assert';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../../../src/ids.ts';
import { context, inWorkspace, Page, sandboxOf, setSetting, setUp, until } from './inHost.ts';

describe('what leaves a real editor', () => {
  let page: Page;
  const disposables: vscode.Disposable[] = [];

  before(async () => {
    page = new Page(await setUp());
  });
  afterEach(async () => {
    for (const { id } of page.state.attachments) page.say({ type: 'removeAttachment', attachmentId: id });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(() => {
    page.close();
    for (const one of disposables) one.dispose();
  });

  /** Attaches what the active editor shows; the words of the refusal, or null when it became a chip. */
  async function attachActive(): Promise<string | null> {
    page.say({ type: 'newChat' });
    await until('an empty chat', () => page.state.turns.length === 0 && page.state.attachments.length === 0);
    page.say({ type: 'addSelection' });
    return until('it is judged', () => {
      const { attachments, banner } = page.state;
      if (attachments.length > 0) return { words: null };
      return banner?.level === 'warning' ? { words: banner.message } : undefined;
    }).then(({ words }) => words);
  }

  const bodies = async (): Promise<string> =>
    (await sandboxOf('cn').requests()).map(({ body }) => body).join('\n');

  describe('from a document that has no file', () => {
    it('is nothing of a private file that a diff view or a history shows', async () => {
      disposables.push(
        vscode.workspace.registerTextDocumentContentProvider('old-version', {
          provideTextDocumentContent: () => 'an older text',
        }),
      );
      const show = async (path: string): Promise<void> => {
        const query = JSON.stringify({ path, ref: 'HEAD' });
        const uri = vscode.Uri.from({ scheme: 'old-version', path: '/shown.txt', query });
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      };
      await show(inWorkspace('src', 'desk.ts').fsPath);
      assert.equal(await attachActive(), null);
      await show(inWorkspace('.env').fsPath);
      assert.match((await attachActive()) ?? '', /never leaves this machine/);
    });

    it('is no copy of a private file that was open', async () => {
      const original = await vscode.workspace.openTextDocument(inWorkspace('.env'));
      await vscode.window.showTextDocument(original);
      const copy = await vscode.workspace.openTextDocument({ content: `A copy:\n${original.getText()}` });
      await vscode.window.showTextDocument(copy);
      assert.match((await attachActive()) ?? '', /is a copy from \.env/);
      const own = await vscode.workspace.openTextDocument({
        content: 'Words of my own, no copy of anything.\n',
      });
      await vscode.window.showTextDocument(own);
      assert.equal(await attachActive(), null);
    });

    it('is nothing of a private file that a search found, and the rest of what it found', async () => {
      const show = async (...found: readonly string[]): Promise<void> => {
        const content = ['# Query: x', '', ...found.flatMap((path) => [`${path}:`, '  1: x', ''])].join('\n');
        const document = await vscode.workspace.openTextDocument({ language: 'search-result', content });
        await vscode.window.showTextDocument(document);
      };
      await show('src/desk.ts');
      assert.equal(await attachActive(), null);
      await show('src/desk.ts', '.env');
      assert.match((await attachActive()) ?? '', /never leaves this machine/);
    });
  });

  describe('after a rule was added', () => {
    afterEach(async () => {
      await setSetting(settings.privacyExclude, undefined);
      await setSetting(settings.privacyUseGitignore, undefined);
    });

    it('is no file that was attached before it: marked within a second, refused in words, removable', async () => {
      await vscode.window.showTextDocument(inWorkspace('src', 'desk.ts'));
      assert.equal(await attachActive(), null);
      await setSetting(settings.privacyExclude, ['src/desk.ts']);
      const chip = await until(
        'the chip is marked',
        () => page.state.attachments.find(({ held }) => held),
        1_000,
      );
      assert.match(chip.note ?? '', /your setting excludes it/);
      const before = (await sandboxOf('cn').requests()).length;
      page.say({ type: 'send', intentId: 'held-1', text: 'What is this file for?' });
      const refused = await until('the message is refused', () =>
        page.messages.find((message) => message.type === 'sendRefused'),
      );
      assert.match(refused.type === 'sendRefused' ? refused.message : '', /Nothing was sent\. desk\.ts/);
      assert.equal((await sandboxOf('cn').requests()).length, before);
      page.say({ type: 'removeAttachment', attachmentId: chip.id });
      assert.equal(page.state.attachments.length, 0);
    });

    it('is no file that .gitignore names, where the person chose so, within a second', async () => {
      writeFileSync(inWorkspace('.gitignore').fsPath, 'src/parcel.ts\n');
      await vscode.window.showTextDocument(inWorkspace('src', 'parcel.ts'));
      assert.equal(await attachActive(), null);
      await setSetting(settings.privacyUseGitignore, true);
      await until('it is refused', async () => (await attachActive()) !== null, 1_000);
      assert.match((await attachActive()) ?? '', /\(\.gitignore: src\/parcel\.ts\)/);
    });
  });

  describe('of the values in .env files', () => {
    const own = 'DEMO-9f3k-Zq81-mm20-Xw7p';
    const fromShell = 'DEMO-77ah-Wq30-zz19-Lb4t';

    it('is none, however a message comes by it, of a nested package too', async () => {
      await page.ask('The token is demo-not-a-real-token-0000, is it not?');
      assert.ok((await bodies()).includes('is it not?'));
      assert.ok(!(await bodies()).includes('demo-not-a-real-token-0000'));
      mkdirSync(inWorkspace('packages', 'inner').fsPath, { recursive: true });
      writeFileSync(inWorkspace('packages', 'inner', '.env.local').fsPath, `SERVICE_TOKEN=${own}\n`);
      // As a shell of Windows writes it.
      const wide = Buffer.from(`\ufeffSHELL_TOKEN=${fromShell}\r\n`, 'utf16le');
      writeFileSync(inWorkspace('packages', 'inner', '.env.shell').fsPath, wide);
      // Another program wrote it, so the watcher has to tell.
      await until(
        'the value is known',
        async () => {
          const asked = `Now ${own} and ${fromShell} at ${Date.now()}.`;
          await page.ask(asked);
          const last = (await sandboxOf('cn').requests()).at(-1)?.body ?? '';
          const masked = /SECRET_ENV_SERVICE_TOKEN.*SECRET_ENV_SHELL_TOKEN/.test(last);
          return masked && !last.includes(own) && !last.includes(fromShell);
        },
        50_000,
      );
    });

    it('is none of a file of which no watcher tells', async () => {
      const watcherExclude = 'files.watcherExclude';
      const configuration = vscode.workspace.getConfiguration();
      await configuration.update(
        watcherExclude,
        { '**/unwatched/**': true },
        vscode.ConfigurationTarget.Global,
      );
      try {
        mkdirSync(inWorkspace('unwatched').fsPath, { recursive: true });
        const hidden = 'DEMO-55cd-Hn81-pp27-Ks9x';
        writeFileSync(inWorkspace('unwatched', '.env').fsPath, `UNSEEN_TOKEN=${hidden}\n`);
        await until(
          'the value is known',
          async () => {
            await page.ask(`Now ${hidden} at ${Date.now()}.`);
            const last = (await sandboxOf('cn').requests()).at(-1)?.body ?? '';
            return last.includes('SECRET_ENV_UNSEEN_TOKEN') && !last.includes(hidden);
          },
          50_000,
        );
      } finally {
        await configuration.update(watcherExclude, undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('is none in the files of the store either, while the page shows it', async () => {
      assert.ok(page.state.turns.some(({ text }) => text.includes('demo-not-a-real-token-0000')));
      const folder = (await context()).globalStorageUri.fsPath;
      const stored = (): readonly Buffer[] =>
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((one) => one.isFile())
          .map((one) => readFileSync(join(one.parentPath, one.name)));
      await until('the question is kept', () =>
        stored().some((bytes) => bytes.includes('SECRET_ENV_CARRIER_API_TOKEN')),
      );
      assert.ok(stored().every((bytes) => !bytes.includes('demo-not-a-real-token-0000')));
    });

    it('is none within a second after the file was saved in the editor, and the page shows it put back', async () => {
      const uri = inWorkspace('packages', 'inner', '.env.local');
      const document = await vscode.workspace.openTextDocument(uri);
      const edit = new vscode.WorkspaceEdit();
      const fresh = 'DEMO-11aa-Yt52-vv93-Bn6s';
      edit.insert(uri, new vscode.Position(document.lineCount, 0), `OTHER_TOKEN=${fresh}\n`);
      await vscode.workspace.applyEdit(edit);
      assert.ok(await document.save());
      const savedMs = performance.now();
      await until('the value is known', async () => {
        const askedMs = performance.now();
        await page.ask(`And ${fresh} at ${Date.now()}.`);
        const isMasked = !(await sandboxOf('cn').requests()).at(-1)?.body.includes(fresh);
        assert.ok(isMasked || askedMs - savedMs < 1_000, 'asked a second later, it was not known');
        return isMasked;
      });
      assert.ok(page.state.turns.some(({ text }) => text.includes(fresh)));
    });
  });
});
