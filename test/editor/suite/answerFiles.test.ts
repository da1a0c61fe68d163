// What an answer leads to in a real editor: the files it speaks of, at their line, and a diagram opened as a file of its own.
import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { openAsNewFile } from '../../../src/editor/chat/codeInEditor.ts';
import { GeneratedCode } from '../../../src/editor/marks/generatedCode.ts';
import { inWorkspace, Page, setUp, until } from './inHost.ts';

const closeAll = (): Thenable<unknown> =>
  vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');

describe('the files that an answer speaks of', () => {
  let page: Page;
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  const made: vscode.Uri[] = [];

  before(async () => {
    page = new Page(await setUp());
  });
  after(async () => {
    page.close();
    rmSync(outside, { recursive: true, force: true });
    for (const uri of made) await vscode.workspace.fs.delete(uri);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  function make(...path: readonly string[]): vscode.Uri {
    const uri = inWorkspace(...path);
    mkdirSync(dirname(uri.fsPath), { recursive: true });
    writeFileSync(uri.fsPath, 'one\ntwo\n');
    made.push(uri);
    return uri;
  }

  /** Those of the paths that can be opened, as the page is told. */
  async function found(...paths: readonly string[]): Promise<readonly string[]> {
    const before = page.messages.length;
    page.say({ type: 'findFiles', paths: [...paths] });
    const answer = await until('the files are looked for', () =>
      page.messages.slice(before).find((message) => message.type === 'filesFound'),
    );
    return answer.type === 'filesFound' ? answer.paths : [];
  }

  it('are found as they are written: from the root, by the name of the folder, by their end, and absolute', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.name;
    const all = [
      'src/parcel.ts',
      './src/parcel.ts',
      'src\\parcel.ts',
      `${folder}/src/parcel.ts`,
      'parcel.ts',
      inWorkspace('src', 'parcel.ts').fsPath,
    ];
    assert.deepEqual(await found(...all, 'src/nobody.ts', 'src'), all);
  });

  it('are none where a name is that of several, or a pattern that would match more', async () => {
    make('one', 'twin.ts');
    assert.deepEqual(await found('twin.ts'), ['twin.ts']);
    make('two', 'twin.ts');
    assert.deepEqual(await found('twin.ts', 'one/twin.ts'), ['one/twin.ts']);
    assert.deepEqual(await found('*.ts', 'src/parcel.{ts,js}', 'src/parce[l].ts', '**'), []);
  });

  it('are none of those that never leave the machine, and none outside the workspace', async () => {
    writeFileSync(join(outside, 'secret.txt'), 'outside');
    const link = inWorkspace('a-link.txt');
    symlinkSync(join(outside, 'secret.txt'), link.fsPath);
    made.push(link);
    const private_ = inWorkspace('notes-link.txt');
    symlinkSync(inWorkspace('.env').fsPath, private_.fsPath);
    made.push(private_);
    assert.deepEqual(
      await found(
        ...['.env', 'data/parcels.csv', 'a-link.txt', 'notes-link.txt', join(outside, 'secret.txt')],
        ...['../secret.txt', '/etc/passwd', 'src/../../etc/passwd'],
      ),
      [],
    );
  });

  it('open at the line and column that is named, or at the nearest there is', async () => {
    const file = make('lines', 'here.ts');
    for (const [line, column, expected] of [
      [2, 3, [1, 2]],
      [undefined, undefined, [0, 0]],
      [900, 900, [2, 0]],
      [0, 0, [0, 0]],
    ] as const) {
      await closeAll();
      page.say({
        ...{ type: 'openFile', path: 'lines/here.ts' },
        ...(line === undefined ? {} : { line, column }),
      });
      const editor = await until('the file is shown', () => {
        const active = vscode.window.activeTextEditor;
        return active?.document.uri.toString() === file.toString() ? active : undefined;
      });
      await until('the cursor to stand there', () => {
        const { active } = editor.selection;
        return active.line === expected[0] && active.character === expected[1];
      });
    }
  });

  it('stay closed when they may not be opened any more, though the page still names them', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    page.say({ type: 'openFile', path: '.env' });
    page.say({ type: 'openFile', path: 'src/nobody.ts' });
    // Intents are carried out in turn, and this one shows that it was.
    page.say({ type: 'openFile', path: 'src/parcel.ts' });
    await until('the last file is shown', () =>
      vscode.window.activeTextEditor?.document.uri.path.endsWith('/src/parcel.ts'),
    );
    const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.deepEqual(open, ['parcel.ts']);
  });
});

describe('code of an answer that is opened as a file', () => {
  const origin = { model: 'test/model', whenBooked: () => undefined };
  const generated = new GeneratedCode({ mode: () => 'off', ledger: { noteInserted: async () => undefined } });
  const diagram = 'graph TD;\n  A-->B;\n';

  async function opened(code: string, language: string): Promise<vscode.TextDocument> {
    await openAsNewFile(code, language, origin, generated);
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    return document;
  }
  after(async () => {
    while (vscode.window.activeTextEditor) await closeAll();
  });

  it('has the name that its viewers go by where the editor does not know its language', async () => {
    const first = await opened(diagram, 'mermaid');
    assert.equal(first.uri.scheme, 'untitled');
    assert.equal(first.uri.path, 'diagram-1.mmd');
    assert.equal(first.getText().replaceAll('\r\n', '\n'), diagram);
    assert.ok(first.isDirty, 'it is not saved anywhere');
    const second = await opened('graph LR;\n', 'Mermaid');
    assert.equal(second.uri.path, 'diagram-2.mmd');
    assert.equal(first.getText().replaceAll('\r\n', '\n'), diagram, 'and the first is as it was');
    assert.equal((await opened('@startuml\n', 'plantuml')).uri.path, 'diagram-1.puml');
    assert.equal((await opened('digraph {}\n', 'dot')).uri.path, 'diagram-1.gv');
  });

  it('has the language of its fence, by whatever name it goes there, and no name of its own', async () => {
    for (const [language, id] of [
      ['ts', 'typescript'],
      ['Python', 'python'],
      ['yml', 'yaml'],
      ['no-such-language', 'plaintext'],
      ['', 'plaintext'],
    ] as const) {
      const document = await opened(`# ${language}\n`, language);
      assert.equal(document.languageId, id);
      assert.match(document.uri.path, /^Untitled-\d+$/);
    }
  });
});
