// The account's dialogs as the editor draws them.
import * as vscode from 'vscode';
import { actionLabels } from '../../core/account/actionName.ts';
import { commands } from '../../ids.ts';
import { say } from '../texts.ts';
import type { Dialogs, Question } from './dialogs.ts';
import { paragraph } from './failureView.ts';

export const editorDialogs: Dialogs = {
  ask: async (question: Question) =>
    vscode.window.showInputBox({
      title: say(question.title),
      prompt: say(question.prompt),
      value: question.value,
      password: question.secret,
      // A person leaves the window to copy the key; the box must still be there when they come back.
      ignoreFocusOut: true,
      validateInput: (typed) => {
        const judged = question.judge(typed);
        if (judged === null) return undefined;
        const severity = judged.blocks
          ? vscode.InputBoxValidationSeverity.Error
          : vscode.InputBoxValidationSeverity.Info;
        return { message: say(judged.message), severity };
      },
    }),

  choose: async (title, placeholder, choices) => {
    const picked = await vscode.window.showQuickPick(
      choices.map((choice) => ({
        label: choice.current ? `$(check) ${say(choice.label)}` : say(choice.label),
        ...(choice.description === undefined ? {} : { description: say(choice.description) }),
        ...(choice.detail === undefined ? {} : { detail: say(choice.detail) }),
        id: choice.id,
      })),
      { title: say(title), placeHolder: say(placeholder), ignoreFocusOut: true },
    );
    return picked?.id;
  },

  confirm: async (title, lines, yes) => {
    const label = say(yes);
    const detail = lines.map(say).join('\n\n');
    return (await vscode.window.showInformationMessage(say(title), { modal: true, detail }, label)) === label;
  },

  during: async (title, work) =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: say(title), cancellable: true },
      async (_progress, token) => {
        const aborter = new AbortController();
        const subscription = token.onCancellationRequested(() => aborter.abort());
        try {
          return await work(aborter.signal);
        } finally {
          subscription.dispose();
        }
      },
    ),

  tell: async (level, lines, actions = []) => {
    const text = paragraph(lines, say);
    const buttons = actions.map((id) => ({ title: say(actionLabels[id]), id }));
    const picked = await show[level](text, ...buttons);
    return picked?.id;
  },

  openLink: async (address) => {
    await vscode.env.openExternal(vscode.Uri.parse(address, true));
  },
  openSettings: async (query) => {
    await vscode.commands.executeCommand('workbench.action.openSettings', query);
  },
  reloadWindow: async () => {
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
  },
  manageTrust: async () => {
    await vscode.commands.executeCommand('workbench.trust.manage');
  },
  diagnose: async () => {
    await vscode.commands.executeCommand(commands.diagnose);
  },
};

const show = {
  info: <T extends vscode.MessageItem>(text: string, ...items: T[]) =>
    vscode.window.showInformationMessage(text, ...items),
  warning: <T extends vscode.MessageItem>(text: string, ...items: T[]) =>
    vscode.window.showWarningMessage(text, ...items),
  error: <T extends vscode.MessageItem>(text: string, ...items: T[]) =>
    vscode.window.showErrorMessage(text, ...items),
};
