// A question in the host: from the page's words to the answer, the receipt, the status bar and the editor.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { formatMoney } from '../../../src/core/spend/money.ts';
import { commands, views } from '../../../src/ids.ts';
import { answering, inWorkspace, opened, Page, sandboxOf, setUp, start, stop, until } from './inHost.ts';

const cn = sandboxOf('cn');

describe('the chat in the host', () => {
  let page: Page;
  const items: vscode.StatusBarItem[] = [];

  before(async () => {
    await stop();
    // The real item, kept for looking at: no API tells what the status bar shows.
    const create = vscode.window.createStatusBarItem;
    const kept = (...args: Parameters<typeof create>): vscode.StatusBarItem => {
      const item = create(...args);
      items.push(item);
      return item;
    };
    Object.assign(vscode.window, { createStatusBarItem: kept });
    try {
      await start();
    } finally {
      Object.assign(vscode.window, { createStatusBarItem: create });
    }
    page = new Page(await setUp());
  });
  after(() => page.close());

  it('shows its view, whose page says that it is ready', async () => {
    const asked = async (): Promise<number> =>
      (await cn.requests()).filter(({ url }) => url.startsWith('/v1/models')).length;
    await vscode.commands.executeCommand(commands.openChat);
    // A ready page is what makes the host fetch the models.
    await until('the models are fetched', async () => (await asked()) > 0);
    assert.ok((await opened()).chat?.host.hasPage);
    await vscode.commands.executeCommand(`${views.chat}.focus`);
  });

  it('answers a question, and shows in the status bar what the sandbox billed', async () => {
    const turn = await page.ask('Write a function that reads a CSV file.');
    assert.equal(turn.state, 'done', JSON.stringify(turn.failure));
    assert.match(turn.text, /```/);
    const bill = await cn.bill();
    const pico = BigInt(bill.totals.CNY ?? 'NaN');
    assert.ok(pico > 0n);
    const { ledger } = await opened();
    const total = ledger.summary({}).totals.find((one) => one.currency === 'CNY');
    assert.equal(total?.costPico, pico);
    const sum = formatMoney({ currency: 'CNY', pico }, 'en');
    const item = items.find((one) => one.id.endsWith('siliconflow.spend'));
    assert.ok(item);
    await until(`the status bar says ${sum}, not ${item.text}`, () => item.text.endsWith(sum));
  });

  it('says in the chat why a request was refused, with its trace id', async () => {
    await cn.fault('http-402');
    const turn = await page.ask('Is there any money left?');
    assert.equal(turn.state, 'failed');
    assert.match(turn.failure?.message ?? '', /balance/i);
    assert.ok(turn.failure?.traceId);
  });

  it('lets go of the socket when an answer is stopped, and books an estimate', async () => {
    await cn.fault('ttft-60000');
    const before = page.state.turns.length;
    page.say({ type: 'send', intentId: `stop-${Date.now()}`, text: 'Tell me a long story.' });
    await until('the sandbox is asked', async () => (await cn.open()).requests === 1);
    page.say({ type: 'stop' });
    await until('the socket is free', async () => (await cn.open()).requests === 0);
    await until('the answer has ended', () => page.state.running === null);
    assert.ok(page.state.turns.length > before);
    assert.equal(page.state.turns.at(-1)?.state, 'stopped');
  });

  describe('with the code of an answer', () => {
    const answer = async (): Promise<{ turnId: string; code: string }> => {
      const turn = page.state.turns.find((one) => one.role === 'assistant' && one.text.includes('```'));
      assert.ok(turn);
      const code = /```\w*\n([\s\S]*?)\n?```/.exec(turn.text)?.[1];
      assert.ok(code);
      return { turnId: turn.id, code };
    };
    const shown = async (document: vscode.TextDocument): Promise<vscode.TextEditor> =>
      vscode.window.showTextDocument(document, { preview: false });

    afterEach(async () => {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });

    it('inserts it at the cursor as one undo step', async () => {
      const { turnId, code } = await answer();
      const document = await vscode.workspace.openTextDocument(inWorkspace('README.md'));
      const before = document.getText();
      await shown(document);
      page.say({ type: 'insertCode', turnId, block: 0 });
      await until('the code is in the file', () => document.getText().includes(code));
      await vscode.commands.executeCommand('undo');
      await until('one undo takes it out', () => document.getText() === before);
    });

    it('keeps the line ends of a file with CRLF', async () => {
      const { turnId } = await answer();
      const uri = inWorkspace('crlf.txt');
      await vscode.workspace.fs.writeFile(uri, Buffer.from('one\r\ntwo\r\n'));
      const document = await vscode.workspace.openTextDocument(uri);
      await shown(document);
      page.say({ type: 'insertCode', turnId, block: 0 });
      await until('the code is in the file', () => document.lineCount > 5);
      assert.doesNotMatch(document.getText(), /[^\r]\n/);
    });

    it('inserts into a file that was never saved', async () => {
      const { turnId, code } = await answer();
      const document = await vscode.workspace.openTextDocument({ content: '', language: 'python' });
      await shown(document);
      page.say({ type: 'insertCode', turnId, block: 0 });
      await until('the code is in the file', () => document.getText().includes(code));
    });

    it('says that a read-only file is read-only, and leaves it alone', async () => {
      const { turnId } = await answer();
      const provider = vscode.workspace.registerFileSystemProvider('locked', lockedFiles, {
        isReadonly: true,
      });
      try {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('locked:/a.txt'));
        await shown(document);
        page.say({ type: 'insertCode', turnId, block: 0 });
        await until('the refusal is shown', () => page.state.banner?.message.includes('read-only'));
        assert.equal(document.getText(), 'locked');
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      } finally {
        provider.dispose();
      }
    });

    it('opens it as a new file of its language', async () => {
      const { turnId, code } = await answer();
      page.say({ type: 'newFileFromCode', turnId, block: 0 });
      const document = await until('a new file opens', () => {
        const active = vscode.window.activeTextEditor?.document;
        return active?.isUntitled && active.getText().includes(code) ? active : undefined;
      });
      assert.notEqual(document.languageId, 'plaintext');
    });
  });

  it('explains what is selected in a terminal, and gives the clipboard its text back', async () => {
    const written = new vscode.EventEmitter<string>();
    const pty = {
      onDidWrite: written.event,
      open: () => written.fire('npm ERR! missing script: lint\r\n'),
      close: () => undefined,
    };
    const terminal = vscode.window.createTerminal({ name: 'lint', pty });
    try {
      terminal.show();
      await vscode.env.clipboard.writeText('my own words');
      const sent = async (): Promise<string> =>
        (await cn.requests()).findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
      await until('the selected text is asked about', async () => {
        await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
        await vscode.commands.executeCommand(commands.explainTerminal);
        return until('a request', async () => (await sent()).includes('missing script: lint'), 2_000).catch(
          () => false,
        );
      });
      assert.match(await sent(), /Explain what the terminal shows/);
      assert.equal(await vscode.env.clipboard.readText(), 'my own words');
    } finally {
      terminal.dispose();
    }
  });

  it('opens a web link after a yes, and nothing else', async () => {
    const opened: string[] = [];
    const open = vscode.env.openExternal;
    Object.assign(vscode.env, { openExternal: async (uri: vscode.Uri) => opened.push(uri.toString()) });
    try {
      await answering({ showInformationMessage: 'Open' }, async () => {
        for (const href of ['command:workbench.action.quit', 'file:///etc/passwd', 'javascript:alert(1)'])
          page.say({ type: 'openLink', href });
        page.say({ type: 'openLink', href: 'https://example.com/a' });
        await until('the web link is opened', () => opened.length > 0);
      });
    } finally {
      Object.assign(vscode.env, { openExternal: open });
    }
    assert.deepEqual(opened, ['https://example.com/a']);
  });
});

const lockedFiles: vscode.FileSystemProvider = {
  onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
  watch: () => new vscode.Disposable(() => undefined),
  stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: 6 }),
  readDirectory: () => [],
  readFile: () => Buffer.from('locked'),
  createDirectory: () => undefined,
  writeFile: () => {
    throw vscode.FileSystemError.NoPermissions();
  },
  delete: () => undefined,
  rename: () => undefined,
};
