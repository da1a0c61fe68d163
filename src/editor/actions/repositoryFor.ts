// Which repository a command means.
import * as vscode from 'vscode';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { editorDialogs } from '../account/editorDialogs.ts';
import { say } from '../texts.ts';
import { type GitRepository, gitRepositories } from './gitApi.ts';

/** The repository of the title bar, of the open file, the only one, or the one a person picks. Says why when there is none. */
export async function repositoryFor(source: unknown, title: Sentence): Promise<GitRepository | undefined> {
  const repositories = await gitRepositories();
  if (!repositories || repositories.length === 0) {
    const why = repositories
      ? sentence('No git repository is open.')
      : sentence('Git is not available: it is switched off in this editor, or not installed.');
    void editorDialogs.tell('info', [why]);
    return undefined;
  }
  const given = rootOf(source);
  const of = (uri: vscode.Uri | undefined): GitRepository | undefined =>
    repositories
      .filter(({ root }) => uri && `${uri.path}/`.startsWith(`${root.path}/`))
      .sort((a, b) => b.root.path.length - a.root.path.length)[0];
  if (given) return of(given);
  if (repositories.length === 1) return repositories[0];
  const active = of(vscode.window.activeTextEditor?.document.uri);
  if (active) return active;
  const picked = await vscode.window.showQuickPick(
    repositories.map((repository) => ({
      label: repository.root.path.split('/').at(-1) ?? '',
      description: repository.root.fsPath,
      repository,
    })),
    { title: say(title), placeHolder: say(sentence('Which repository?')) },
  );
  return picked?.repository;
}

/** True of what the Source Control view passes to a command of its title bar. */
export function isSourceControl(source: unknown): boolean {
  return rootOf(source) !== undefined;
}

function rootOf(source: unknown): vscode.Uri | undefined {
  if (typeof source !== 'object' || source === null || !('rootUri' in source)) return undefined;
  return source.rootUri instanceof vscode.Uri ? source.rootUri : undefined;
}
