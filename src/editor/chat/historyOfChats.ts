// Conversations that are kept, for the list of them and for export: by what is in the store and in files.
import * as vscode from 'vscode';
import { sentence } from '../../core/sentence.ts';
import { say } from '../texts.ts';
import type { HistoryPorts, HistoryRemark } from './chatHistory.ts';
import type { ChatHost } from './chatHost.ts';
import type { ChatParts } from './chatParts.ts';
import type { EarlierChats } from './earlierChats.ts';

/** What the list of conversations does to those in the store. */
export function historyOf(earlier: EarlierChats, { random }: ChatParts): HistoryPorts {
  return {
    find: (query) => earlier.find(query),
    open: (id) => earlier.open(id),
    rename: (id, title) => earlier.rename(id, title),
    pin: (id, isPinned) => earlier.pin(id, isPinned),
    delete: (id) => earlier.delete(id),
    export: async (id) => {
      const conversation = await earlier.read(id);
      return conversation && (await chatFiles()).exportChat(conversation);
    },
    import: async () => (await chatFiles()).importChats(random, (conversation) => earlier.add(conversation)),
  };
}

/** Exports the conversation in sight, and says what came of it where commands do. */
export async function exportInSight(host: ChatHost): Promise<void> {
  const { conversation } = host;
  const remark: HistoryRemark | null =
    conversation.turns.length === 0
      ? { level: 'info', message: sentence('There is nothing to export yet.') }
      : await (await chatFiles()).exportChat(conversation);
  if (remark?.level === 'warning') await vscode.window.showWarningMessage(say(remark.message));
  else if (remark) await vscode.window.showInformationMessage(say(remark.message));
}

/** Loaded when a file is first wanted. */
function chatFiles(): Promise<typeof import('./chatFiles.ts')> {
  return import('./chatFiles.ts');
}
