// Where the index of this workspace lies: in a folder of its own in the extension's storage, named by the workspace's folders.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';

export function indexFile(storage: vscode.Uri): string {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()).sort();
  const name = createHash('sha256').update(folders.join('\n')).digest('hex').slice(0, 24);
  return join(storage.fsPath, 'codebase', `${name}.db`);
}
