// Where code may be written: inside the workspace by its real path, into files that can be changed; and which of them need
// a second yes (design §6).

import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { protection } from '../../core/apply/protectedPath.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { withoutTail } from '../../core/withoutTail.ts';
import { shortPathOf } from '../chat/sources.ts';
import { spellingsOf } from '../requests/spellings.ts';

export type Verdict =
  | { readonly ok: true; readonly needsYes: Sentence | null }
  | { readonly ok: false; readonly why: Sentence };

/** Judges every spelling of the path, links resolved. */
export async function mayWrite(uri: vscode.Uri): Promise<Verdict> {
  const file = notebookOf(uri) ?? uri;
  if (vscode.workspace.fs.isWritableFileSystem(file.scheme) === false)
    return { ok: false, why: sentence('This file is read-only.') };
  if (file.scheme === 'untitled') return { ok: true, needsYes: null };
  const inside = await pathsInside(file);
  if (!inside)
    return {
      ok: false,
      why: sentence('{0} is outside this workspace, so nothing is written there.', shortPathOf(file)),
    };
  if (await isWriteProtected(file))
    return { ok: false, why: sentence('{0} is write-protected.', shortPathOf(file)) };
  return { ok: true, needsYes: inside.map(protection).find((one) => one !== null) ?? null };
}

/** A cell lies where its notebook does; its own address says that in a way of the editor's own. */
function notebookOf(uri: vscode.Uri): vscode.Uri | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some(({ document }) => document.uri.toString() === uri.toString()),
  )?.uri;
}

/** Relative to their folders: the path as named and the real one; null when one of them lies in no folder. */
async function pathsInside(uri: vscode.Uri): Promise<readonly string[] | null> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  // Without a folder, the files that a person opened are all there is.
  if (folders.length === 0) return isOpen(uri) ? await spellingsOf(uri) : null;
  const named = folders.map((folder) => folder.uri).filter((folder) => folder.scheme === uri.scheme);
  const roots = (await Promise.all(named.map(spellingsOf))).flat().map(plain);
  const relative = (await spellingsOf(uri)).map((spelling) => {
    const path = plain(spelling);
    const root = roots.find((one) => same(path).startsWith(`${same(one)}/`));
    return root === undefined ? null : path.slice(root.length + 1);
  });
  return relative.every((one) => one !== null) ? relative : null;
}

function isOpen(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}

const plain = (path: string): string => withoutTail(path.replaceAll('\\', '/'), '/');
const same = (path: string): string => (process.platform === 'linux' ? path : path.toLowerCase());

async function isWriteProtected(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file') {
    const found = await Promise.resolve(vscode.workspace.fs.stat(uri)).catch(() => null);
    return found?.permissions === vscode.FilePermission.Readonly;
  }
  // Asked of the file itself: an administrator could write to it all the same.
  const found = await stat(uri.fsPath).catch(() => null);
  return found !== null && (found.mode & 0o222) === 0;
}
