// Which files may leave the machine, judged in a real workspace with real links and a real ignore file.
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { inWorkspace, Page, setUp, until } from './inHost.ts';

describe('a file that is attached', () => {
  let page: Page;
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));

  before(async () => {
    page = new Page(await setUp());
  });
  after(() => {
    page.close();
    rmSync(outside, { recursive: true, force: true });
  });
  /**
   * Drops a file on the page, after one that may leave: its chip tells that both are judged. The words of the refusal, or
   * null when the file became a chip.
   */
  async function attach(uri: vscode.Uri): Promise<string | null> {
    for (const { id } of page.state.attachments) page.say({ type: 'removeAttachment', attachmentId: id });
    const companion = inWorkspace('package.json');
    page.say({ type: 'dropUris', uris: [companion.toString(), uri.toString()] });
    const { attachments, banner } = await until('the files are judged', () => {
      const { state } = page;
      return state.attachments.some(({ label }) => label === 'package.json') ? state : undefined;
    });
    if (attachments.length === 2) return null;
    assert.equal(banner?.level, 'warning');
    return banner?.message ?? '';
  }

  it('becomes a chip when it is a file of the workspace', async () => {
    assert.equal(await attach(inWorkspace('src', 'parcel.ts')), null);
    assert.equal(page.state.attachments[1]?.label, 'parcel.ts');
  });

  it('stays here when it is on the built-in list', async () => {
    assert.match((await attach(inWorkspace('.env'))) ?? '', /\.env never leaves this machine/);
  });

  it('stays here when a harmless name is a link to one of the list', async () => {
    const link = inWorkspace('notes.txt');
    symlinkSync(inWorkspace('.env').fsPath, link.fsPath);
    assert.match((await attach(link)) ?? '', /notes\.txt never leaves this machine/);
  });

  it('stays here when the ignore file says so, whatever the workspace calls its ignore file', async () => {
    const file = inWorkspace('data', 'a.csv');
    writeFileSync(file.fsPath, 'a,b\n');
    assert.match((await attach(file)) ?? '', /an ignore file of the workspace excludes it/);
  });

  describe('and the ignore file changes', () => {
    const ignore = inWorkspace('.siliconflowignore');
    const file = inWorkspace('src', 'desk.ts');
    let before: Uint8Array;
    const untilRefused = (withinMs: number): Promise<unknown> =>
      until('the file is refused', async () => (await attach(file)) !== null, withinMs);

    beforeEach(async () => {
      before = await vscode.workspace.fs.readFile(ignore);
    });
    afterEach(async () => {
      await vscode.workspace.fs.writeFile(ignore, before);
      await until('the file may leave again', async () => (await attach(file)) === null);
    });

    it('stays here within a second after the ignore file was saved in the editor', async () => {
      const document = await vscode.workspace.openTextDocument(ignore);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(ignore, new vscode.Position(document.lineCount, 0), '\nsrc/desk.ts\n');
      await vscode.workspace.applyEdit(edit);
      assert.ok(await document.save());
      await untilRefused(1_000);
    });

    it('stays here soon after another program changed the ignore file', async () => {
      writeFileSync(ignore.fsPath, `${Buffer.from(before)}\nsrc/desk.ts\n`);
      await untilRefused(8_000);
    });
  });

  it('may come from outside of the workspace, unless the list names it', async () => {
    const plain = join(outside, 'plain.txt');
    writeFileSync(plain, 'text');
    assert.equal(await attach(vscode.Uri.file(plain)), null);
    const key = join(outside, 'id_rsa');
    writeFileSync(key, 'text');
    assert.match((await attach(vscode.Uri.file(key))) ?? '', /id_rsa never leaves this machine/);
  });

  it('is refused in words when it is not there, or no file', async () => {
    assert.match((await attach(inWorkspace('no-such-file.ts'))) ?? '', /could not be read/);
  });

  it('brings the files of a folder that is dropped, and says of how many nothing came', async () => {
    for (const { id } of page.state.attachments) page.say({ type: 'removeAttachment', attachmentId: id });
    const uris = ['src', 'tools', 'data', '.env'].map((name) => inWorkspace(name).toString());
    page.say({ type: 'dropUris', uris });
    const { attachments, banner } = await until('the files to be judged', () => {
      const { state } = page;
      return state.attachments.some(({ label }) => label === 'report.py') ? state : undefined;
    });
    const labels = attachments.map(({ label }) => label);
    for (const name of ['desk.ts', 'parcel.ts', 'tariff.ts', 'tracking.ts'])
      assert.ok(labels.includes(name), name);
    assert.ok(
      labels.every((label) => !label.endsWith('.csv')),
      labels.join(),
    );
    assert.match(banner?.message ?? '', /^\d+ of \d+ were not attached\. \S+ never leaves this machine/);
  });

  it('that is a picture opens in the viewer of the editor, from its file or from what was pasted', async () => {
    const shownAs = (label: string): vscode.Uri | undefined =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .flatMap((tab) =>
          tab.label === label && tab.input instanceof vscode.TabInputCustom ? tab.input.uri : [],
        )
        .at(0);
    const open = async (label: string): Promise<vscode.Uri> => {
      const chip = await until(`the chip of ${label}`, () =>
        page.state.attachments.find((one) => one.label === label),
      );
      page.say({ type: 'openAttachment', attachmentId: chip.id });
      return until(`the picture ${label}`, () => shownAs(label));
    };
    const file = inWorkspace('assets', 'label.png');
    page.say({ type: 'dropUris', uris: [file.toString()] });
    assert.equal((await open('label.png')).toString(), file.toString());
    const bytes = Buffer.from(await vscode.workspace.fs.readFile(file));
    const dataUrl = `data:image/png;base64,${bytes.toString('base64')}`;
    page.say({ type: 'removeAttachment', attachmentId: page.state.attachments.at(-1)?.id ?? '' });
    page.say({ type: 'addImage', intentId: 'pasted', name: 'pasted.png', dataUrl });
    const pasted = await open('pasted.png');
    assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(pasted)), bytes);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('comes with the others that are selected in the explorer', async () => {
    for (const { id } of page.state.attachments) page.say({ type: 'removeAttachment', attachmentId: id });
    const files = ['parcel.ts', 'desk.ts'].map((name) => inWorkspace('src', name));
    await vscode.commands.executeCommand('siliconflow.addFileToChat', files[0], files);
    await until('both files', () => page.state.attachments.length === 2);
    assert.deepEqual(
      page.state.attachments.map(({ label }) => label),
      ['parcel.ts', 'desk.ts'],
    );
  });

  it('says why it cannot be opened when it is gone', async () => {
    const file = inWorkspace('src', 'gone.ts');
    writeFileSync(file.fsPath, 'let a = 1;');
    assert.equal(await attach(file), null);
    rmSync(file.fsPath);
    page.say({ type: 'openAttachment', attachmentId: page.state.attachments[1]?.id ?? '' });
    await until('the refusal', () =>
      /^gone\.ts could not be opened: /.test(page.state.banner?.message ?? ''),
    );
  });

  it('of the problems in the editor says when they have changed since, and not when they are as they were', async () => {
    for (const { id } of page.state.attachments) page.say({ type: 'removeAttachment', attachmentId: id });
    const collection = vscode.languages.createDiagnosticCollection('told');
    const report = (...words: readonly string[]): void =>
      collection.set(
        inWorkspace('src', 'parcel.ts'),
        words.map((one) => new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), one)),
      );
    const note = (): string => page.state.attachments[0]?.note ?? '';
    try {
      report('too heavy');
      page.say({ type: 'findMentions', asked: 1, typed: 'problems' });
      const found = await until('the problems to be offered', () =>
        page.messages
          .flatMap((one) => (one.type === 'mentions' ? one.items : []))
          .find(({ kind }) => kind === 'problems'),
      );
      page.say({ type: 'addMention', intentId: 'problems', mentionId: found.id });
      await until('the chip', () => page.state.attachments.length === 1);
      report('too heavy', 'too wide');
      await until('the note', () => note().startsWith('Changed since it was attached.'));
      report('too heavy');
      await until('no note', () => note() === '');
      report();
      await until('the note', () => note().startsWith('Changed since it was attached.'));
    } finally {
      collection.dispose();
      for (const { id } of page.state.attachments) page.say({ type: 'removeAttachment', attachmentId: id });
    }
  });

  it('comes in beside a folder that cannot be read and a name that is no address; those are refused in words', async () => {
    const refuse = (): never => {
      throw vscode.FileSystemError.NoPermissions('kept shut');
    };
    const shut = vscode.workspace.registerFileSystemProvider('shut', {
      onDidChangeFile: () => ({ dispose: () => undefined }),
      watch: () => ({ dispose: () => undefined }),
      stat: () => ({ type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 }),
      ...{ readDirectory: refuse, createDirectory: refuse, readFile: refuse },
      ...{ writeFile: refuse, delete: refuse, rename: refuse },
    });
    try {
      assert.match(
        (await attach(vscode.Uri.parse('shut:/a%20b/vault'))) ?? '',
        /^vault could not be read: .*kept shut/,
      );
      const label = inWorkspace('package.json').toString();
      for (const { id } of page.state.attachments) page.say({ type: 'removeAttachment', attachmentId: id });
      page.say({ type: 'dropUris', uris: ['no scheme:here', label] });
      const { banner } = await until('the file to be attached', () =>
        page.state.attachments.length === 1 ? page.state : undefined,
      );
      assert.match(banner?.message ?? '', /no scheme:here could not be read/);
    } finally {
      shut.dispose();
    }
  });
});
