// Conversations in and out of files that a person chooses: Markdown to read, JSON to keep and to bring back.
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Conversation } from '../../core/chat/conversation.ts';
import { chatFile, type ReadChat, readChatFile } from '../../core/history/chatFile.ts';
import { chatMarkdown } from '../../core/history/chatMarkdown.ts';
import type { Random } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import { formatMoney } from '../../core/spend/money.ts';
import { locale, say } from '../texts.ts';
import type { HistoryRemark } from './chatHistory.ts';

/** More than a conversation of years, and less than what would hold the window's thread. */
const maxFileBytes = 100_000_000;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Asks where to, and writes it; null when the person thought better of it. */
export async function exportChat(conversation: Conversation): Promise<HistoryRemark | null> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${fileNameOf(conversation.title)}.md`;
  const target = await vscode.window.showSaveDialog({
    title: say(sentence('Export Conversation')),
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    filters: {
      [say(sentence('Markdown, to read'))]: ['md'],
      [say(sentence('JSON, to import again'))]: ['json'],
    },
  });
  if (!target) return null;
  const isJson = target.path.toLowerCase().endsWith('.json');
  const text = isJson ? chatFile(conversation, digest) : asMarkdown(conversation);
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  } catch (error) {
    return { level: 'warning', message: sentence('The file could not be written ({0}).', reasonOf(error)) };
  }
  const shown = target.path.split('/').at(-1) ?? target.path;
  return { level: 'info', message: sentence('Exported to {0}. Masked values are masked there, too.', shown) };
}

/** Asks for files, and hands over what is whole in them; null when the person thought better of it. */
export async function importChats(
  random: Random,
  add: (conversation: Conversation) => Promise<{ readonly detail: string } | null>,
): Promise<HistoryRemark | null> {
  const uris = await vscode.window.showOpenDialog({
    title: say(sentence('Import Conversations')),
    canSelectMany: true,
    filters: { [say(sentence('Exported conversations'))]: ['json'] },
  });
  if (!uris || uris.length === 0) return null;
  const remarks: HistoryRemark[] = [];
  for (const uri of uris) remarks.push(await importOne(uri, random, add));
  const warning = remarks.find(({ level }) => level === 'warning');
  if (warning || remarks.length === 1) return warning ?? remarks[0] ?? null;
  return { level: 'info', message: sentence('{0} conversations were imported.', remarks.length) };
}

async function importOne(
  uri: vscode.Uri,
  random: Random,
  add: (conversation: Conversation) => Promise<{ readonly detail: string } | null>,
): Promise<HistoryRemark> {
  const name = uri.path.split('/').at(-1) ?? uri.path;
  const read = await readOne(uri);
  if (typeof read === 'string')
    return { level: 'warning', message: sentence('{0} could not be read ({1}).', name, read) };
  if (!read || read.turns.length === 0)
    return { level: 'warning', message: sentence('{0} holds no conversation that was exported here.', name) };
  const title = read.title || name.replace(/\.json$/i, '');
  // An id of its own: what comes from a file never takes the place of what is here.
  const failure = await add({ id: random.id(), title, createdMs: read.createdMs, turns: read.turns });
  if (failure)
    return { level: 'warning', message: sentence('This could not be kept ({0}).', failure.detail) };
  return importedRemark(name, read);
}

async function readOne(uri: vscode.Uri): Promise<ReadChat | null | string> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxFileBytes) return say(sentence('larger than {0} MB', maxFileBytes / 1e6));
    const text = new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(uri));
    return readChatFile(text, digest);
  } catch (error) {
    return reasonOf(error);
  }
}

/** Damage is named by the places of the messages, the first of them. */
function importedRemark(name: string, { turns, damaged, isHeadLost }: ReadChat): HistoryRemark {
  const places = damaged.slice(0, 10).join(', ') + (damaged.length > 10 ? ' …' : '');
  if (damaged.length > 0)
    return {
      level: 'warning',
      message: sentence(
        '{0} is damaged: {1} messages were imported, but not number {2}.',
        ...[name, turns.length, places],
      ),
    };
  if (isHeadLost)
    return {
      level: 'warning',
      message: sentence(
        '{0} is damaged: {1} messages were imported, but its title is lost, and maybe messages at its end.',
        name,
        turns.length,
      ),
    };
  return { level: 'info', message: sentence('{0} was imported ({1} messages).', name, turns.length) };
}

function asMarkdown(conversation: Conversation): string {
  const when = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' });
  return chatMarkdown(conversation, {
    say,
    when: (ms) => when.format(ms),
    cost: (turn) => {
      const cost = turn.role === 'assistant' ? turn.cost : undefined;
      if (!cost || cost.currency === null || cost.pico === null) return null;
      const amount = formatMoney({ currency: cost.currency, pico: BigInt(cost.pico) }, locale());
      return cost.state === 'exact' ? amount : `≈${amount}`;
    },
  });
}

/** Of letters, digits and what every file system takes. */
function fileNameOf(title: string): string {
  const name = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [...name].slice(0, 60).join('').trim() || 'chat';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : '';
}
