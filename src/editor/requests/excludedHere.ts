// Says in the status bar and its menu that the file at hand never leaves this machine, by which rule, and where that is written.
import * as vscode from 'vscode';
import { visible } from '../../core/outgoing/visible.ts';
import { sentence } from '../../core/sentence.ts';
import { settings as settingKeys } from '../../ids.ts';
import type { MenuEntry } from '../statusBar/menu.ts';
import type { StatusSection } from '../statusBar/section.ts';
import { type NamedExclusion, whereWritten } from './fileRules.ts';
import type { PrivateTexts } from './privateTexts.ts';
import { spellingsOf } from './spellings.ts';
import type { WindowGuard } from './windowGuard.ts';

interface Here {
  readonly name: string;
  readonly exclusion: NamedExclusion;
  readonly uri: vscode.Uri;
}

export class ExcludedHere implements vscode.Disposable {
  readonly section: StatusSection;
  readonly #guard: WindowGuard;
  readonly #copies: PrivateTexts;
  readonly #onChange: () => void;
  readonly #subscriptions: readonly vscode.Disposable[];
  #here: Here | null = null;
  #turn = 0;

  constructor(guard: WindowGuard, copies: PrivateTexts, onChange: () => void) {
    this.#guard = guard;
    this.#copies = copies;
    this.#onChange = onChange;
    this.section = {
      rows: () => [],
      remarks: () => this.#remarks(),
      links: () => [],
      entries: () => this.#entries(),
    };
    const look = (): void => void this.#look();
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(look),
      vscode.workspace.onDidRenameFiles(look),
      // The first change is the reading of the rules, before which nothing can be judged.
      guard.onDidChange(look),
    ];
  }

  dispose(): void {
    this.#turn = -1;
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #look(): Promise<void> {
    const mine = ++this.#turn;
    const document = vscode.window.activeTextEditor?.document;
    const exclusion = document ? this.#guard.exclusion(await spellingsOf(document.uri)) : null;
    if (mine !== this.#turn) return;
    const name = visible(document?.uri.path.split('/').at(-1) ?? '');
    this.#here =
      document && exclusion && exclusion !== 'unread' ? { name, exclusion, uri: document.uri } : null;
    this.#onChange();
  }

  #remarks(): ReturnType<StatusSection['remarks']> {
    const here = this.#here;
    if (here)
      return [sentence('{0} never leaves this machine ({1}).', here.name, whereWritten(here.exclusion))];
    const document = vscode.window.activeTextEditor?.document;
    const copied = document?.isUntitled ? this.#copies.refusal(document.getText()) : null;
    return copied ? [copied] : [];
  }

  #entries(): readonly MenuEntry[] {
    const here = this.#here;
    if (!here) return [];
    return [
      {
        label: sentence('{0} Is Excluded', here.name),
        icon: 'circle-slash',
        description: [ruleWords(here.exclusion)],
        run: 'call',
        call: () => showRule(here),
      },
    ];
  }
}

function ruleWords(exclusion: NamedExclusion): ReturnType<typeof sentence> {
  switch (exclusion.by) {
    case 'builtIn':
      return sentence('built-in list of private files: {0}', exclusion.rule);
    case 'setting':
      return sentence('your setting: {0}', exclusion.rule);
    case 'ignoreFile':
      return sentence('{0}', whereWritten(exclusion));
  }
}

/** Where the rule can be read: the ignore file itself, or the settings. */
async function showRule({ exclusion, uri }: Here): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (exclusion.by === 'ignoreFile' && exclusion.from !== undefined && folder) {
    const many = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
    const path = many ? exclusion.from.slice(exclusion.from.indexOf('/') + 1) : exclusion.from;
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, path));
    return;
  }
  await vscode.commands.executeCommand('workbench.action.openSettings', settingKeys.privacyExclude);
}
