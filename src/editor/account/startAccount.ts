// Puts the account together in the editor: commands, context keys and what the other features ask of it.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import type { Place } from '../../core/account/place.ts';
import type { Clock } from '../../core/ports.ts';
import { commands, contextKeys } from '../../ids.ts';
import { AccountActions } from './accountActions.ts';
import { editorDialogs } from './editorDialogs.ts';
import type { EditorSettings } from './editorSettings.ts';
import { Keys, type SecretStore } from './keys.ts';
import { type Places, placesFrom } from './places.ts';
import { Setup } from './setup.ts';
import type { NewClient } from './verify.ts';

export interface AccountParts {
  readonly secrets: SecretStore;
  readonly memory: Memory;
  readonly clock: Clock;
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
  /** Done when the key was read once. Activation need not wait for it. */
  readonly started: Promise<void>;
  dispose(): void;
}

/** Registers `setApiKey`, `removeApiKey` and `switchSite` and keeps the context keys of the set-up. */
export function startAccount(parts: AccountParts): Account {
  const { memory, clock, editorSettings, newClient } = parts;
  const places = placesFrom(editorSettings.settings, editorSettings.write, parts.official);
  const keys = new Keys(parts.secrets, memory, clock);
  const setup = new Setup({ places, keys, memory, environment: parts.environment });
  const actions = new AccountActions({ setup, places, keys, clock, dialogs: editorDialogs, newClient });

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
    vscode.commands.registerCommand(commands.setApiKey, () => actions.setApiKey()),
    vscode.commands.registerCommand(commands.removeApiKey, () => actions.removeApiKey()),
    vscode.commands.registerCommand(commands.switchSite, () => actions.switchSite()),
  ];
  return {
    setup,
    actions,
    places,
    started: setup.start(),
    dispose: () => {
      for (const disposable of disposables.reverse()) disposable.dispose();
    },
  };
}
