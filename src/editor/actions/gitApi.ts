// The editor's built-in git extension, as far as it is used here: parsed, because its exports carry no promise to us.
import * as vscode from 'vscode';
import { newFileDiff } from '../../core/actions/commitDiff.ts';

export interface GitChange {
  readonly uri: vscode.Uri;
  /** Every name it has or had: content of a private file stays private when it is renamed. */
  readonly names: readonly vscode.Uri[];
  /** New and not followed by git yet: git shows no diff of it. */
  readonly isUntracked: boolean;
}

export interface GitCommit {
  readonly hash: string;
  /** The state before it; undefined for the first commit of all. */
  readonly parent?: string;
  readonly subject: string;
}

export interface GitRepository {
  readonly root: vscode.Uri;
  readonly inputBox: { value: string };
  readonly staged: readonly GitChange[];
  /** Not staged; new files included. */
  readonly unstaged: readonly GitChange[];
  /** Calls whenever git was asked for the state of the files, which follows each change of theirs. */
  onDidChange(changed: () => void): vscode.Disposable;
  /** The diff of one file as git prints it: of the index, or of the working tree against it. */
  diff(path: string, staged: boolean): Promise<string>;
  /** The latest commits, newest first. */
  commits(most: number): Promise<readonly GitCommit[]>;
  /** Files that a commit changed, against its first parent; of the first commit all that it holds. */
  changedIn(commit: GitCommit): Promise<readonly GitChange[]>;
  /** What a commit changed in one file, whose path in the repository is `path`. */
  diffOf(commit: GitCommit, file: vscode.Uri, path: string): Promise<string>;
  /** Subjects of the latest commits, newest first; none in a new repository. */
  subjects(most: number): Promise<readonly string[]>;
}

/** `Status` of the extension's API: a const enum, so only its numbers exist at run time. */
const untracked = 7;
const ignored = 8;

/** The tree that holds nothing, which git knows without having it: of a commit whose name is SHA-1, or SHA-256. */
function emptyTreeBeside(hash: string): string {
  return hash.length > 40
    ? '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'
    : '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
}

/** The open repositories; null when git, or the editor's support for it, is off or missing. */
export async function gitRepositories(): Promise<readonly GitRepository[] | null> {
  const extension = vscode.extensions.getExtension<unknown>('vscode.git');
  if (!extension) return null;
  try {
    const exports: unknown = await extension.activate();
    const api = isRecord(exports) && isFunction(exports.getAPI) ? exports.getAPI(1) : null;
    if (!isRecord(api) || !Array.isArray(api.repositories)) return null;
    return api.repositories.flatMap((one: unknown) => repositoryOf(one) ?? []);
  } catch {
    // `getAPI` throws when git is switched off in the settings or not installed.
    return null;
  }
}

function repositoryOf(raw: unknown): GitRepository | null {
  if (!isRecord(raw) || !(raw.rootUri instanceof vscode.Uri) || !isRecord(raw.state)) return null;
  const { rootUri, state, inputBox } = raw;
  if (!isRecord(inputBox) || typeof inputBox.value !== 'string') return null;
  const call = async (name: string, ...args: readonly unknown[]): Promise<unknown> => {
    const method = raw[name];
    return isFunction(method) ? method.apply(raw, [...args]) : undefined;
  };
  const commits = async (most: number): Promise<readonly GitCommit[]> => {
    const log = await call('log', { maxEntries: most }).catch(() => []);
    return (Array.isArray(log) ? log : []).flatMap((commit: unknown): GitCommit[] => {
      if (!isRecord(commit) || typeof commit.hash !== 'string') return [];
      const message = typeof commit.message === 'string' ? commit.message : '';
      const subject = message.split('\n', 1)[0]?.trim().slice(0, 200) ?? '';
      const [parent] = Array.isArray(commit.parents) ? commit.parents : [];
      return [{ hash: commit.hash, subject, ...(typeof parent === 'string' ? { parent } : {}) }];
    });
  };
  return {
    root: rootUri,
    inputBox: {
      get value() {
        return typeof inputBox.value === 'string' ? inputBox.value : '';
      },
      set value(text) {
        inputBox.value = text;
      },
    },
    get staged() {
      return changesOf(state.indexChanges);
    },
    get unstaged() {
      // Merge conflicts and, by a setting, new files stand in lists of their own.
      return [state.mergeChanges, state.workingTreeChanges, state.untrackedChanges].flatMap(changesOf);
    },
    onDidChange: (changed) => {
      const following = isFunction(state.onDidChange) ? state.onDidChange(changed) : undefined;
      return new vscode.Disposable(() => {
        if (isRecord(following) && isFunction(following.dispose)) following.dispose();
      });
    },
    diff: async (path, staged) => {
      const text = await call(staged ? 'diffIndexWithHEAD' : 'diffWithHEAD', path);
      return typeof text === 'string' ? text : '';
    },
    commits,
    changedIn: async ({ hash, parent }) =>
      changesOf(
        parent === undefined
          ? // `diffBetween` looks for a common ancestor, which a tree has none of.
            await call('diffBetweenWithStats2', `${emptyTreeBeside(hash)}..${hash}`)
          : await call('diffBetween', parent, hash),
      ),
    diffOf: async ({ hash, parent }, { fsPath }, path) => {
      const isFirst = parent === undefined;
      const text = await (isFirst ? call('show', hash, fsPath) : call('diffBetween', parent, hash, fsPath));
      if (typeof text !== 'string') return '';
      return isFirst ? newFileDiff(path, text) : text;
    },
    subjects: async (most) => (await commits(most)).flatMap(({ subject }) => subject || []),
  };
}

function changesOf(raw: unknown): readonly GitChange[] {
  return (Array.isArray(raw) ? raw : []).flatMap((change: unknown): GitChange[] => {
    if (!isRecord(change) || !(change.uri instanceof vscode.Uri) || change.status === ignored) return [];
    const names = [change.uri, change.originalUri, change.renameUri].filter(
      (uri) => uri instanceof vscode.Uri,
    );
    const renamed = change.renameUri instanceof vscode.Uri ? change.renameUri : change.uri;
    return [{ uri: renamed, names, isUntracked: change.status === untracked }];
  });
}

type Method = (...args: unknown[]) => unknown;

function isFunction(value: unknown): value is Method {
  return typeof value === 'function';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
