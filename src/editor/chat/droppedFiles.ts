// What a drop or an @folder brings by its address: a file itself, a folder its own files, or the words why nothing comes.
import * as vscode from 'vscode';
import { sentence } from '../../core/sentence.ts';
import type { Attached } from './attach.ts';
import type { Sources } from './sources.ts';

type Reading = Pick<Sources, 'fromUri'>;

/** More files of a folder than this are not attached at once: they would fill a window, and nobody would look them over. */
export const mostOfFolder = 20;

/** Addresses from a drop; what cannot be attached is refused in words. */
export async function filesAt(texts: readonly string[], sources: Reading): Promise<readonly Attached[]> {
  const found = texts.map(async (text): Promise<readonly Attached[]> => {
    const name = text.split('/').findLast((part) => part !== '') ?? text;
    try {
      return await filesOf(vscode.Uri.parse(text, false), sources);
    } catch (error) {
      // By itself: what was dropped along with it is attached.
      const reason = error instanceof Error ? error.message.slice(0, 200) : '';
      return [{ ok: false, message: sentence('{0} could not be read: {1}', decoded(name), reason) }];
    }
  });
  return (await Promise.all(found)).flat();
}

async function filesOf(uri: vscode.Uri, sources: Reading): Promise<readonly Attached[]> {
  // Nothing of a workspace that is not trusted is listed either: that is said of the folder itself.
  if (!vscode.workspace.isTrusted || !(await isFolder(uri))) return [await sources.fromUri(uri)];
  return filesOfFolder(uri, `${uri.path.split('/').findLast((part) => part !== '') ?? ''}/`, sources);
}

/** As a person reads it; what is no encoding stays as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

/** The folder's own files; those of its folders are named by their own. */
export async function filesOfFolder(
  folder: vscode.Uri,
  path: string,
  sources: Reading,
): Promise<readonly Attached[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const names = entries
    .filter(([, type]) => type === vscode.FileType.File)
    .map(([name]) => name)
    .sort();
  if (names.length > mostOfFolder)
    return [
      {
        ok: false,
        message: sentence(
          '{0} holds {1} files, and at most {2} are attached at once. Name the files you mean.',
          path,
          names.length,
          mostOfFolder,
        ),
      },
    ];
  if (names.length === 0) return [{ ok: false, message: sentence('{0} holds no files of its own.', path) }];
  return Promise.all(names.map((name) => sources.fromUri(vscode.Uri.joinPath(folder, name))));
}
