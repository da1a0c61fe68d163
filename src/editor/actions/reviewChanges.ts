// Reviews what a commit would hold: the staged changes, else all, become a chip, and the chat is asked about them.
import * as vscode from 'vscode';
import { actionQuestion } from '../../core/actions/actionQuestion.ts';
import { answerLanguage } from '../../core/actions/languageName.ts';
import { leftOutRemark } from '../../core/actions/leftOutRemark.ts';
import { sentence } from '../../core/sentence.ts';
import { editorDialogs } from '../account/editorDialogs.ts';
import { say } from '../texts.ts';
import { type CodeActionParts, questionText, withWords } from './codeActions.ts';
import { commitChanges } from './commitChanges.ts';
import { leftOutSentences } from './leftOutWords.ts';
import { repositoryFor } from './repositoryFor.ts';

const never = new AbortController().signal;

/** `source` is what the Source Control view passes, if it was asked there. */
export async function reviewChanges(
  { account, chat, guard }: CodeActionParts,
  source: unknown,
  words = '',
): Promise<void> {
  if (account.setup.stage !== 'ready' || !vscode.workspace.isTrusted) return chat.show();
  const repository = await repositoryFor(source, sentence('Review'));
  if (!repository) return;
  const changes = await vscode.window.withProgress({ location: vscode.ProgressLocation.SourceControl }, () =>
    commitChanges(repository, guard, never),
  );
  const leftOut = changes ? leftOutSentences(changes) : [];
  if (!changes?.diff) {
    const why = changes
      ? sentence('None of the changed files can be sent, so there is nothing to review.')
      : sentence('There are no changes to review.');
    return void editorDialogs.tell('info', [why, ...leftOut]);
  }
  const label = say(changes.staged ? sentence('Staged changes') : sentence('Changes'));
  const chip = await chat.sources.fromGathered(
    {
      ...{ label, source: changes.staged ? 'staged changes' : 'changes', languageId: 'diff' },
      ...{ text: changes.diff, remark: leftOutRemark(changes) },
    },
    changes.uris,
  );
  if (chip.ok) {
    const language = answerLanguage(vscode.env.language, vscode.l10n.bundle !== undefined);
    const facts = { isDiff: true, languageId: 'diff', problems: 0 };
    const question = actionQuestion('review', language ? { ...facts, answerLanguage: language } : facts);
    chat.host.ask(withWords(questionText(question), words), [chip.value]);
  } else chat.host.addAttachments([chip]);
  await chat.show();
  if (leftOut.length > 0) void editorDialogs.tell('info', leftOut);
}
