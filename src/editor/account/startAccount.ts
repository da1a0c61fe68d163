// Puts the account together in the editor: commands, context keys and what the other features ask of it.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import type { Place } from '../../core/account/place.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Sentence } from '../../core/sentence.ts';
import { commands, contextKeys } from '../../ids.ts';
import { locale, say } from '../texts.ts';
import { AccountActions } from './accountActions.ts';
import { editorDialogs } from './editorDialogs.ts';
import type { EditorSettings } from './editorSettings.ts';
import { fingerprint } from './fingerprint.ts';
import { Keys, type SecretStore } from './keys.ts';
import { KeyDiary } from './keyTimes.ts';
import { keyWords } from './keyWords.ts';
import { offerToMoveKeys } from './moveKey.ts';
import { type Places, placesFrom } from './places.ts';
import { settingsFiles } from './settingsFiles.ts';
import { Setup } from './setup.ts';
import type { NewClient } from './verify.ts';

export interface AccountParts {
  readonly secrets: SecretStore;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  readonly editorSettings: EditorSettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly newClient: NewClient;
  /** Stands in for the official sites in the development host only. */
  readonly official?: Readonly<Record<'cn' | 'global', Place>>;
}

export interface Account {
  readonly setup: Setup;
  readonly actions: AccountActions;
  readonly places: Places;
  readonly keys: Keys;
  readonly diary: KeyDiary;
  /** Done when the key was read once. Activation need not wait for it. */
  readonly started: Promise<void>;
  dispose(): void;
}

/** When the window has come to rest. */
const restMs = 12_000;

/** Registers `setApiKey`, `removeApiKey` and `switchSite` and keeps the context keys of the set-up. */
export function startAccount(parts: AccountParts): Account {
  const { memory, clock, log, editorSettings, newClient } = parts;
  const places = placesFrom(editorSettings.settings, editorSettings.write, parts.official);
  const diary = new KeyDiary(memory, clock);
  const keys = new Keys(parts.secrets, memory, clock, undefined, (entered) => diary.noteEntered(entered));
  const setup = new Setup({ places, keys, memory, environment: parts.environment });
  const describe = (key: string): Sentence =>
    keyWords(key, diary.times(fingerprint(key)), clock.nowMs(), locale());
  const actions = new AccountActions({
    ...{ setup, places, keys, clock, newClient, describe },
    dialogs: editorDialogs,
  });
  const moving = new AbortController();
  // A key in a settings file has lain there for long: the start of the window is over when it is spoken of.
  void clock.sleep(restMs, moving.signal).then(() => offerMove());
  const offerMove = async (): Promise<void> => {
    if (moving.signal.aborted) return;
    await offerToMoveKeys({
      files: settingsFiles,
      memory,
      keys,
      place: () => (setup.isNoticeAccepted ? setup.place : null),
      offer: async (words, labels) => {
        const shown = new Map(labels.map((label) => [say(label), label]));
        const picked = await vscode.window.showInformationMessage(say(words), ...shown.keys());
        return picked === undefined ? undefined : shown.get(picked);
      },
      onMoved: () => setup.refresh(),
    }).catch((error: unknown) => log.error('a key in the settings could not be moved', error));
  };
  const seen = (): void => {
    const access = setup.access();
    if (access.ok && access.value.from === 'secretStorage') diary.noteSeen(access.value.account);
  };

  const context = new Map<string, boolean>();
  const setContext = (key: string, value: boolean): void => {
    if (context.get(key) === value) return;
    context.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const showContext = (): void => {
    setContext(contextKeys.siteChosen, setup.place !== null);
    setContext(contextKeys.noticeAccepted, setup.isNoticeAccepted);
    setContext(contextKeys.ready, setup.stage === 'ready');
  };
  const disposables = [
    keys,
    setup,
    setup.onDidChange(showContext),
    setup.onDidChange(seen),
    { dispose: () => moving.abort() },
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('siliconflow')) void offerMove();
    }),
    vscode.commands.registerCommand(commands.setApiKey, () => actions.setApiKey()),
    vscode.commands.registerCommand(commands.removeApiKey, () => actions.removeApiKey()),
    vscode.commands.registerCommand(commands.switchSite, () => actions.switchSite()),
  ];
  return {
    setup,
    actions,
    places,
    keys,
    diary,
    started: setup.start(),
    dispose: () => {
      for (const disposable of disposables.reverse()) disposable.dispose();
    },
  };
}
