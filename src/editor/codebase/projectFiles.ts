// Lists the files of the workspace that may be read for its index: on this machine's disk, not hidden, judged by the guard.
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { foldersLeftOut, maxFiles } from '../../core/codebase/eligible.ts';
import type { JudgedFile } from '../../core/codebase/projectIndex.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import type { Listing } from './codebase.ts';

/** The host's thread is held no longer than this while many files are judged. */
const sliceMs = 8;

/** The workspace's folders on this machine's disk. */
export function projectRoots(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}

/** Waits until the ignore files of the start were read: before that the guard refuses everything. */
export async function projectFiles(guard: Pick<WindowGuard, 'exclusion' | 'onDidChange'>): Promise<Listing> {
  await rulesRead(guard);
  const found = await vscode.workspace.findFiles('**/*', leftOut(), maxFiles + 1);
  const files: JudgedFile[] = [];
  let startedMs = performance.now();
  for (const uri of found.slice(0, maxFiles)) {
    const file = judgedFile(uri, guard);
    if (file) files.push(file);
    if (performance.now() - startedMs < sliceMs) continue;
    await nextTurn();
    startedMs = performance.now();
  }
  return { roots: projectRoots(), files, isCut: found.length > maxFiles };
}

function rulesRead(guard: Pick<WindowGuard, 'exclusion' | 'onDidChange'>): Promise<void> {
  if (guard.exclusion(projectRoots()) !== 'unread') return Promise.resolve();
  return new Promise((resolve) => {
    const subscription = guard.onDidChange(() => {
      subscription.dispose();
      resolve();
    });
  });
}

/** Open files whose changes are not saved, as they stand. */
export function unsavedFiles(guard: Pick<WindowGuard, 'exclusion'>): readonly JudgedFile[] {
  return vscode.workspace.textDocuments
    .filter((document) => document.isDirty)
    .flatMap((document) => {
      const file = judgedFile(document.uri, guard);
      return file ? [{ ...file, text: document.getText() }] : [];
    });
}

/** The file with its name, or null when it may not leave this machine or is not on its disk. */
function judgedFile(uri: vscode.Uri, guard: Pick<WindowGuard, 'exclusion'>): JudgedFile | null {
  if (uri.scheme !== 'file' || guard.exclusion([uri.fsPath]) !== null) return null;
  const isNamed = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return { path: uri.fsPath, name: vscode.workspace.asRelativePath(uri, isNamed).replaceAll('\\', '/') };
}

/** `files.exclude` is obeyed by the search itself; what the person hides from searches is left out too. */
function leftOut(): string {
  const hidden = vscode.workspace.getConfiguration('search').get<unknown>('exclude');
  const patterns = Object.entries(typeof hidden === 'object' && hidden !== null ? hidden : {})
    // A list inside of a list is no glob.
    .filter(([pattern, isOn]) => isOn === true && !/[{},]/.test(pattern))
    .map(([pattern]) => pattern);
  return `{${[...foldersLeftOut.map((name) => `**/${name}/**`), ...patterns].join(',')}}`;
}
