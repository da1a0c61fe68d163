// The command that writes a commit message: finds the repository, asks, streams into its box, and says what was left out.
import * as vscode from 'vscode';
import type { LeftOutWhy } from '../../core/actions/commitDiff.ts';
import { CommitDraft } from '../../core/actions/commitDraft.ts';
import { commitRequest } from '../../core/actions/commitPrompt.ts';
import { languageName } from '../../core/actions/languageName.ts';
import { withAssistTrailer } from '../../core/actions/markGenerated.ts';
import { writeCommit } from '../../core/actions/writeCommit.ts';
import { type Failure, unsent } from '../../core/failure.ts';
import { failureAdvice } from '../../core/failureSentences.ts';
import type { OnceGrant } from '../../core/outgoing/letThrough.ts';
import type { Clock, Ledger, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { contextKeys, settings as settingKeys } from '../../ids.ts';
import { editorDialogs } from '../account/editorDialogs.ts';
import type { Account } from '../account/startAccount.ts';
import type { Chat } from '../chat/startChat.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import type { LiveSettings } from '../settings.ts';
import { locale, say } from '../texts.ts';
import { type CommitChanges, commitChanges } from './commitChanges.ts';
import { type GitRepository, gitRepositories } from './gitApi.ts';

export interface CommitParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly account: Account;
  readonly settings: LiveSettings;
  readonly guard: WindowGuard;
  readonly ledger: Pick<Ledger, 'noteInserted'>;
  readonly chat: Pick<Chat, 'model' | 'failureContext' | 'act'>;
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
}

/** An answer shorter than this is no message. */
const floorOutputTokens = 128;

export class CommitCommand {
  private running: AbortController | null = null;
  private readonly parts: CommitParts;

  constructor(parts: CommitParts) {
    this.parts = parts;
  }

  /**
   * `source` is what the Source Control title bar passes: the control the button belongs to. `letThrough`: false alarms in
   * the diff that may go with this one request.
   */
  async run(source: unknown, letThrough?: OnceGrant): Promise<void> {
    if (this.running) return;
    const { setup, actions } = this.parts.account;
    if (setup.stage !== 'ready') await actions.setApiKey();
    if (setup.stage !== 'ready') return;
    const abort = new AbortController();
    this.running = abort;
    void vscode.commands.executeCommand('setContext', contextKeys.writingCommit, true);
    let failure: Failure | null;
    try {
      failure = await this.write(source, abort.signal, letThrough);
    } finally {
      this.running = null;
      void vscode.commands.executeCommand('setContext', contextKeys.writingCommit, false);
    }
    // Told after the end, so that the message's own button can begin anew.
    if (failure) await this.tell(failure, source);
  }

  /** Ends the message under way; what stood in the box before comes back. */
  cancel(): void {
    this.running?.abort();
  }

  private async write(source: unknown, signal: AbortSignal, letThrough?: OnceGrant): Promise<Failure | null> {
    // In Restricted Mode git itself is off, which would explain nothing.
    if (!vscode.workspace.isTrusted) return unsent('untrusted');
    const repository = await repositoryFor(source);
    if (!repository) return null;
    const changes = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.SourceControl },
      () => commitChanges(repository, this.parts.guard, signal),
    );
    if (signal.aborted) return null;
    if (changes?.diff) return this.ask(repository, changes, signal, letThrough);
    const why = changes
      ? sentence('None of the changed files can be sent, so there is nothing to describe.')
      : sentence('There are no changes to describe.');
    void editorDialogs.tell('info', [why, ...(changes ? leftOutSentences(changes) : [])]);
    return null;
  }

  private async ask(
    repository: GitRepository,
    changes: CommitChanges,
    signal: AbortSignal,
    letThrough?: OnceGrant,
  ): Promise<Failure | null> {
    const { clock, random, settings, guard, chat, perform } = this.parts;
    const { commit } = settings.current;
    const model = chat.model(commit.model);
    if (!model) return unsent('noModel');
    const draft = new CommitDraft(repository.inputBox);
    const named: readonly LeftOutWhy[] = ['generated', 'binary', 'tooMany'];
    const request = commitRequest(
      {
        ...changes,
        unshown: changes.leftOut.flatMap(({ path, why }) => (named.includes(why) ? [path] : [])),
        subjects: await repository.subjects(10),
        begun: draft.before.trim(),
        language: languageName(commit.language ?? locale()) ?? 'English',
      },
      model,
      () => random.id().slice(0, 12),
    );
    if (!request.ok) return request.failure;
    const workspace = vscode.workspace.getWorkspaceFolder(repository.root)?.name;
    const end = await vscode.window.withProgress({ location: vscode.ProgressLocation.SourceControl }, () =>
      writeCommit(
        perform(
          {
            request: request.value,
            purpose: 'commit',
            files: changes.files,
            floorOutputTokens,
            ...(workspace ? { workspace } : {}),
            ...(letThrough ? { letThrough } : {}),
          },
          signal,
        ),
        draft,
        clock,
        (message) =>
          settings.current.privacy.commitTrailer ? withAssistTrailer(message, model.id) : message,
        { growing: (text) => guard.unmaskGrowing(text), whole: (text) => guard.unmask(text) },
      ),
    );
    if (end.kind === 'failed') return end.failure;
    if (end.kind === 'written' && end.receiptId !== undefined)
      void this.parts.ledger.noteInserted(end.receiptId, '.git/COMMIT_EDITMSG');
    const remarks = end.kind === 'written' ? leftOutSentences(changes) : [];
    if (remarks.length > 0) void editorDialogs.tell('info', remarks);
    return null;
  }

  /** One quiet message with the cure; after it, the command once more where that helps. */
  private async tell(failure: Failure, source: unknown): Promise<void> {
    const { chat, settings } = this.parts;
    const model = chat.model(settings.current.commit.model)?.id;
    const { sentences, actions } = failureAdvice(failure, chat.failureContext(failure, model));
    const action = await editorDialogs.tell('warning', sentences, actions);
    if (!action) return;
    if (action === 'letThroughOnce' || action === 'letThroughAlways')
      return this.letThrough(failure.letThrough ?? [], action, source);
    const about = { failure, modelSetting: settingKeys.commitModel, ...(model ? { model } : {}) };
    if (action === 'retry' || (await chat.act(action, about))) await this.run(source);
  }

  private async letThrough(
    placeholders: readonly string[],
    how: 'letThroughOnce' | 'letThroughAlways',
    source: unknown,
  ): Promise<void> {
    if (how === 'letThroughOnce') return this.run(source, new Set(placeholders));
    for (const placeholder of placeholders) {
      const failure = await this.parts.guard.keepLetThrough(placeholder);
      if (failure) return void editorDialogs.tell('warning', [sentence('This could not be let through.')]);
    }
    await this.run(source);
  }
}

/** The repository of the title bar, of the open file, the only one, or the one a person picks. Says why when there is none. */
async function repositoryFor(source: unknown): Promise<GitRepository | undefined> {
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
    { title: say(sentence('Generate Commit Message')), placeHolder: say(sentence('Which repository?')) },
  );
  return picked?.repository;
}

function rootOf(source: unknown): vscode.Uri | undefined {
  if (typeof source !== 'object' || source === null || !('rootUri' in source)) return undefined;
  return source.rootUri instanceof vscode.Uri ? source.rootUri : undefined;
}

const mostNamed = 6;

/** What was not sent and why, for the person who is about to commit it. */
function leftOutSentences({ leftOut, cut }: CommitChanges): readonly Sentence[] {
  const entries = [
    ...leftOut.map(({ path, why }) => whySentences[why](path)),
    ...cut.map((path) => sentence('{0} (only its beginning was sent)', path)),
  ];
  if (entries.length === 0) return [];
  const shown = entries.slice(0, mostNamed).map(say);
  const list = new Intl.ListFormat(locale(), { type: 'unit', style: 'short' }).format(shown);
  const more = entries.length - shown.length;
  return [
    sentence('Not sent: {0}.', list),
    ...(more > 0 ? [sentence('{0} more files were not sent either.', more)] : []),
  ];
}

const whySentences: Readonly<Record<LeftOutWhy, (path: string) => Sentence>> = {
  private: (path) => sentence('{0} (never leaves this machine)', path),
  generated: (path) => sentence('{0} (generated)', path),
  binary: (path) => sentence('{0} (binary)', path),
  unreadable: (path) => sentence('{0} (its changes could not be read)', path),
  tooMany: (path) => sentence('{0} (too many files)', path),
};
