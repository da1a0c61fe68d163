// Tells which files change, in an editor or on the disk, a moment after they have come to rest.
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Following } from './changedSince.ts';

const restMs = 400;

export function followDocuments(changed: (uri: string) => void): Following {
  const resting = new Map<string, ReturnType<typeof setTimeout>>();
  const note = (uri: vscode.Uri): void => {
    const key = uri.toString();
    clearTimeout(resting.get(key));
    const rest = setTimeout(() => {
      resting.delete(key);
      changed(key);
    }, restMs);
    resting.set(key, rest);
  };
  const watchers = new Map<string, vscode.Disposable>();
  /** A file that another takes the place of by its name is created. */
  const watch = (pattern: vscode.GlobPattern): vscode.Disposable => {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    return vscode.Disposable.from(
      ...[watcher, watcher.onDidCreate(note), watcher.onDidChange(note), watcher.onDidDelete(note)],
    );
  };
  const inWorkspace = watch('**/*');
  const inEditors = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) note(document.uri);
  });
  return {
    watch: (uris) => {
      for (const key of uris) {
        const uri = vscode.Uri.parse(key);
        if (watchers.has(key) || vscode.workspace.getWorkspaceFolder(uri)) continue;
        const folder = uri.with({ path: posix.dirname(uri.path) });
        watchers.set(key, watch(new vscode.RelativePattern(folder, escaped(posix.basename(uri.path)))));
      }
    },
    dispose: () => {
      for (const one of [inWorkspace, inEditors, ...watchers.values()]) one.dispose();
      for (const rest of resting.values()) clearTimeout(rest);
    },
  };
}

/** A name as a pattern that fits it alone. */
function escaped(name: string): string {
  return name.replace(/[*?[\]{}]/g, (sign) => `[${sign}]`);
}
