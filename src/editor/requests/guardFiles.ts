// Feeds the guard with what files say: ignore files and `.env` values of the workspace, real paths, changes within a second.

import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { parseEnv } from '../../core/outgoing/envFile.ts';
import type { KnownValue } from '../../core/outgoing/knownValues.ts';
import type { Log } from '../../core/ports.ts';
import { withoutTail } from '../../core/withoutTail.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import { say } from '../texts.ts';
import type { GuardedFolder, WindowGuard } from './windowGuard.ts';

/** An ignore file larger than this is not read whole: the guard refuses what it cannot judge. */
const maxIgnoreBytes = 1_000_000;
/** Values of a larger `.env` are not known; the file itself never leaves all the same. */
const maxEnvBytes = 200_000;
/** Bounds a workspace made to cost time. */
const mostFiles = 500;
const notSearched = '**/{node_modules,.git,.venv,venv,target,dist,build,out}/**';

type Kind = 'ignore' | 'env';

interface GuardFile {
  readonly kind: Kind;
  readonly uri: vscode.Uri;
  readonly text: string;
}

/** Follows settings, ignore files and `.env` files. `ready` resolves when the rules of the start are in force. */
export function followGuardFiles(
  guard: WindowGuard,
  settings: EditorSettings,
  log: Log,
): vscode.Disposable & { readonly ready: Promise<void> } {
  let watchers: vscode.Disposable[] = [];
  /** What the watchers look for: they take a moment to begin, and a file that comes in it would be missed. */
  let watched = '';
  /** Files that changed while everything is looked for: the search may have been past them. */
  let touched = new Map<string, vscode.Uri>();
  let files = new Map<string, GuardFile>();
  let turn = 0;
  const readings = new Map<string, symbol>();

  const kindOf = (uri: vscode.Uri): Kind | null => {
    const { privacy } = settings.settings.current;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    if (name === privacy.ignoreFile || (privacy.useGitignore && name === '.gitignore')) return 'ignore';
    return /^\.env(?:$|[.\-_])|\.env$/.test(name) ? 'env' : null;
  };
  const read = async (uri: vscode.Uri): Promise<GuardFile | null> => {
    const kind = kindOf(uri);
    const text = kind && (await textOf(uri, kind));
    return kind === null || text === null ? null : { kind, uri, text };
  };

  /** Puts what is known into force. */
  const apply = async (mine: number): Promise<void> => {
    const { secrets, exclude, personalData } = settings.settings.current.privacy;
    const folders = await Promise.all(
      (vscode.workspace.workspaceFolders ?? []).map((folder) => guardedFolders(folder, files.values())),
    );
    if (mine !== turn) return;
    const values = [...files.values()].flatMap((file): readonly KnownValue[] =>
      file.kind === 'env' ? parseEnv(file.text) : [],
    );
    const problems = guard.follow({ mode: secrets, exclude, personalData }, folders.flat(), values);
    for (const problem of problems) log.warn(say(problem));
  };

  /** One file has changed, appeared or gone. */
  const update = async (uri: vscode.Uri): Promise<void> => {
    if (kindOf(uri) === null) return;
    const started = turn;
    const key = uri.toString();
    touched.set(key, uri);
    const reading = Symbol(key);
    readings.set(key, reading);
    const file = await read(uri);
    // A later change of the same file is being read: what was read before it must not win.
    if (started !== turn || readings.get(key) !== reading) return;
    readings.delete(key);
    if (file) files.set(key, file);
    else files.delete(key);
    await apply(turn);
  };

  const watch = (folders: readonly vscode.WorkspaceFolder[], names: readonly string[]): void => {
    const now = JSON.stringify([folders.map(({ uri }) => uri.toString()), names]);
    if (now === watched) return;
    watched = now;
    for (const watcher of watchers) watcher.dispose();
    watchers = folders.flatMap((folder) =>
      names.map((name) => {
        const pattern = new vscode.RelativePattern(folder, `**/${name}`);
        const watcher = vscode.workspace.createFileSystemWatcher(pattern);
        watcher.onDidChange(update);
        watcher.onDidCreate(update);
        watcher.onDidDelete(update);
        return watcher;
      }),
    );
  };

  /** Other folders or settings: everything is looked for again. */
  const restart = async (): Promise<void> => {
    const mine = ++turn;
    touched = new Map();
    const folders = vscode.workspace.workspaceFolders ?? [];
    const names = [settings.settings.current.privacy.ignoreFile, '.gitignore', '.env*', '*.env'];
    watch(folders, names);
    const found = await Promise.all(
      folders.flatMap((folder) => [
        // The search obeys settings that hide files; what stands at the top is read in any case.
        Promise.resolve(
          ['.gitignore', '.env', names[0] ?? ''].map((name) => vscode.Uri.joinPath(folder.uri, name)),
        ),
        ...names.map((name) => search(new vscode.RelativePattern(folder, `**/${name}`))),
      ]),
    );
    const unique = new Map(found.flat().map((uri) => [uri.toString(), uri]));
    const all = await Promise.all([...unique.values()].map(read));
    if (mine !== turn) return;
    files = new Map(all.flatMap((file) => (file ? [[file.uri.toString(), file]] : [])));
    await apply(mine);
    for (const uri of [...touched.values()]) await update(uri);
  };

  const subscriptions = [
    // A file that is saved here is felt at once; the watcher tells of changes made elsewhere, a little later.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => void update(uri)),
    settings.settings.onDidChange(() => void restart()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void restart()),
  ];
  const ready = restart();
  return {
    ready,
    dispose: () => {
      for (const subscription of [...subscriptions, ...watchers]) subscription.dispose();
    },
  };
}

async function search(pattern: vscode.RelativePattern): Promise<readonly vscode.Uri[]> {
  try {
    return await vscode.workspace.findFiles(pattern, notSearched, mostFiles);
  } catch {
    return [];
  }
}

/** The workspace folder itself, and every folder below it that holds an ignore file. */
async function guardedFolders(
  { uri }: vscode.WorkspaceFolder,
  files: Iterable<GuardFile>,
): Promise<readonly GuardedFolder[]> {
  const real = uri.scheme === 'file' ? await realpath(uri.fsPath).catch(() => uri.fsPath) : uri.fsPath;
  const roots = [...new Set([uri.fsPath, real, uri.path].map(normal))];
  const below = `${normal(uri.path)}/`;
  const held = [...files].flatMap((file): readonly GuardedFolder[] => {
    const path = normal(file.uri.path);
    if (file.kind !== 'ignore' || file.uri.scheme !== uri.scheme || !path.startsWith(below)) return [];
    const folder = path.slice(below.length - 1, path.lastIndexOf('/'));
    const ignoreFile = vscode.workspace.asRelativePath(file.uri);
    return [{ roots: roots.map((root) => root + folder), ignoreText: file.text, ignoreFile }];
  });
  return [{ roots }, ...held];
}

function normal(path: string): string {
  return withoutTail(path.replaceAll('\\', '/'), '/');
}

/** PowerShell writes UTF-16 with a byte-order mark. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes);
}

/** Null when there is none; an ignore file that cannot be judged excludes everything. */
async function textOf(uri: vscode.Uri, kind: Kind): Promise<string | null> {
  const unjudged = kind === 'ignore' ? '*' : null;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > (kind === 'ignore' ? maxIgnoreBytes : maxEnvBytes)) return unjudged;
    return decoded(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound' ? null : unjudged;
  }
}
