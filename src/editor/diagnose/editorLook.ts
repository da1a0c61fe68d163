// What the editor and its machine tell a diagnosis: versions, platform, proxy settings, our settings, other extensions, the disk.
import { stat, statfs } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { SettingValue } from '../../core/diagnosis/changedSettings.ts';
import type { Fact } from '../../core/diagnosis/finding.ts';
import type { InlineFacts } from '../../core/diagnosis/machineChecks.ts';
import type { ProxySettings } from '../../core/diagnosis/proxyInForce.ts';
import { sentence } from '../../core/sentence.ts';
import { fieldOf, rivalsAmong, settingProperties } from './rivals.ts';

export function proxySettings(environment: ProxySettings['environment']): ProxySettings {
  const http = vscode.workspace.getConfiguration('http');
  const noProxy = http.get<unknown>('noProxy');
  return {
    proxy: textOf(http.get<unknown>('proxy')),
    support: textOf(http.get<unknown>('proxySupport')),
    noProxy: Array.isArray(noProxy) ? noProxy.filter((one) => typeof one === 'string') : [],
    environment,
  };
}

/** Versions and kinds, nothing that names a machine, a folder or a person. */
export function editorFacts(extension: vscode.Extension<unknown>): readonly Fact[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const remote = vscode.env.remoteName;
  const isVirtual = folders.some(({ uri }) => uri.scheme !== 'file');
  return [
    { label: sentence('Extension'), value: textOf(fieldOf(extension.packageJSON, 'version')) },
    {
      label: sentence('Editor'),
      value: `${vscode.env.appName} ${vscode.version} (${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'})`,
    },
    {
      label: sentence('Platform'),
      value: `${process.platform} ${process.arch} ${release()}, Node ${process.versions.node}`,
    },
    { label: sentence('Remote'), value: remote === undefined ? sentence('none') : remoteKind(remote) },
    { label: sentence('Language'), value: vscode.env.language },
    {
      label: sentence('Folders in the workspace'),
      value: `${folders.length}${isVirtual ? ' (virtual)' : ''}`,
    },
  ];
}

/** A browser-run editor gives its host and port for the kind. */
function remoteKind(name: string): string {
  return /^(?:wsl|ssh-remote|dev-container|attached-container|k8s-container|codespaces|tunnel)$/.test(name)
    ? name
    : 'browser';
}

/** Settings of the editor that lead requests or show suggestions. All their values are words of the editor's. */
const editorSettings = [
  'http.proxySupport',
  'http.proxyStrictSSL',
  'http.electronFetch',
  'http.fetchAdditionalSupport',
  'http.systemCertificates',
  'http.systemCertificatesNode',
  'http.useLocalProxyConfiguration',
  'editor.inlineSuggest.enabled',
] as const;

/** Ours and those, as the person set them. Of ours only a choice among given words may be shown. */
export function settingValues(extension: vscode.Extension<unknown>): readonly SettingValue[] {
  const configuration = vscode.workspace.getConfiguration();
  const readValue = (key: string, isChoice: boolean): SettingValue => {
    const found = configuration.inspect<unknown>(key);
    return { key, value: found?.globalValue, defaultValue: found?.defaultValue, isChoice };
  };
  return [
    ...settingProperties(extension.packageJSON).map(([key, property]) =>
      readValue(key, fieldOf(property, 'enum') !== undefined),
    ),
    ...editorSettings.map((key) => readValue(key, true)),
  ];
}

export function inlineLook(extension: vscode.Extension<unknown>, isOn: boolean): InlineFacts {
  return {
    rivals: rivalsAmong(vscode.extensions.all, extension.id),
    isShown: vscode.workspace.getConfiguration('editor').get<unknown>('inlineSuggest.enabled') !== false,
    isOn,
  };
}

export function isWorkspaceTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** Of the file with what belongs to it; null when there is none. */
export async function bytesOf(file: string): Promise<number | null> {
  const sizes = await Promise.all(
    ['', '-wal'].map((end) =>
      stat(file + end).then(
        ({ size }) => size,
        () => null,
      ),
    ),
  );
  return sizes[0] === null ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** What this user may still write beside the file. */
export async function freeBytesAt(file: string): Promise<number | null> {
  const { bavail, bsize } = await statfs(dirname(file));
  return bavail * bsize;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
