// Says once, above the composer, that a workspace tries to set what only the person sets: nothing of it counts.
import * as vscode from 'vscode';
import type { Memory } from '../../core/account/memory.ts';
import { plantedSettings } from '../../core/account/plantedSettings.ts';
import { sentence } from '../../core/sentence.ts';
import type { ChatState } from '../../protocol/chat.ts';
import { say } from '../texts.ts';
import { fingerprint } from './fingerprint.ts';

/** A settings file larger than this is not looked into; it counts for nothing all the same. */
const maxBytes = 1_000_000;

export interface PlantedRemark {
  banner(): ChatState['banner'];
  /** True when there was something to take away. What was taken away stays so until the workspace plants other names. */
  dismiss(): Promise<boolean>;
}

/** Looks once, in the background; `onFound` is called when there is something to say. */
export function lookForPlantedSettings(memory: Memory, onFound: () => void): PlantedRemark {
  let names: readonly string[] = [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  const { workspaceFile } = vscode.workspace;
  const files = [
    ...folders.map(({ uri }) => vscode.Uri.joinPath(uri, '.vscode', 'settings.json')),
    ...(workspaceFile && workspaceFile.scheme !== 'untitled' ? [workspaceFile] : []),
  ];
  const key = `plantedSettings.${fingerprint(files.map(String).join('\n'))}`;
  const said = (): string => names.join(', ');
  const isToSay = (): boolean => names.length > 0 && memory.get(key) !== said();
  void Promise.all(files.map(namesIn)).then((found) => {
    names = [...new Set(found.flat())];
    if (isToSay()) onFound();
  });
  return {
    banner: () =>
      isToSay()
        ? {
            level: 'info',
            message: say(sentence('The settings of this workspace are ignored here. Only your own count.')),
            detail: say(sentence('It tries to set: {0}', said())),
            actions: [{ id: 'dismissBanner', label: say(sentence('Dismiss')) }],
          }
        : null,
    dismiss: async () => {
      if (!isToSay()) return false;
      await memory.set(key, said());
      return true;
    },
  };
}

async function namesIn(uri: vscode.Uri): Promise<readonly string[]> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxBytes) return [];
    return plantedSettings(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    return [];
  }
}
