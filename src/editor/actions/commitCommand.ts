// The command that writes a commit message: finds the repository, asks, streams into its box, and says what was left out.
import * as vscode from 'vscode';
import type { LeftOutWhy } from '../../core/actions/commitDiff.ts';
import { CommitDraft } from '../../core/actions/commitDraft.ts';
import { commitRequest } from '../../core/actions/commitPrompt.ts';
import { languageName } from '../../core/actions/languageName.ts';
import { withAssistTrailer } from '../../core/actions/markGenerated.ts';
import { writeCommit } from '../../core/actions/writeCommit.ts';
import { type Failure, unsent } from '../../core/failure.ts';
import type { OnceGrant } from '../../core/outgoing/letThrough.ts';
import type { Clock, Ledger, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import { sentence } from '../../core/sentence.ts';
import { contextKeys, settings as settingKeys } from '../../ids.ts';
import { editorDialogs } from '../account/editorDialogs.ts';
import type { Account } from '../account/startAccount.ts';
import type { Chat } from '../chat/startChat.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import type { LiveSettings } from '../settings.ts';
import { locale } from '../texts.ts';
import { type CommitChanges, commitChanges } from './commitChanges.ts';
import type { GitRepository } from './gitApi.ts';
import { leftOutSentences } from './leftOutWords.ts';
import { repositoryFor } from './repositoryFor.ts';
import { tellFailure } from './tellFailure.ts';

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
    const repository = await repositoryFor(source, sentence('Generate Commit Message'));
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

  private async tell(failure: Failure, source: unknown): Promise<void> {
    const { chat, guard, settings } = this.parts;
    await tellFailure(failure, {
      ...{ chat, guard, modelSetting: settingKeys.commitModel },
      model: chat.model(settings.current.commit.model)?.id,
      again: (letThrough) => this.run(source, letThrough),
    });
  }
}
