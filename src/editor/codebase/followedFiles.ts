// Tells what changes among the files of the workspace, a moment after it has come to rest.
import * as vscode from 'vscode';
import { foldersLeftOut } from '../../core/codebase/eligible.ts';

export interface Changes {
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  /** Something is new: which files there are must be asked for again. */
  readonly hasNew: boolean;
}

const restMs = 400;
const leftOut = new Set(foldersLeftOut);

/** Within its project: one that lies in somebody's folder `build` is a project all the same. */
function isLeftOut(uri: vscode.Uri): boolean {
  return vscode.workspace
    .asRelativePath(uri, false)
    .split(/[/\\]/)
    .some((part) => leftOut.has(part));
}

export function followFiles(onChanges: (changes: Changes) => void): vscode.Disposable {
  const changed = new Set<string>();
  const deleted = new Set<string>();
  let hasNew = false;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    const changes = { changed: [...changed], deleted: [...deleted], hasNew };
    changed.clear();
    deleted.clear();
    hasNew = false;
    onChanges(changes);
  };
  const note = (uri: vscode.Uri, work: (path: string) => void): void => {
    if (uri.scheme !== 'file' || isLeftOut(uri)) return;
    work(uri.fsPath);
    clearTimeout(resting);
    resting = setTimeout(tell, restMs);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  const subscriptions = [
    watcher,
    watcher.onDidChange((uri) => note(uri, (path) => changed.add(path))),
    watcher.onDidDelete((uri) => note(uri, (path) => deleted.add(path))),
    watcher.onDidCreate((uri) =>
      note(uri, () => {
        hasNew = true;
      }),
    ),
  ];
  return {
    dispose: () => {
      clearTimeout(resting);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
