// Tells which files change, in an editor or on the disk, a moment after they have come to rest.
import * as vscode from 'vscode';

const restMs = 400;

export function followDocuments(changed: (uri: string) => void): vscode.Disposable {
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
  const watcher = vscode.workspace.createFileSystemWatcher('**/*', true, false, false);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(note),
    watcher.onDidDelete(note),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) note(document.uri);
    }),
    { dispose: () => resting.forEach(clearTimeout) },
  );
}
