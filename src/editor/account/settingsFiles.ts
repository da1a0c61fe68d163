// The settings files as the editor's configuration shows them, layer by layer; written to only to take a key out.
import * as vscode from 'vscode';
import { keysInSettings, withoutEntry } from '../../core/account/keysInSettings.ts';
import type { SettingsFiles, SettingsLayer } from './moveKey.ts';

const targets = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
} as const;
const openCommands = {
  user: 'workbench.action.openSettingsJson',
  workspace: 'workbench.action.openWorkspaceSettingsFile',
} as const;

export const settingsFiles: SettingsFiles = {
  layers: () => {
    const configuration = vscode.workspace.getConfiguration();
    // The effective values say where to look; a layer is then asked for each of them, because there is no other way to it.
    const candidates = keysInSettings(plain(configuration));
    const layers: { readonly layer: SettingsLayer; readonly tree: unknown }[] = [];
    for (const layer of ['user', 'workspace'] as const) {
      const tree: Record<string, unknown> = {};
      for (const found of candidates) {
        const value = valueIn(configuration, layer, found.path);
        if (value !== undefined) tree[found.path.join('.')] = value;
      }
      if (Object.keys(tree).length > 0) layers.push({ layer, tree });
    }
    return layers;
  },

  remove: async (layer, found) => {
    const names = found.path.join('.').split('.');
    // A setting may be the value itself or an object around it, and only its own name can be written to.
    for (let length = names.length; length > 0; length -= 1) {
      const setting = names.slice(0, length).join('.');
      const configuration = vscode.workspace.getConfiguration();
      const held = layerOf(configuration.inspect(setting), layer);
      if (held === undefined) continue;
      const left = withoutEntry(plain(held), names.slice(length));
      try {
        await configuration.update(setting, left, targets[layer]);
      } catch {
        // Not the name of a setting: the one around it is tried.
      }
      if (valueIn(vscode.workspace.getConfiguration(), layer, names) !== found.key) return true;
    }
    return false;
  },

  open: async (layer) => {
    await vscode.commands.executeCommand(openCommands[layer]);
  },
};

/** Values of a configuration are proxies that refuse a copy. */
function plain(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return null;
  }
}

function valueIn(
  configuration: vscode.WorkspaceConfiguration,
  layer: SettingsLayer,
  path: readonly string[],
): unknown {
  for (let length = path.length; length > 0; length -= 1) {
    const held = layerOf(configuration.inspect(path.slice(0, length).join('.')), layer);
    const value = path.slice(length).reduce<unknown>((inner, name) => {
      return typeof inner === 'object' && inner !== null
        ? Object.entries(inner).find(([key]) => key === name)?.[1]
        : undefined;
    }, held);
    if (value !== undefined) return value;
  }
  return undefined;
}

function layerOf(
  inspected: ReturnType<vscode.WorkspaceConfiguration['inspect']>,
  layer: SettingsLayer,
): unknown {
  return layer === 'user'
    ? inspected?.globalValue
    : (inspected?.workspaceValue ?? inspected?.workspaceFolderValue);
}
