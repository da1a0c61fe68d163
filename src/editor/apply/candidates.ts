// Files that code of an answer may belong to: those it names, those attached to the conversation, those open, and at last
// those of the workspace with the right extension.
import * as vscode from 'vscode';
import { type Match, matches } from '../../core/apply/bestFile.ts';
import { staysInside } from '../../core/apply/protectedPath.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';

export interface Found {
  readonly uri: vscode.Uri;
  /** Null for a file that is not open: it is read when it is looked into. */
  readonly document: vscode.TextDocument | null;
  readonly why: Sentence;
}

const mostFiles = 200;
const mostFileBytes = 500_000;
const never = '**/{node_modules,.git,dist,out,build,target,.venv,venv,__pycache__}/**';

/** The files that a path of an answer can mean; none where it can only mean a new one. */
export async function filesNamed(
  path: string,
  attached: readonly vscode.Uri[],
): Promise<readonly vscode.Uri[]> {
  if (!staysInside(path)) return [];
  const relative = path.replace(/^\.\//, '');
  const folders = vscode.workspace.workspaceFolders ?? [];
  const spelled = folders.flatMap(({ uri, name }) => [
    vscode.Uri.joinPath(uri, relative),
    ...(relative.startsWith(`${name}/`) ? [vscode.Uri.joinPath(uri, relative.slice(name.length + 1))] : []),
  ]);
  const there = await existing(spelled);
  if (there.length > 0) return there;
  const ends = (uri: vscode.Uri): boolean => uri.path.endsWith(`/${relative}`);
  const near = unique([...attached, ...openDocuments().map(({ uri }) => uri)].filter(ends));
  if (near.length > 0) return near;
  // A glob takes brackets and braces for its own; such a name is found by its exact path alone.
  return /[*?{}[\]]/.test(relative) ? [] : vscode.workspace.findFiles(`**/${relative}`, never, 10);
}

/** Where a new file of this path goes; null when the path leaves the workspace or none is open. */
export function newFile(path: string): vscode.Uri | null {
  const folder = vscode.workspace.workspaceFolders?.[0];
  return folder && staysInside(path) ? vscode.Uri.joinPath(folder.uri, path) : null;
}

/** Texts that a person can write in: of notebooks their cells. */
export function openDocuments(): readonly vscode.TextDocument[] {
  const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-notebook-cell'];
  return vscode.workspace.textDocuments.filter((document) => schemes.includes(document.uri.scheme));
}

/** Attached and open files that have something of the code, best first. */
export async function openMatches(
  lines: readonly string[],
  attached: readonly vscode.Uri[],
): Promise<readonly (Match<Found> & { readonly id: Found })[]> {
  const active = vscode.window.activeTextEditor?.document;
  const documents = new Map(openDocuments().map((document) => [document.uri.toString(), document]));
  for (const uri of attached) {
    const document = documents.get(uri.toString()) ?? (await opened(uri));
    if (document) documents.set(uri.toString(), document);
  }
  const isAttached = new Set(attached.map((uri) => uri.toString()));
  const candidates = [...documents.values()].map((document) => ({
    id: {
      uri: document.uri,
      document,
      why: isAttached.has(document.uri.toString())
        ? sentence('best match of the attached files')
        : document === active
          ? sentence('best match, open in front')
          : sentence('best match of the open files'),
    },
    text: document.getText(),
  }));
  return matches(lines, candidates);
}

/** Files of the workspace with this extension that have something of the code. Bounded; nothing of them leaves the machine. */
export async function workspaceMatches(
  lines: readonly string[],
  extension: string,
): Promise<readonly Match<Found>[]> {
  if (!/^[\w+-]{1,12}$/.test(extension)) return [];
  const uris = await vscode.workspace.findFiles(`**/*.${extension}`, never, mostFiles);
  const candidates: { id: Found; text: string }[] = [];
  for (const uri of uris) {
    const found = await Promise.resolve(vscode.workspace.fs.stat(uri)).catch(() => null);
    if (!found || found.size > mostFileBytes) continue;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    candidates.push({ id: { uri, document: null, why: sentence('best match in this folder') }, text });
  }
  return matches(lines, candidates);
}

export async function opened(uri: vscode.Uri): Promise<vscode.TextDocument | null> {
  return Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => null);
}

async function existing(uris: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const found = await Promise.all(
    uris.map(async (uri) => {
      const stat = await Promise.resolve(vscode.workspace.fs.stat(uri)).catch(() => null);
      return stat && !(stat.type & vscode.FileType.Directory) ? [uri] : [];
    }),
  );
  return unique(found.flat());
}

function unique(uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}
