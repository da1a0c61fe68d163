// Rules files of a project (AGENTS.md and its kin): offered as chips, attached only by a click.
import * as vscode from 'vscode';

export interface RulesFile {
  readonly uri: string;
  /** Relative to the workspace, or with its folder's name where there are several. */
  readonly path: string;
}

const names = [
  'AGENTS.md',
  'CLAUDE.md',
  'GEMINI.md',
  '.github/copilot-instructions.md',
  '.cursorrules',
  '.windsurfrules',
  '.clinerules',
];

/** Those at the roots of a trusted workspace. Only looked for, not read. */
export async function findRulesFiles(): Promise<readonly RulesFile[]> {
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  const all = folders.flatMap(({ uri }) => names.map((name) => vscode.Uri.joinPath(uri, name)));
  const found = await Promise.all(all.map(async (uri) => ((await isFile(uri)) ? [uri] : [])));
  return found.flat().map((uri) => ({
    uri: uri.toString(),
    path: vscode.workspace.asRelativePath(uri, folders.length > 1),
  }));
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
