// Ghost text where one document is shown in two editors side by side: the one with the focus is the one that counts.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { CompletionPipeline } from '../../../src/core/completion/pipeline.ts';
import { defaultSettings } from '../../../src/core/completion/settings.ts';
import { machineClock } from '../../../src/editor/clock.ts';
import { placeOf } from '../../../src/editor/ghostText/documents.ts';
import { Typing } from '../../../src/editor/ghostText/typing.ts';
import { until } from './inHost.ts';

/** Asks nobody, and counts the times it is told that the caret went elsewhere. */
class Told extends CompletionPipeline {
  moved = 0;
  edits = 0;

  constructor() {
    super({
      clock: machineClock,
      ask: () => {
        throw new Error('nothing is to be asked');
      },
      settings: () => defaultSettings,
      model: () => undefined,
    });
  }

  override noteCaretMoved(): void {
    this.moved += 1;
  }

  override noteEdit(): void {
    this.edits += 1;
  }
}

/** Resolves when the editor has told of it. */
function putCaret(editor: vscode.TextEditor, at: vscode.Position): Promise<void> {
  return new Promise((resolve) => {
    const listening = vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      if (textEditor !== editor || !selections[0]?.active.isEqual(at)) return;
      listening.dispose();
      resolve();
    });
    editor.selection = new vscode.Selection(at, at);
  });
}

describe('ghost text in one of two editors of a document', () => {
  let left: vscode.TextEditor;
  let right: vscode.TextEditor;

  before(async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'typescript',
      content: 'const one = 1;\nconst two = 2;\n',
    });
    left = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    right = await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    await until('both editors are there', () => vscode.window.activeTextEditor === right);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is not kept silent by what is selected in the other', async () => {
    left.selection = new vscode.Selection(0, 0, 0, 5);
    await until('the selection', () => !left.selection.isEmpty);
    const { selectionEmpty, selectionCount } = placeOf(right.document, new vscode.Position(1, 0));
    assert.deepEqual([selectionEmpty, selectionCount], [true, 1]);
  });

  it('is not disturbed when an edit moves the caret of the other along', async () => {
    const { document } = right;
    await putCaret(left, new vscode.Position(1, 14));
    await putCaret(right, new vscode.Position(0, 5));
    const pipeline = new Told();
    const typing = new Typing(pipeline, () => false);
    try {
      await vscode.commands.executeCommand('type', { text: '/' });
      await until('what is typed', () => {
        const isTyped = document.lineAt(0).text.startsWith('const/') && pipeline.edits > 0;
        return isTyped && right.selection.active.character === 6;
      });
      await vscode.commands.executeCommand('type', { text: '\n' });
      await until('the line of the other to be another', () => left.selection.active.line === 2);
      assert.equal(pipeline.moved, 0);
    } finally {
      typing.dispose();
      pipeline.dispose();
    }
  });
});
