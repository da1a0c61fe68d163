// Feeds the guard with what files say: ignore files of the workspace folders, real paths, changes within a second.
import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Log } from '../../core/ports.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import { say } from '../texts.ts';
import type { GuardedFolder, WindowGuard } from './windowGuard.ts';

/** An ignore file larger than this is not read whole: the guard refuses what it cannot judge. */
const maxIgnoreBytes = 1_000_000;

/** Follows settings and ignore files. `ready` resolves when the rules of the start are in force. */
export function followGuardFiles(
  guard: WindowGuard,
  settings: EditorSettings,
  log: Log,
): vscode.Disposable & { readonly ready: Promise<void> } {
  let watchers: vscode.Disposable[] = [];
  let turn = 0;
  const reload = async (): Promise<void> => {
    const mine = ++turn;
    const { privacy } = settings.settings.current;
    const folders = await Promise.all(
      (vscode.workspace.workspaceFolders ?? []).map((folder) => read(folder, privacy.ignoreFile)),
    );
    if (mine !== turn) return;
    for (const problem of guard.follow({ mode: privacy.secrets, exclude: privacy.exclude }, folders))
      log.warn(say(problem));
  };
  const start = (): Promise<void> => {
    for (const watcher of watchers) watcher.dispose();
    const name = settings.settings.current.privacy.ignoreFile;
    watchers = (vscode.workspace.workspaceFolders ?? []).map((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name));
      watcher.onDidChange(reload);
      watcher.onDidCreate(reload);
      watcher.onDidDelete(reload);
      return watcher;
    });
    return reload();
  };
  const subscriptions = [
    // A file that is saved here is felt at once; the watcher tells of changes made elsewhere, a little later.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.path.endsWith(`/${settings.settings.current.privacy.ignoreFile}`)) void reload();
    }),
    settings.settings.onDidChange(() => void start()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void start()),
  ];
  const ready = start();
  return {
    ready,
    dispose: () => {
      for (const subscription of [...subscriptions, ...watchers]) subscription.dispose();
    },
  };
}

async function read(folder: vscode.WorkspaceFolder, ignoreFile: string): Promise<GuardedFolder> {
  const { fsPath } = folder.uri;
  const real = folder.uri.scheme === 'file' ? await realpath(fsPath).catch(() => fsPath) : fsPath;
  const roots = [...new Set([fsPath, real, folder.uri.path].map(normal))];
  const ignoreText = await textOf(vscode.Uri.joinPath(folder.uri, ignoreFile));
  return ignoreText === undefined ? { roots } : { roots, ignoreText };
}

function normal(path: string): string {
  return path.replaceAll('\\', '/').replace(/\/+$/, '');
}

/** Undefined when there is none; a file that cannot be judged excludes everything. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const stat = await vscode.workspace.fs.stat(uri);
    if (stat.size > maxIgnoreBytes) return '*';
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound' ? undefined : '*';
  }
}
