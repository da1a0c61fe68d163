// The files and folders that a message can name: listed once, again after one was added or deleted.
import * as vscode from 'vscode';
import { foldersLeftOut, maxFiles } from '../../core/codebase/eligible.ts';

export interface NamedPath {
  /** Relative to the project, with `/`; of a folder with one at its end. */
  readonly name: string;
  readonly uri: vscode.Uri;
  readonly isFolder: boolean;
}

/** A list this old is asked for again, whatever the watcher says. */
const freshMs = 60_000;

export class MentionFiles implements vscode.Disposable {
  #listed: { readonly paths: Promise<readonly NamedPath[]>; readonly atMs: number } | null = null;
  #isReady = false;
  #watcher: vscode.Disposable | null = null;

  /** Whether the list can be had without a wait. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** All files, then all folders. */
  paths(): Promise<readonly NamedPath[]> {
    const nowMs = performance.now();
    this.#watcher ??= this.#watch();
    if (this.#listed === null || nowMs - this.#listed.atMs > freshMs) {
      this.#isReady = false;
      const paths = list().finally(() => {
        this.#isReady = true;
      });
      this.#listed = { paths, atMs: nowMs };
    }
    return this.#listed.paths;
  }

  dispose(): void {
    this.#watcher?.dispose();
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*', false, true, false);
    const forget = (): void => {
      this.#listed = null;
    };
    return vscode.Disposable.from(watcher, watcher.onDidCreate(forget), watcher.onDidDelete(forget));
  }
}

async function list(): Promise<readonly NamedPath[]> {
  const leftOut = `{${foldersLeftOut.map((name) => `**/${name}/**`).join(',')}}`;
  const uris = await vscode.workspace.findFiles('**/*', leftOut, maxFiles);
  const hasMany = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const files = uris
    .map((uri) => ({
      uri,
      name: vscode.workspace.asRelativePath(uri, hasMany).replaceAll('\\', '/'),
      isFolder: false,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const folders = new Map<string, NamedPath>();
  for (const { uri, name } of files) {
    const parts = name.split('/');
    for (let up = 1; up < parts.length; up += 1) {
      const folder = `${parts.slice(0, -up).join('/')}/`;
      if (folders.has(folder)) break;
      folders.set(folder, { name: folder, isFolder: true, uri: vscode.Uri.joinPath(uri, '../'.repeat(up)) });
    }
  }
  return [...files, ...folders.values()];
}
