// What the pipeline reads of an editor: a place in a document without copying it, and edits in its own terms.
import * as vscode from 'vscode';
import type { Place, TextSource } from '../../core/completion/snapshot.ts';
import type { DocumentEdit } from '../../core/completion/suggestion.ts';

/** Reads slices by line, so that a file of 20,000 lines is never copied as a whole. */
export function textSource(document: vscode.TextDocument): TextSource {
  const end = document.lineAt(document.lineCount - 1).range.end;
  return {
    length: document.offsetAt(end),
    slice: (from, to) =>
      document.getText(new vscode.Range(document.positionAt(from), document.positionAt(to))),
  };
}

/** The editor in which a person writes in a document: of several that show it the one with the focus. */
function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor?.document === document) return activeTextEditor;
  return visibleTextEditors.find((one) => one.document === document);
}

/** Another editor shows the same document and has the focus: what the caret of this one does is nobody's doing. */
export function isBesideTheHand(editor: vscode.TextEditor): boolean {
  const writing = editorOf(editor.document);
  return writing !== undefined && writing !== editor;
}

export function placeOf(document: vscode.TextDocument, position: vscode.Position): Place {
  const editor = editorOf(document);
  const { tabSize, insertSpaces } = editor?.options ?? {};
  const isSpaces = insertSpaces !== false;
  return {
    uri: document.uri.toString(),
    scheme: document.uri.scheme,
    languageId: document.languageId,
    version: document.version,
    text: textSource(document),
    offset: document.offsetAt(position),
    eol: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
    indentUnit: isSpaces ? ' '.repeat(typeof tabSize === 'number' ? tabSize : 4) : '\t',
    selectionCount: editor?.selections.length ?? 1,
    selectionEmpty: editor?.selection.isEmpty ?? true,
  };
}

/** Changes of one event, each in terms of the text before it: the editor gives them from the end of the file to its start. */
export function editsOf(event: vscode.TextDocumentChangeEvent): readonly DocumentEdit[] {
  const uri = event.document.uri.toString();
  return event.contentChanges.map((change) => ({
    uri,
    from: change.rangeOffset,
    removed: change.rangeLength,
    inserted: change.text,
  }));
}
