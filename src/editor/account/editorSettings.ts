// The settings as the editor keeps them, followed while they change.
import * as vscode from 'vscode';
import { LiveSettings, type SettingRemark } from '../settings.ts';

export interface EditorSettings {
  readonly settings: LiveSettings;
  /** Writes one of the person's own settings. Rejects when the settings file cannot be written. */
  write(key: string, value: unknown): Promise<void>;
  dispose(): void;
}

/** `remark` is told of each value that cannot be used, once while this window lives. */
export function openEditorSettings(remark: (remark: SettingRemark) => void): EditorSettings {
  // Taken once for each reading: a configuration copies every setting of the editor, which takes a fraction of a millisecond.
  let configuration = vscode.workspace.getConfiguration();
  const source = { inspect: (key: string) => configuration.inspect<unknown>(key) };
  const settings = new LiveSettings(source, remark);
  const subscription = vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration('siliconflow')) return;
    configuration = vscode.workspace.getConfiguration();
    settings.reload();
  });
  return {
    settings,
    write: async (key, value) => {
      await configuration.update(key, value, vscode.ConfigurationTarget.Global);
      configuration = vscode.workspace.getConfiguration();
    },
    dispose: () => subscription.dispose(),
  };
}
