// Collects what a commit would hold: staged changes, else all; each file judged before anything of it is read.
import * as vscode from 'vscode';
import {
  boundDiffs,
  type FileDiff,
  type LeftOutWhy,
  leftOutByContent,
  leftOutByName,
  newFileDiff,
} from '../../core/actions/commitDiff.ts';
import { spellingsOf } from '../requests/spellings.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import type { GitChange, GitRepository } from './gitApi.ts';

export interface LeftOut {
  readonly path: string;
  readonly why: LeftOutWhy;
}

export interface CommitChanges {
  readonly staged: boolean;
  readonly diff: string;
  /** Files whose changes are in the diff. */
  readonly files: readonly string[];
  readonly uris: readonly vscode.Uri[];
  readonly leftOut: readonly LeftOut[];
  /** Files of which only the beginning is in the diff. */
  readonly cut: readonly string[];
}

/** Git is asked for one file at a time, so that nothing of a private one passes through; more are only named. */
const mostFiles = 100;
const mostNewFileBytes = 200_000;

/** Null when there is nothing to commit. */
export async function commitChanges(
  repository: GitRepository,
  guard: WindowGuard,
  signal: AbortSignal,
): Promise<CommitChanges | null> {
  const staged = repository.staged.length > 0;
  const changes = staged ? repository.staged : repository.unstaged;
  const collected = await collectDiffs(repository, changes, guard, signal, (change, path) =>
    diffOf(repository, change, path, staged),
  );
  return collected && { staged, ...collected };
}

/** The diffs of these changes that may leave, each file judged before `read` is called for it; null when there are none. */
export async function collectDiffs(
  repository: GitRepository,
  changed: readonly GitChange[],
  guard: WindowGuard,
  signal: AbortSignal,
  read: (change: GitChange, path: string) => Promise<FileDiff | LeftOutWhy>,
): Promise<Omit<CommitChanges, 'staged'> | null> {
  const changes = unique(changed);
  if (changes.length === 0) return null;
  const files: FileDiff[] = [];
  const uris: vscode.Uri[] = [];
  const leftOut: LeftOut[] = [];
  for (const change of changes) {
    if (signal.aborted) break;
    const path = pathIn(repository, change.uri);
    const why = await refusal(change, path, guard);
    const diff = why ?? (files.length < mostFiles ? await read(change, path) : 'tooMany');
    if (typeof diff === 'string') leftOut.push({ path, why: diff });
    else {
      files.push(diff);
      uris.push(...change.names);
    }
  }
  const { text, cut } = boundDiffs(files);
  return { diff: text, files: files.map((file) => file.path), uris, leftOut, cut };
}

async function refusal(change: GitChange, path: string, guard: WindowGuard): Promise<LeftOutWhy | null> {
  const spellings = (await Promise.all(change.names.map(spellingsOf))).flat();
  return guard.refusal(spellings) ? 'private' : leftOutByName(path);
}

export async function diffOf(
  repository: GitRepository,
  { uri, isUntracked }: GitChange,
  path: string,
  staged: boolean,
): Promise<FileDiff | LeftOutWhy> {
  try {
    const diff = isUntracked ? await newFile(uri, path) : await repository.diff(uri.fsPath, staged);
    if (diff === '') return 'unreadable';
    return leftOutByContent(diff) ?? { path, diff };
  } catch {
    return 'unreadable';
  }
}

async function newFile(uri: vscode.Uri, path: string): Promise<string> {
  const { size, type } = await vscode.workspace.fs.stat(uri);
  if (type !== vscode.FileType.File || size > mostNewFileBytes) return '';
  return newFileDiff(path, new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
}

function unique(changes: readonly GitChange[]): readonly GitChange[] {
  return [...new Map(changes.map((change) => [change.uri.toString(), change])).values()];
}

function pathIn({ root }: GitRepository, uri: vscode.Uri): string {
  const base = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return uri.path.startsWith(base) ? uri.path.slice(base.length) : (uri.path.split('/').at(-1) ?? uri.path);
}
