// Feeds the guard with what files say: ignore files and `.env` values of the workspace, real paths, changes within a second.

import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { parseEnv } from '../../core/outgoing/envFile.ts';
import type { KnownValue } from '../../core/outgoing/knownValues.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { withoutTail } from '../../core/withoutTail.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import { say } from '../texts.ts';
import type { GuardedFolder } from './fileRules.ts';
import type { WindowGuard } from './windowGuard.ts';

/** An ignore file larger than this is not read whole: the guard refuses what it cannot judge. */
const maxIgnoreBytes = 1_000_000;
/** Values of a larger `.env` are not known; the file itself never leaves all the same. */
const maxEnvBytes = 200_000;
/** Bounds a workspace made to cost time. */
const mostFiles = 500;
/** A window that is looked at again and a question that is asked may look for files anew, at this share of the time at most. */
const lookingShare = 0.2;
const leastRestMs = 5_000;
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
  clock: Pick<Clock, 'monotonicMs'>,
  log: Log,
): vscode.Disposable & { readonly ready: Promise<void> } {
  let watchers: vscode.Disposable[] = [];
  /** What the watchers look for: they take a moment to begin, and a file that comes in it would be missed. */
  let watched = '';
  /** Files that changed while everything is looked for: the search may have been past them. */
  const told = new Set<string>();
  let files = new Map<string, GuardFile>();
  let turn = 0;
  let nextLookMs = 0;
  /** The rules as they were put into force last; empty before the first search is over. */
  let inForce = '';
  const readings = new Map<string, symbol>();

  const kindOf = (uri: vscode.Uri): Kind | null => {
    const { privacy } = settings.settings.current;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    if (name === privacy.ignoreFile || (privacy.useGitignore && name === '.gitignore')) return 'ignore';
    return /^\.env(?:rc)?(?:$|[.\-_])|\.env$/.test(name) ? 'env' : null;
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
    const rules = [{ mode: secrets, exclude, personalData }, folders.flat(), values] as const;
    // Whoever follows the guard judges everything anew when it changes, so it is told of changes only.
    const written = JSON.stringify(rules);
    if (written === inForce) return;
    inForce = written;
    const problems = guard.follow(...rules);
    for (const problem of problems) log.warn(say(problem));
  };

  /** One file has changed, appeared or gone. */
  const update = async (uri: vscode.Uri): Promise<void> => {
    if (kindOf(uri) === null) return;
    const key = uri.toString();
    const reading = Symbol(key);
    readings.set(key, reading);
    const file = await read(uri);
    // A later change of the same file is being read: what was read before it must not win.
    if (readings.get(key) !== reading) return;
    readings.delete(key);
    told.add(key);
    if (file) files.set(key, file);
    else files.delete(key);
    // Before the first search is over nobody knows the other files.
    if (inForce !== '') await apply(turn);
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
    const startedMs = clock.monotonicMs();
    nextLookMs = startedMs + leastRestMs;
    // The search passes by what settings hide: a file that is known already is read again all the same.
    const known = [...files.values()].map(({ uri }) => uri);
    told.clear();
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
    const unique = new Map([...known, ...found.flat()].map((uri) => [uri.toString(), uri]));
    const all = await Promise.all([...unique.values()].map(read));
    if (mine !== turn) return;
    const fresh = new Map(all.flatMap((file) => (file ? [[file.uri.toString(), file]] : [])));
    // What was told of meanwhile is newer than what the search has read.
    for (const key of told) {
      const file = files.get(key);
      if (file) fresh.set(key, file);
      else fresh.delete(key);
    }
    files = fresh;
    await apply(mine);
    const endedMs = clock.monotonicMs();
    nextLookMs = endedMs + Math.max(leastRestMs, (endedMs - startedMs) / lookingShare);
  };

  /**
   * Watchers do not tell everything: nothing of folders that `files.watcherExclude` names, little of network drives, and not
   * always of a folder that was made a moment ago.
   */
  const lookAgain = (): void => {
    if (clock.monotonicMs() >= nextLookMs) void restart();
  };

  const subscriptions = [
    // A file that is saved here is felt at once; the watcher tells of changes made elsewhere, a little later.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => void update(uri)),
    settings.settings.onDidChange(() => void restart()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void restart()),
    // Files change behind the editor's back while the person is somewhere else.
    vscode.window.onDidChangeWindowState(({ focused }) => focused && lookAgain()),
    guard.onDidMask(lookAgain),
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
