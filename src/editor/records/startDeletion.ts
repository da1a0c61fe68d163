// Puts the deletion of everything together in the editor: the command, and this window's part when another one asks.
import * as vscode from 'vscode';
import type { Result } from '../../core/failure.ts';
import type { Clock, Log, Random } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import { commands } from '../../ids.ts';
import { editorDialogs } from '../account/editorDialogs.ts';
import type { Keys } from '../account/keys.ts';
import type { Chat } from '../chat/startChat.ts';
import type { Requests } from '../requests/startRequests.ts';
import { together } from '../startFeature.ts';
import { locale, say } from '../texts.ts';
import { deleteAllData, type Kept } from './deleteAllData.ts';
import { LettingGo, type SharedFacts } from './lettingGo.ts';
import { removeFiles, storedFiles } from './storedFiles.ts';

export interface DeletionStartParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly windowId: string;
  readonly storage: vscode.Uri;
  readonly logs: vscode.Uri;
  readonly keys: Keys;
  readonly chat: Pick<Chat, 'forget'> | undefined;
  readonly requests: Pick<Requests, 'stopAll' | 'settle'>;
  /** Requests of this window that are kept in memory to be looked at. */
  readonly sent: { clear(): void };
  readonly store: {
    readonly file: string;
    readonly memory: SharedFacts;
    readonly ledger: { renew(windowId: string, nowMs: number): Promise<Result<void>> };
    inventory(): Promise<Result<Kept>>;
    otherWindows(): Result<readonly string[]>;
    poll(): boolean;
    onDidChangeFacts(listener: () => void): { dispose(): void };
  } | null;
  readonly erase: (file: string, mark: string) => Promise<Result<boolean>>;
}

export function startDeletion(parts: DeletionStartParts): vscode.Disposable {
  const { store, keys, clock, requests, log } = parts;
  const folders = { storage: parts.storage.fsPath, logs: parts.logs.fsPath };
  const letGoHere = async (): Promise<void> => {
    try {
      await requests.settle();
      await parts.chat?.forget();
      parts.sent.clear();
    } catch (error) {
      log.error('this window could not let go of its data', error);
    }
  };
  let isOurs = false;
  const letting = store
    ? new LettingGo({
        clock,
        memory: store.memory,
        windowId: parts.windowId,
        others: () => {
          const others = store.otherWindows();
          return others.ok ? others.value : [];
        },
        onDidChange: (listener) => store.onDidChangeFacts(listener),
        letGo: letGoHere,
        onErased: () => {
          // The list of open windows went with the rest: the next deletion must find this one.
          void store.ledger.renew(parts.windowId, clock.nowMs());
          if (!isOurs)
            void vscode.window.showInformationMessage(
              say(sentence('Everything that SiliconFlow kept was deleted in another window.')),
            );
        },
      })
    : null;
  let isRunning = false;
  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      await deleteAllData({
        dialogs: editorDialogs,
        count: (value) => new Intl.NumberFormat(locale()).format(value),
        newMark: () => parts.random.id(),
        store: store && {
          inventory: () => store.inventory(),
          erase: async (mark) => {
            isOurs = true;
            const erased = await parts.erase(store.file, mark);
            store.poll();
            isOurs = false;
            return erased;
          },
        },
        letGo: async (mark) => {
          await requests.stopAll();
          if (letting) return letting.everywhere(mark);
          await letGoHere();
          return { ok: true, value: 0 };
        },
        keys,
        files: {
          list: () => storedFiles(folders, store === null),
          remove: (paths) => removeFiles(paths, folders.logs),
        },
      });
    } finally {
      isRunning = false;
    }
  };
  return together(function* () {
    if (letting) yield letting;
    yield vscode.commands.registerCommand(commands.deleteAllData, run);
  });
}
