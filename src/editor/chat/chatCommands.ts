// The chat's commands, by subject: the conversation, and what is attached to the next message.
import * as vscode from 'vscode';
import { commands, views } from '../../ids.ts';
import type { ChatHost } from './chatHost.ts';
import type { ChatTab } from './chatView.ts';
import { filesAt } from './droppedFiles.ts';
import type { Sources } from './sources.ts';

/** Brings the chat into sight, with the focus in the composer. */
export async function showChat(host: ChatHost): Promise<void> {
  await vscode.commands.executeCommand(`${views.chat}.focus`);
  host.focus();
}

export function* conversationCommands(
  host: ChatHost,
  tab: ChatTab,
  ports: {
    readonly showHistory: () => Promise<void>;
    readonly exportChat: () => Promise<void>;
    readonly selectModel: () => Promise<void>;
  },
): Generator<vscode.Disposable> {
  const { registerCommand } = vscode.commands;
  yield registerCommand(commands.openChat, () => showChat(host));
  yield registerCommand(commands.openChatInEditor, () => tab.show());
  yield registerCommand(commands.newChat, async () => {
    await host.newChat();
    await showChat(host);
  });
  yield registerCommand(commands.showHistory, ports.showHistory);
  yield registerCommand(commands.exportChat, ports.exportChat);
  yield registerCommand(commands.selectModel, ports.selectModel);
}

export function* attachmentCommands(host: ChatHost, sources: Sources): Generator<vscode.Disposable> {
  const { registerCommand } = vscode.commands;
  yield registerCommand(commands.addSelectionToChat, async () => {
    host.addAttachments([await sources.fromSelection()]);
    await showChat(host);
  });
  // The explorer hands over the entry that was clicked, and all that are selected with it.
  yield registerCommand(commands.addFileToChat, async (clicked?: unknown, selected?: unknown) => {
    const several = Array.isArray(selected) ? selected.filter((one) => one instanceof vscode.Uri) : [];
    const one = clicked instanceof vscode.Uri ? clicked : vscode.window.activeTextEditor?.document.uri;
    const uris = several.length > 0 ? several : one ? [one] : [];
    const texts = uris.map((uri) => uri.toString());
    host.addAttachments(uris.length > 0 ? await filesAt(texts, sources) : await sources.pickFiles());
    await showChat(host);
  });
}
