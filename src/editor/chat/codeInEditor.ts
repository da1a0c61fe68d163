// What the chat does in text editors: copy, insert at the cursor, new file, links. Nothing happens without a click.
import * as vscode from 'vscode';
import { linkVerdict } from '../../core/chat/links.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { CodeOrigin, GeneratedCode } from '../marks/generatedCode.ts';
import { say } from '../texts.ts';

export async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(say(sentence('Copied.')), 2_000);
}

/** Inserts at every cursor of the last text editor, as one undo step; answers why not, or null. */
export async function insertAtCursor(
  code: string,
  origin: CodeOrigin,
  generated: GeneratedCode,
): Promise<Sentence | null> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isFile);
  if (!editor) return sentence('Open a file and put the cursor where the code should go.');
  const isWritable = vscode.workspace.fs.isWritableFileSystem(editor.document.uri.scheme) !== false;
  if (!isWritable) return sentence('This file is read-only.');
  const text = generated.marked(code, editor.document.languageId, origin);
  const done = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!done) return sentence('The editor refused the change. The file may be read-only.');
  generated.note(editor.document.uri, origin);
  await vscode.window.showTextDocument(editor.document, {
    viewColumn: editor.viewColumn,
    preserveFocus: false,
  });
  return null;
}

export async function openAsNewFile(
  code: string,
  language: string,
  origin: CodeOrigin,
  generated: GeneratedCode,
): Promise<void> {
  const known = await vscode.languages.getLanguages();
  const id = languageIds[language.toLowerCase()] ?? language.toLowerCase();
  const isKnown = known.includes(id);
  const content = generated.marked(code, isKnown ? id : 'plaintext', origin);
  const extension = isKnown ? undefined : extensions[id];
  const document =
    extension === undefined
      ? await vscode.workspace.openTextDocument({ content, ...(isKnown ? { language: id } : {}) })
      : await namedDocument(extension, content);
  generated.note(document.uri, origin);
  await vscode.window.showTextDocument(document, { preview: false });
}

/** Languages that the editor may not know, by the extension that their viewers go by. */
const extensions: Readonly<Record<string, string>> = {
  mermaid: 'mmd',
  plantuml: 'puml',
  dot: 'gv',
  graphviz: 'gv',
};

/** A new file that has a name already, so that saving offers it. */
async function namedDocument(extension: string, content: string): Promise<vscode.TextDocument> {
  const taken = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
  let number = 1;
  while (taken.has(`diagram-${number}.${extension}`)) number++;
  const uri = vscode.Uri.from({ scheme: 'untitled', path: `diagram-${number}.${extension}` });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  return document;
}

/** Names that people write after a fence where the editor has another id. */
const languageIds: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  sh: 'shellscript',
  bash: 'shellscript',
  shell: 'shellscript',
  zsh: 'shellscript',
  md: 'markdown',
  yml: 'yaml',
  cs: 'csharp',
  'c++': 'cpp',
  rs: 'rust',
  rb: 'ruby',
  ps1: 'powershell',
};

/** Opens a link of an answer after showing where it goes; other schemes than http, https and mailto do nothing. */
export async function openLink(href: string): Promise<void> {
  const verdict = linkVerdict(href);
  if (!verdict.ok) {
    vscode.window.setStatusBarMessage(say(sentence('Only web and mail links can be opened.')), 4_000);
    return;
  }
  const open = say(sentence('Open'));
  const copyIt = say(sentence('Copy'));
  const answer = await vscode.window.showInformationMessage(
    say(sentence('Open this link from the answer?')),
    { modal: true, detail: verdict.shown },
    open,
    copyIt,
  );
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(verdict.href, true));
  if (answer === copyIt) await vscode.env.clipboard.writeText(verdict.href);
}

function isFile(editor: vscode.TextEditor): boolean {
  return editor.document.uri.scheme === 'file' || editor.document.uri.scheme === 'untitled';
}
