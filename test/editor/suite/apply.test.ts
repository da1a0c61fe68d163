// Applying code of an answer in the real host: the way into files, what a person rejects, undo, and the files that are kept.
import { strict as assert } from 'node:assert';
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { applyAnswer } from '../../../src/editor/apply/applyAnswer.ts';
import { commands } from '../../../src/ids.ts';
import { answering, inWorkspace, opened, setSetting, until } from './inHost.ts';

const origin = { model: 'test/model', whenBooked: () => undefined };

/** Applies the blocks of an answer; resolves with the refusal, as it would stand above the composer. */
async function apply(
  markdown: string,
  block: number | null = 0,
  attached: readonly string[] = [],
): Promise<string | null> {
  const reviews = await (await opened()).reviews.get();
  return (
    (await applyAnswer({ markdown, block, attached, origin }, { reviews, holdsPlaceholder: () => false }))
      ?.text ?? null
  );
}

const fenced = (path: string, code: string): string => `\`\`\`ts ${path}\n${code}\`\`\`\n`;

function shownProposal(): vscode.TextDocument | undefined {
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
  if (!(input instanceof vscode.TabInputTextDiff) || input.modified.scheme !== 'siliconflow-proposal')
    return undefined;
  return vscode.workspace.textDocuments.find((one) => one.uri.toString() === input.modified.toString());
}

const proposal = (): Promise<vscode.TextDocument> => until('a review is shown', shownProposal);

async function file(name: string, bytes: string | Buffer): Promise<vscode.TextDocument> {
  const uri = inWorkspace(name);
  writeFileSync(uri.fsPath, bytes);
  const document = await vscode.workspace.openTextDocument(uri);
  // A file that an earlier test had open is read anew.
  await until(`${name} is read`, () => document.getText() === bytes.toString().replace('\uFEFF', ''));
  return document;
}

async function undo(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('undo');
}

const source =
  'export function one(): number {\n  return 1;\n}\n\nexport function two(): number {\n  return 2;\n}\n\nexport function three(): number {\n  return 3;\n}\n';
const both = source.replace('return 1', 'return 10').replace('return 3', 'return 30');

describe('applying code in the host', () => {
  afterEach(async () => {
    for (const document of vscode.workspace.textDocuments)
      if (document.isDirty && !document.isUntitled) {
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand('workbench.action.files.revert');
      }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows a diff first, and writes what is accepted as one step to undo', async () => {
    const document = await file('apply-a.ts', source);
    assert.equal(await apply(fenced('apply-a.ts', both)), null);
    assert.equal((await proposal()).getText(), both);
    assert.equal(document.getText(), source, 'nothing is written before');
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the change is in the file', () => document.getText() === both);
    await until('the diff is gone', () => !shownProposal());
    await undo(document);
    assert.equal(document.getText(), source);
  });

  it('accepts one change, rejects the other, and then the file takes the place of the diff', async () => {
    const document = await file('apply-b.ts', source);
    await apply(fenced('apply-b.ts', both));
    const proposed = await proposal();
    await vscode.commands.executeCommand(commands.acceptChange);
    await until('the first change', () => document.getText() === source.replace('return 1', 'return 10'));
    assert.ok(shownProposal(), 'the other is still to be decided');
    await vscode.commands.executeCommand(commands.rejectChange);
    await until('the diff is gone', () => !shownProposal());
    assert.equal(document.getText(), source.replace('return 1', 'return 10'));
    assert.ok(proposed.isClosed || proposed.getText() !== '');
  });

  it('merges what is written meanwhile, and never loses it', async () => {
    const document = await file('apply-c.ts', source);
    await apply(fenced('apply-c.ts', both));
    await proposal();
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(5, 0, 5, 11), '  return 222;');
    edit.replace(document.uri, new vscode.Range(9, 0, 9, 11), '  return 333;');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the rest is in the file', () => document.getText().includes('return 10;'));
    assert.match(document.getText(), /return 222;/);
    assert.match(document.getText(), /return 333;/, 'the person changed the same line, and it stays');
  });

  it('merges what is written while the person is asked where the code goes', async () => {
    const document = await file('apply-p.ts', source);
    const before = vscode.window.showQuickPick;
    Object.assign(vscode.window, {
      showQuickPick: async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(4, 0), '// meanwhile\n');
        await vscode.workspace.applyEdit(edit);
        return { label: '', target: { start: 0, end: 0 } };
      },
    });
    try {
      assert.equal(await apply(fenced('apply-p.ts', 'zebra.run();\n')), null);
    } finally {
      Object.assign(vscode.window, { showQuickPick: before });
    }
    await proposal();
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the change', () => document.getText().startsWith('zebra.run();\n'));
    assert.match(document.getText(), /\/\/ meanwhile\n/);
  });

  it('survives a person who types while changes are written', async () => {
    const document = await file('apply-d.ts', source);
    await apply(fenced('apply-d.ts', both));
    await proposal();
    const accepting = vscode.commands.executeCommand(commands.acceptAllChanges);
    for (let at = 0; at < 20; at++)
      await until(`line ${at} is typed`, async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(4, 0), `// ${at}\n`);
        // Refused where it crosses another edit, as a key of a person never is: then it is pressed again.
        return vscode.workspace.applyEdit(edit);
      });
    await accepting;
    await until('the changes', () => document.getText().includes('return 30;'));
    const text = document.getText();
    for (let at = 0; at < 20; at++) assert.ok(text.includes(`// ${at}\n`), `the line ${at} is lost`);
    assert.match(text, /return 10;/);
    assert.match(text, /return 30;/);
  });

  it('keeps CRLF, the byte-order mark, tabs and a missing last line end in the bytes of the file', async () => {
    const bytes = `\uFEFFfunction a() {\r\n\treturn 1;\r\n}\r\n\r\nfunction b() {\r\n\treturn 2;\r\n}`;
    const document = await file('apply-e.js', bytes);
    await apply('```js apply-e.js\nfunction b() {\n    if (x) {\n        return 3;\n    }\n}\n```\n');
    await proposal();
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the change', () => document.isDirty);
    await document.save();
    const expected = bytes.replace('\treturn 2;', '\tif (x) {\r\n\t\treturn 3;\r\n\t}');
    assert.equal(readFileSync(document.uri.fsPath, 'utf8'), expected);
    await undo(document);
    await document.save();
    assert.equal(readFileSync(document.uri.fsPath, 'utf8'), bytes, 'undo restores the bytes');
  });

  it('applies to what is in the editor, not to what is on the disk', async () => {
    const document = await file('apply-f.ts', source);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// unsaved\n');
    await vscode.workspace.applyEdit(edit);
    await apply(fenced('apply-f.ts', 'export function two(): number {\n  return 22;\n}\n'));
    await proposal();
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the change', () => document.getText().includes('return 22'));
    assert.ok(document.getText().startsWith('// unsaved\n'));
    assert.equal(readFileSync(document.uri.fsPath, 'utf8'), source, 'it is saved by the person alone');
  });

  it('finds the file by what it holds when the answer names none, and fills a text that was never saved', async () => {
    const own = source.replaceAll('two', 'seven');
    const document = await vscode.workspace.openTextDocument({ content: own, language: 'typescript' });
    await vscode.window.showTextDocument(document);
    assert.equal(await apply('```ts\nexport function seven(): number {\n  return 2 + 2;\n}\n```\n'), null);
    await proposal();
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the change', () => document.getText() === own.replace('return 2', 'return 2 + 2'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('makes a new file only when it is accepted', async () => {
    const uri = inWorkspace('fresh', 'apply-new.ts');
    await apply(fenced('fresh/apply-new.ts', 'export const fresh = 1;\n'));
    await proposal();
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(uri)));
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the file', async () => vscode.workspace.fs.stat(uri).then(Boolean, () => false));
    assert.equal(readFileSync(uri.fsPath, 'utf8'), 'export const fresh = 1;\n');
  });

  it('asks a second time before it touches what decides about running code', async () => {
    const uri = inWorkspace('.vscode', 'tasks.json');
    assert.equal(await apply('```json .vscode/tasks.json\n{ "version": "2.0.0" }\n```\n'), null);
    await proposal();
    const asked: unknown[] = [];
    const before = vscode.window.showWarningMessage;
    const answer = (label: string | undefined): void =>
      void Object.assign(vscode.window, {
        showWarningMessage: async (...words: unknown[]) => {
          asked.push(words);
          return label;
        },
      });
    try {
      answer(undefined);
      await vscode.commands.executeCommand(commands.acceptAllChanges);
      assert.match(JSON.stringify(asked), /tasks\.json.*modal.*decide what the editor runs/);
      await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(uri)));
      answer('Change It');
      await vscode.commands.executeCommand(commands.acceptAllChanges);
      await until('the file', async () => vscode.workspace.fs.stat(uri).then(Boolean, () => false));
    } finally {
      Object.assign(vscode.window, { showWarningMessage: before });
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('writes nothing outside the workspace, through a link either', async () => {
    const outside = vscode.Uri.joinPath(inWorkspace(), '..', 'outside.ts');
    writeFileSync(outside.fsPath, source);
    symlinkSync(dirname(inWorkspace().fsPath), inWorkspace('way-out').fsPath);
    for (const path of ['../outside.ts', 'way-out/outside.ts', outside.fsPath])
      assert.match((await apply(fenced(path, both))) ?? 'applied', /outside this workspace/, path);
    assert.equal(shownProposal(), undefined);
    assert.equal(readFileSync(outside.fsPath, 'utf8'), source);
  });

  it('says of a write-protected file that it is, and leaves it alone', async () => {
    const document = await file('apply-g.ts', source);
    chmodSync(document.uri.fsPath, 0o444);
    try {
      assert.match((await apply(fenced('apply-g.ts', both))) ?? '', /write-protected/);
    } finally {
      chmodSync(document.uri.fsPath, 0o644);
    }
    assert.equal(document.getText(), source);
  });

  it('refuses in words what does not fit the file', async () => {
    await file('apply-h.ts', source);
    assert.match(
      (await apply(
        '```diff\n--- a/apply-h.ts\n+++ b/apply-h.ts\n@@ -1 +1 @@\n-nothing like it\n+x\n```\n',
      )) ?? '',
      /not in the file/,
    );
    assert.match((await apply(fenced('apply-h.ts', source))) ?? '', /already/);
  });

  it('asks where when the file tells nothing, and does what the person says', async () => {
    const document = await file('apply-i.ts', source);
    const pick = { label: '', target: { start: 0, end: 0 } };
    await answering({ showQuickPick: pick }, () => apply(fenced('apply-i.ts', 'zebra.run();\n')));
    await proposal();
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the change', () => document.getText() === `zebra.run();\n${source}`);
  });

  it('goes through several files one by one', async () => {
    const one = await file('apply-j.ts', source);
    const two = await file('apply-k.ts', source);
    const answer =
      fenced('apply-j.ts', both) + fenced('apply-k.ts', 'export function two(): number {\n  return 0;\n}\n');
    let items: readonly { readonly label: string }[] = [];
    const before = vscode.window.showQuickPick;
    Object.assign(vscode.window, {
      showQuickPick: async (given: typeof items) => {
        items = given;
        return given;
      },
    });
    try {
      assert.equal(await apply(answer, null), null);
    } finally {
      Object.assign(vscode.window, { showQuickPick: before });
    }
    assert.deepEqual(
      items.map(({ label }) => label),
      ['apply-j.ts', 'apply-k.ts'],
    );
    await until('the second review', () => shownProposal()?.uri.path.endsWith('apply-k.ts'));
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the second file', () => two.getText().includes('return 0'));
    assert.equal(one.getText(), source, 'the first is still to be decided');
  });

  it('ticks nothing in the list that could not be written, and says why', async () => {
    const guarded = await file('apply-q.ts', source);
    chmodSync(guarded.uri.fsPath, 0o444);
    const answer =
      ['apply-r.ts', '../outside.ts', 'apply-q.ts'].map((path) => fenced(path, both)).join('') +
      '```diff\n--- a/apply-a.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-export const a = 1;\n```\n';
    let items: readonly vscode.QuickPickItem[] = [];
    const before = vscode.window.showQuickPick;
    Object.assign(vscode.window, {
      showQuickPick: async (given: typeof items) => {
        items = given;
      },
    });
    try {
      assert.equal(await apply(answer, null), null);
    } finally {
      Object.assign(vscode.window, { showQuickPick: before });
      chmodSync(guarded.uri.fsPath, 0o644);
    }
    assert.deepEqual(
      items.map(({ label, picked, detail }) => [label, picked, detail]),
      [
        ['apply-r.ts', true, undefined],
        ['../outside.ts', false, '../outside.ts is outside this workspace, so nothing is written there.'],
        ['apply-q.ts', false, 'apply-q.ts is write-protected.'],
        ['apply-a.ts', false, 'Deleting apply-a.ts is left to you.'],
      ],
    );
  });

  it('writes into the cell of a notebook', async () => {
    const uri = inWorkspace('apply.ipynb');
    const cell = (text: string): object => ({
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: [text],
    });
    const notebook = {
      cells: [cell('def total(a):\n    return a\n'), cell('print(1)')],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(uri.fsPath, JSON.stringify(notebook));
    const document = await vscode.workspace.openNotebookDocument(uri);
    await vscode.window.showNotebookDocument(document);
    const text = (): string => document.cellAt(0).document.getText();
    const before = text();
    assert.equal(await apply('```python\ndef total(a, b):\n    return a + b\n```\n'), null);
    await proposal();
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the cell', () => text().startsWith('def total(a, b):\n    return a + b'));
    assert.equal(document.cellAt(1).document.getText(), 'print(1)');
    assert.notEqual(before, text());
    await vscode.window.showNotebookDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('marks what it brings where the person wants it marked', async () => {
    const document = await file('apply-l.ts', source);
    await setSetting('siliconflow.privacy.markGenerated', 'comment');
    try {
      await until('the setting is read', async () => {
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
        await apply(fenced('apply-l.ts', 'export function two(): number {\n  return 0;\n}\n'));
        return (await proposal()).getText().includes('AI-generated');
      });
      await vscode.commands.executeCommand(commands.acceptAllChanges);
      await until('the change', () =>
        document.getText().includes('  // AI-generated by test/model\n  return 0;'),
      );
    } finally {
      await setSetting('siliconflow.privacy.markGenerated', undefined);
    }
  });

  it('takes a file of 5 MB, one function of it changed', async () => {
    const filler = Array.from(
      { length: 100_000 },
      (_, at) => `const value${at} = compute(${at}, 'some words');\n`,
    ).join('');
    const text = source + filler;
    assert.ok(text.length > 4_500_000);
    const document = await file('apply-m.ts', text);
    await apply(fenced('apply-m.ts', 'export function two(): number {\n  return 22;\n}\n'));
    await proposal();
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    await until('the change', () => document.getText() === text.replace('return 2;', 'return 22;'));
  });

  it('says how many errors are new after a change', async () => {
    const document = await file('apply-o.ts', source);
    const found = vscode.languages.createDiagnosticCollection('apply-test');
    const range = new vscode.Range(0, 0, 0, 1);
    const wrong = (message: string): vscode.Diagnostic => new vscode.Diagnostic(range, message);
    found.set(document.uri, [wrong('old')]);
    const checking = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) found.set(document.uri, [wrong('old'), wrong('new'), wrong('newer')]);
    });
    const told: string[] = [];
    const before = vscode.window.showWarningMessage;
    Object.assign(vscode.window, {
      showWarningMessage: async (words: string) => {
        told.push(words);
      },
    });
    try {
      await apply(fenced('apply-o.ts', both));
      await proposal();
      await vscode.commands.executeCommand(commands.acceptAllChanges);
      await until('the errors are told', () => told.length > 0);
    } finally {
      Object.assign(vscode.window, { showWarningMessage: before });
      checking.dispose();
      found.dispose();
    }
    assert.match(told[0] ?? '', /apply-o\.ts after the accepted change: 2 new errors\./);
  });

  it('drops what a person closes', async () => {
    const document = await file('apply-n.ts', source);
    await apply(fenced('apply-n.ts', both));
    await proposal();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.commands.executeCommand(commands.acceptAllChanges);
    assert.equal(document.getText(), source);
  });
});

describe('commands of an answer', () => {
  it('stand in a terminal and do not run', async () => {
    const { putInTerminal } = await import('../../../src/editor/apply/runInTerminal.ts');
    const sent: unknown[][] = [];
    const before = vscode.window.createTerminal;
    Object.assign(vscode.window, {
      createTerminal: () => ({
        ...{ show: () => undefined, sendText: (...words: unknown[]) => sent.push(words) },
        shellIntegration: { cwd: vscode.Uri.file('/') },
      }),
    });
    try {
      assert.equal(await putInTerminal('cd app\nnpm test\n', 'sh'), null);
      assert.match(
        (await putInTerminal('for f in *; do\n rm $f\ndone\n', 'sh'))?.text ?? '',
        /belong together/,
      );
    } finally {
      Object.assign(vscode.window, { createTerminal: before });
    }
    assert.deepEqual(sent, [['cd app && npm test', false]]);
  });
});
