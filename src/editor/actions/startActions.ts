// Puts the actions together in the editor: the commands on code, the quick fix, and the commit message.
import * as vscode from 'vscode';
import type { ActionKind } from '../../core/actions/actionQuestion.ts';
import type { Clock, Ledger, Log, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import { sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import type { Account } from '../account/startAccount.ts';
import type { ReviewsOnDemand } from '../apply/startReviews.ts';
import type { Chat } from '../chat/startChat.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import type { LiveSettings } from '../settings.ts';
import { say } from '../texts.ts';
import { askAboutCode, type FixPlace } from './codeActions.ts';
import { CommitCommand } from './commitCommand.ts';
import { explainTerminal } from './explainTerminal.ts';
import { registerFixProvider } from './fixProvider.ts';
import { isSourceControl } from './repositoryFor.ts';
import { reviewChanges } from './reviewChanges.ts';

export interface ActionParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly account: Account;
  readonly settings: LiveSettings;
  readonly guard: WindowGuard;
  readonly ledger: Pick<Ledger, 'noteInserted'>;
  readonly chat: Chat;
  readonly reviews: ReviewsOnDemand;
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
}

/** Registers everything; disposing ends a commit message under way. */
export function startActions(parts: ActionParts): vscode.Disposable {
  const { account, chat, guard, log } = parts;
  const commit = new CommitCommand(parts);
  const register = (command: string, work: (argument: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (argument: unknown) => {
      try {
        await work(argument);
      } catch (error) {
        log.error(`${command} failed`, error);
        void vscode.window.showErrorMessage(say(sentence('This did not work. The log has the details.')));
      }
    });
  const kinds = [
    'explain',
    'fix',
    'improve',
    'generateTests',
    'generateDocs',
  ] as const satisfies ActionKind[];
  const disposables = [
    ...kinds.map((kind) =>
      register(commands[kind], (argument) =>
        askAboutCode(
          kind,
          { account, chat, guard },
          {
            ...(isFixPlace(argument) ? { at: argument } : {}),
            words: wordsIn(argument),
          },
        ),
      ),
    ),
    // The Source Control view passes itself; without an editor there is no code to mean but what was changed.
    register(commands.review, (argument) =>
      isSourceControl(argument) || !vscode.window.activeTextEditor
        ? reviewChanges({ account, chat, guard }, argument, wordsIn(argument))
        : askAboutCode('review', { account, chat, guard }, { words: wordsIn(argument) }),
    ),
    register(commands.explainTerminal, (argument) => explainTerminal({ account, chat }, wordsIn(argument))),
    registerFixProvider({ guard, isReady: () => account.setup.stage === 'ready' }),
    register(commands.editSelection, async () => {
      const { editSelection } = await import('../apply/editSelection.ts');
      await editSelection(parts);
    }),
    register(commands.generateCommitMessage, (source) => commit.run(source)),
    vscode.commands.registerCommand(commands.cancelCommitMessage, () => commit.cancel()),
    { dispose: () => commit.cancel() },
  ];
  return vscode.Disposable.from(...disposables);
}

/** What was typed after the command in the chat. */
function wordsIn(argument: unknown): string {
  const words = typeof argument === 'object' && argument !== null ? Reflect.get(argument, 'words') : '';
  return typeof words === 'string' ? words : '';
}

/** Menus pass a URI here, the quick fix its place. */
function isFixPlace(argument: unknown): argument is FixPlace {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'uri' in argument &&
    argument.uri instanceof vscode.Uri &&
    'range' in argument &&
    argument.range instanceof vscode.Range &&
    'diagnostics' in argument &&
    Array.isArray(argument.diagnostics)
  );
}
