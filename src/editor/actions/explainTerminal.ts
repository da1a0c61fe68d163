// Explains what a terminal shows: the selected text, else what the last command printed, as a chip with a question.
import * as vscode from 'vscode';
import { actionQuestion } from '../../core/actions/actionQuestion.ts';
import { answerLanguage } from '../../core/actions/languageName.ts';
import { cutOutput, outputText } from '../../core/mentions/commandOutput.ts';
import { seenText } from '../../core/mentions/seenText.ts';
import { sentence } from '../../core/sentence.ts';
import type { Chat } from '../chat/startChat.ts';
import { say } from '../texts.ts';
import { type CodeActionParts, questionText, withWords } from './codeActions.ts';

export interface TerminalActionParts extends Pick<CodeActionParts, 'account'> {
  readonly chat: Pick<Chat, 'host' | 'show' | 'sources' | 'terminal'>;
}

/** Says above the composer when there is nothing to explain: no text is selected, and the shell told of no command. */
export async function explainTerminal({ account, chat }: TerminalActionParts, words: string): Promise<void> {
  if (account.setup.stage !== 'ready') return chat.show();
  const selected = await selectedText();
  const [latest] = selected === '' ? chat.terminal.commands : [];
  const shown = latest ? outputText(latest) : selected;
  const chip = shown
    ? await chat.sources.fromGathered(
        {
          label: say(sentence('Terminal')),
          source: 'terminal',
          languageId: 'text',
          text: shown,
          ...(latest?.isCut && { remark: cutOutput }),
        },
        [],
      )
    : { ok: false as const, message: sentence('Select in the terminal what you want explained.') };
  if (chip.ok) {
    const language = answerLanguage(vscode.env.language, vscode.l10n.bundle !== undefined);
    const facts = { languageId: 'text', problems: 0, ...(language ? { answerLanguage: language } : {}) };
    const question = questionText(actionQuestion('explainTerminal', facts));
    chat.host.ask(withWords(question, words), [chip.value]);
  } else chat.host.addAttachments([chip]);
  await chat.show();
}

/**
 * The stable API does not tell what is selected in a terminal: it is copied, and the clipboard gets its text back. A
 * selection that the clipboard holds already is not noticed, and what the last command printed is explained instead.
 */
async function selectedText(): Promise<string> {
  if (!vscode.window.activeTerminal) return '';
  const before = await vscode.env.clipboard.readText();
  await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
  const after = await vscode.env.clipboard.readText();
  if (after === before) return '';
  await vscode.env.clipboard.writeText(before);
  return seenText(after);
}
