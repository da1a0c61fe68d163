// Looks for the project's test framework in the folders from a file up to its workspace folder; only the name is used.
import * as vscode from 'vscode';
import { type ProjectFile, projectFileNames, testFrameworkOf } from '../../core/actions/testFramework.ts';

const mostFolders = 8;
const mostBytes = 500_000;

/** Null when nothing says so. Nothing is read outside the workspace. */
export async function projectTestFramework(document: vscode.TextDocument): Promise<string | null> {
  const names = projectFileNames(document.languageId);
  const root = vscode.workspace.getWorkspaceFolder(document.uri)?.uri;
  if (names.length === 0 || !root) return null;
  const files: ProjectFile[] = [];
  let folder = vscode.Uri.joinPath(document.uri, '..');
  for (let step = 0; step < mostFolders && folder.path.startsWith(root.path); step++) {
    const read = await Promise.all(names.map((name) => fileIn(folder, name)));
    files.push(...read.flat());
    folder = vscode.Uri.joinPath(folder, '..');
  }
  return testFrameworkOf(files);
}

async function fileIn(folder: vscode.Uri, name: string): Promise<readonly ProjectFile[]> {
  const uri = vscode.Uri.joinPath(folder, name);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) return [];
    return [{ name, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) }];
  } catch {
    return [];
  }
}
