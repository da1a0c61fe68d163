// Files, folders and symbols that a message can name. All of them are read and judged when they are chosen, not before.
import * as vscode from 'vscode';
import { bestFits } from '../../core/mentions/fuzzy.ts';
import { sentence } from '../../core/sentence.ts';
import type { Attached } from '../chat/attach.ts';
import { filesOfFolder, mostOfFolder } from '../chat/droppedFiles.ts';
import { type Sources, shortPathOf } from '../chat/sources.ts';
import { say } from '../texts.ts';
import type { Mention } from './mention.ts';
import type { NamedPath } from './mentionFiles.ts';

type Reading = Pick<Sources, 'fromUri' | 'fromLines'>;

const mostPaths = 25;
const mostSymbols = 12;

/** Open files, the one in sight first. */
export function openFiles(sources: Reading): readonly Mention[] {
  const active = vscode.window.activeTextEditor?.document.uri;
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  const uris = [
    active,
    ...tabs.map(({ input }) => (input instanceof vscode.TabInputText ? input.uri : undefined)),
  ];
  const unique = new Map(uris.flatMap((uri) => (uri ? [[uri.toString(), uri] as const] : [])));
  return [...unique.values()]
    .filter(({ scheme }) => scheme === 'file' || scheme === 'untitled' || scheme.startsWith('vscode-'))
    .map((uri) => fileMention(uri, shortPathOf(uri), sources, say(sentence('open'))));
}

export function pathMentions(
  typed: string,
  paths: readonly NamedPath[],
  sources: Reading,
): readonly Mention[] {
  return bestFits(typed, paths, ({ name }) => name, mostPaths).map(({ uri, name, isFolder }) =>
    isFolder ? folderMention(uri, name, sources) : fileMention(uri, name, sources),
  );
}

function fileMention(uri: vscode.Uri, path: string, sources: Reading, remark = ''): Mention {
  const slash = path.lastIndexOf('/');
  return {
    id: `file ${uri.toString()}`,
    kind: 'file',
    label: path.slice(slash + 1),
    detail: [slash > 0 ? path.slice(0, slash) : '', remark].filter(Boolean).join(' · '),
    keys: path,
    attach: async () => [await sources.fromUri(uri)],
  };
}

function folderMention(uri: vscode.Uri, path: string, sources: Reading): Mention {
  return {
    id: `folder ${uri.toString()}`,
    kind: 'folder',
    label: path,
    detail: say(sentence('files of this folder, up to {0}', mostOfFolder)),
    keys: path,
    attach: () => filesOfFolder(uri, path, sources),
  };
}

/** What the languages of the workspace know by this name; slow ones answer late. */
export async function symbolMentions(typed: string, sources: Reading): Promise<readonly Mention[]> {
  const found: unknown = await vscode.commands.executeCommand('vscode.executeWorkspaceSymbolProvider', typed);
  const symbols = (Array.isArray(found) ? found : []).filter(
    (one: unknown): one is vscode.SymbolInformation =>
      one instanceof vscode.SymbolInformation && one.location.range !== undefined,
  );
  return bestFits(typed, symbols, ({ name }) => name, mostSymbols).map((symbol) => {
    const { uri, range } = symbol.location;
    const path = shortPathOf(uri);
    return {
      id: `symbol ${uri.toString()}#${range.start.line} ${symbol.name}`.slice(0, 4_000),
      kind: 'symbol' as const,
      label: symbol.name.slice(0, 500),
      detail: `${path}:${range.start.line + 1}`,
      keys: symbol.name,
      attach: async () => [await symbolLines(uri, range, sources)],
    };
  });
}

async function symbolLines(uri: vscode.Uri, range: vscode.Range, sources: Reading): Promise<Attached> {
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = range.isSingleLine ? ((await outlined(uri, range.start)) ?? range) : range;
  return sources.fromLines(document, { start: whole.start.line + 1, end: whole.end.line + 1 });
}

/** Some languages tell only where a name stands: its outline tells how far it reaches. */
async function outlined(uri: vscode.Uri, at: vscode.Position): Promise<vscode.Range | undefined> {
  const outline: unknown = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', uri);
  const around = (symbols: readonly vscode.DocumentSymbol[]): vscode.Range | undefined => {
    for (const { selectionRange, range, children } of symbols) {
      if (selectionRange?.start.line === at.line) return range;
      const inside = range?.contains(at) ? around(children) : undefined;
      if (inside) return inside;
    }
    return undefined;
  };
  return Array.isArray(outline) ? around(outline) : undefined;
}
