// What a message can name of the work at hand: the selection, problems, output of commands, differences that git knows.
import * as vscode from 'vscode';
import { type FileDiff, leftOutByContent } from '../../core/actions/commitDiff.ts';
import { leftOutRemark } from '../../core/actions/leftOutRemark.ts';
import { problemsText, restOfProblems, withoutPrivate } from '../../core/actions/problems.ts';
import { type CommandOutput, cutOutput, outputText } from '../../core/mentions/commandOutput.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { isPrivate, problemsIn } from '../actions/codeActions.ts';
import { type CommitChanges, collectDiffs, diffOf } from '../actions/commitChanges.ts';
import { type GitCommit, type GitRepository, gitRepositories } from '../actions/gitApi.ts';
import type { Attached } from '../chat/attach.ts';
import type { GatheredAgain } from '../chat/changedSince.ts';
import { type Sources, shortPathOf } from '../chat/sources.ts';
import { spellingsOf } from '../requests/spellings.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import { locale, say } from '../texts.ts';
import type { Mention } from './mention.ts';

export interface WorkParts {
  readonly sources: Pick<Sources, 'fromSelection' | 'fromGathered'>;
  readonly guard: WindowGuard;
}

const mostFilesWithProblems = 30;
const mostCommits = 15;
/** Git answers within moments, or the person has chosen something else. */
const patienceMs = 15_000;

export function selectionMention({ sources }: WorkParts): Mention {
  return {
    id: 'selection',
    kind: 'selection',
    label: say(sentence('Selection')),
    detail: say(sentence('the selected lines, or the whole open file')),
    keys: 'selection selected',
    attach: async () => [await sources.fromSelection()],
  };
}

export function problemsMention(parts: WorkParts): Mention {
  return {
    id: 'problems',
    kind: 'problems',
    label: say(sentence('Problems')),
    detail: say(sentence('errors and warnings of the workspace')),
    keys: 'problems errors warnings',
    attach: async () => [await problems(parts)],
  };
}

async function problems(parts: WorkParts): Promise<Attached> {
  const { sources, guard } = parts;
  const all = vscode.languages
    .getDiagnostics()
    .map(([uri]) => ({
      uri,
      problems: problemsIn({ uri }, { start: 1, end: Number.MAX_SAFE_INTEGER }, undefined),
    }))
    .filter(({ problems }) => problems.length > 0);
  const texts: string[] = [];
  const files: vscode.Uri[] = [];
  for (const { uri, problems } of all.slice(0, mostFilesWithProblems)) {
    if (guard.refusal(await spellingsOf(uri))) continue;
    const told = problems.map((one) => withoutPrivate(one, (path) => isPrivate(path, uri, guard)));
    texts.push(`${shortPathOf(uri)}\n${problemsText(told)}`);
    files.push(uri);
  }
  if (texts.length === 0)
    return { ok: false, message: sentence('The editor reports no errors or warnings now.') };
  const rest = restOfProblems(all.length - mostFilesWithProblems);
  if (rest) texts.push(rest.text);
  return sources.fromGathered(
    {
      label: say(sentence('Problems')),
      source: 'problems of the workspace',
      languageId: 'text',
      text: texts.join('\n\n'),
      remark: rest?.remark,
    },
    files,
    { from: 'work:problems', gather: () => problems(parts) },
  );
}

export function terminalMentions(
  { sources }: WorkParts,
  commands: readonly CommandOutput[],
): readonly Mention[] {
  return commands.map((output, index) => {
    const { command, exitCode } = output;
    const short = command.replace(/\s+/g, ' ').trim().slice(0, 80);
    return {
      id: `terminal ${index} ${short}`,
      kind: 'terminal' as const,
      label: say(sentence('Output of {0}', short)),
      detail:
        exitCode === undefined || exitCode === 0
          ? say(sentence('terminal'))
          : say(sentence('terminal, ended with {0}', exitCode)),
      keys: `terminal output ${short}`,
      attach: async () => [
        await sources.fromGathered(
          {
            label: short,
            source: `output of ${short}`,
            languageId: 'text',
            text: outputText(output),
            ...(output.isCut && { remark: cutOutput }),
          },
          [],
        ),
      ],
    };
  });
}

export function diffMentions(parts: WorkParts): readonly Mention[] {
  const one = (isStaged: boolean, label: Sentence, detail: Sentence): Mention => ({
    id: isStaged ? 'diff staged' : 'diff working tree',
    kind: 'diff',
    label: say(label),
    detail: say(detail),
    keys: isStaged ? 'git diff staged changes' : 'git diff working tree changes unstaged',
    attach: () => changes(parts, isStaged, label),
  });
  return [
    one(false, sentence('Git: working tree'), sentence('all that has changed since the last commit')),
    one(true, sentence('Git: staged changes'), sentence('what a commit would hold')),
  ];
}

/** The latest commits of all repositories, when commits are what is being typed. */
export async function commitMentions(parts: WorkParts): Promise<readonly Mention[]> {
  const found = await Promise.all(
    ((await gitRepositories()) ?? []).map(async (repository) =>
      (await repository.commits(mostCommits)).map((commit) => ({ repository, commit })),
    ),
  );
  return found.flat().map(({ repository, commit }) => ({
    id: `diff ${repository.root.toString()} ${commit.hash}`,
    kind: 'diff' as const,
    label: commit.subject || commit.hash.slice(0, 8),
    detail: say(sentence('commit {0}', commit.hash.slice(0, 8))),
    keys: `git commit ${commit.subject} ${commit.hash}`,
    attach: async () => [await commitDiff(parts, repository, commit)],
  }));
}

async function changes(parts: WorkParts, isStaged: boolean, label: Sentence): Promise<readonly Attached[]> {
  const repositories = (await gitRepositories()) ?? [];
  const collected = await Promise.all(repositories.map((one) => changesOf(parts, one, isStaged, label)));
  const attached = collected.flatMap((one) => one ?? []);
  return attached.length > 0 ? attached : [noChanges];
}

const noChanges: Attached = { ok: false, message: sentence('Git knows of no such changes.') };

async function changesOf(
  parts: WorkParts,
  repository: GitRepository,
  isStaged: boolean,
  label: Sentence,
): Promise<Attached | null> {
  const { staged, unstaged } = repository;
  const collected = await collectDiffs(
    repository,
    isStaged ? staged : [...unstaged, ...staged],
    parts.guard,
    AbortSignal.timeout(patienceMs),
    (change, path) => diffOf(repository, change, path, isStaged),
  );
  const gather = async (): Promise<Attached> =>
    (await changesOf(parts, repository, isStaged, label)) ?? noChanges;
  const source = isStaged ? 'git diff --staged' : 'git diff HEAD';
  return (
    collected &&
    diffChip(parts, collected, say(label), source, {
      ...{ from: 'work:git', part: repository.root.toString(), gather },
    })
  );
}

async function commitDiff(parts: WorkParts, repository: GitRepository, commit: GitCommit): Promise<Attached> {
  const read = async (
    uri: vscode.Uri,
    path: string,
  ): Promise<FileDiff | 'unreadable' | 'binary' | 'generated'> => {
    const diff = await repository.diffOf(commit, uri, path).catch(() => '');
    if (diff === '') return 'unreadable';
    const why = leftOutByContent(diff);
    return why === 'binary' || why === 'generated' ? why : { path, diff };
  };
  const collected = await collectDiffs(
    repository,
    await repository.changedIn(commit),
    parts.guard,
    AbortSignal.timeout(patienceMs),
    ({ uri }, path) => read(uri, path),
  );
  if (!collected) return { ok: false, message: sentence('Git shows no changes of this commit.') };
  const short = commit.hash.slice(0, 8);
  return diffChip(
    parts,
    collected,
    say(sentence('commit {0}', short)),
    `git show ${short}: ${commit.subject}`,
  );
}

/** Says in the text itself what is not in it, without the names of private files. */
async function diffChip(
  { sources }: WorkParts,
  changes: Omit<CommitChanges, 'staged'>,
  label: string,
  source: string,
  again?: GatheredAgain,
): Promise<Attached> {
  const { diff, leftOut, uris } = changes;
  if (diff.trim() === '')
    return {
      ok: false,
      message: sentence(
        'Nothing of these changes may be attached: {0} files are private, generated, binary or cannot be read.',
        new Intl.NumberFormat(locale()).format(leftOut.length),
      ),
    };
  const rest = leftOut.length > 0 ? `[${leftOut.length} more changed files are left out]\n` : '';
  const remark = leftOutRemark(changes);
  return sources.fromGathered({ label, source, languageId: 'diff', text: diff + rest, remark }, uris, again);
}
