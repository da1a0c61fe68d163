// Tells which files change, in an editor or on the disk, and the work at hand, a moment after they have come to rest.
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { gitRepositories } from '../actions/gitApi.ts';
import type { Following, WorkAtHand } from './changedSince.ts';

const restMs = 400;

export function followDocuments(changed: (source: string) => void): Following {
  const resting = new Map<string, ReturnType<typeof setTimeout>>();
  const note = (uri: vscode.Uri): void => noteOf(uri.toString());
  const noteOf = (key: string): void => {
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
    watch: (sources) => {
      for (const key of sources) {
        const work = watchers.has(key) ? undefined : followed.get(key);
        if (work)
          watchers.set(
            key,
            work(() => noteOf(key)),
          );
        if (work || followed.has(key)) continue;
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

const followed: ReadonlyMap<string, (changed: () => void) => vscode.Disposable> = new Map<
  WorkAtHand,
  (changed: () => void) => vscode.Disposable
>([
  ['work:problems', (changed) => vscode.languages.onDidChangeDiagnostics(changed)],
  ['work:git', followGit],
]);

/** Git's support in the editor looks at the files itself, and tells when it has. */
function followGit(changed: () => void): vscode.Disposable {
  const over = new AbortController();
  void gitRepositories().then((repositories) => {
    for (const repository of over.signal.aborted ? [] : (repositories ?? [])) {
      const following = repository.onDidChange(changed);
      over.signal.addEventListener('abort', () => following.dispose());
    }
  });
  return new vscode.Disposable(() => over.abort());
}

/** A name as a pattern that fits it alone. */
function escaped(name: string): string {
  return name.replace(/[*?[\]{}]/g, (sign) => `[${sign}]`);
}
