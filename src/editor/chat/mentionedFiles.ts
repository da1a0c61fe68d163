// Files that an answer speaks of: found only inside the workspace and where the guard lets their text leave, then opened at
// their line. The page names a path as it was written; where it leads is decided here, again at every click.
import * as vscode from 'vscode';
import { spellingsOf } from '../requests/spellings.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';

/** A path that is not at the root of a folder is looked for by its end, so often in a window: each look walks the folders. */
const mostSearches = 200;
/** What would mean something else in a glob pattern. */
const pattern = /[*?[\]{}!]/;

export class MentionedFiles {
  readonly #guard: Pick<WindowGuard, 'refusal'>;
  #searchesLeft = mostSearches;

  constructor(guard: Pick<WindowGuard, 'refusal'>) {
    this.#guard = guard;
  }

  /** Those of `paths` that can be opened. */
  async found(paths: readonly string[]): Promise<readonly string[]> {
    const uris = await Promise.all(paths.map((path) => this.#find(path)));
    return paths.filter((_, index) => uris[index]);
  }

  /** Shows the file, if it is still there; `line` and `column` count from 1. */
  async open(path: string, line = 1, column = 1): Promise<void> {
    const uri = await this.#find(path);
    if (!uri) return;
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.validatePosition(new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)));
    await vscode.window.showTextDocument(document, { preview: true, selection: new vscode.Range(at, at) });
  }

  async #find(path: string): Promise<vscode.Uri | undefined> {
    const written = path.replaceAll('\\', '/');
    const folders = vscode.workspace.workspaceFolders ?? [];
    const isAbsolute = /^(?:\/|[A-Za-z]:\/)/.test(written);
    const places = isAbsolute
      ? [vscode.Uri.file(written)]
      : folders.flatMap(({ uri, name }) => [
          vscode.Uri.joinPath(uri, written),
          ...(written.startsWith(`${name}/`)
            ? [vscode.Uri.joinPath(uri, written.slice(name.length + 1))]
            : []),
        ]);
    for (const place of places) if (await this.#isOpenable(place)) return place;
    return isAbsolute ? undefined : this.#search(written);
  }

  /** The one file of the workspace whose path ends so; none when there are several. */
  async #search(written: string): Promise<vscode.Uri | undefined> {
    if (pattern.test(written) || written.split('/').includes('..') || this.#searchesLeft <= 0)
      return undefined;
    this.#searchesLeft--;
    const end = written.replace(/^(?:\.\/)+/, '');
    const [first, second] = await vscode.workspace.findFiles(`**/${end}`, '**/node_modules/**', 2);
    return first && !second && (await this.#isOpenable(first)) ? first : undefined;
  }

  async #isOpenable(uri: vscode.Uri): Promise<boolean> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder) return false;
    try {
      const { type } = await vscode.workspace.fs.stat(uri);
      if (!(type & vscode.FileType.File)) return false;
    } catch {
      return false;
    }
    const [spellings, roots] = await Promise.all([spellingsOf(uri), spellingsOf(folder.uri)]);
    // A link that leads out of its folder is not followed.
    const isInside = spellings.every((one) => roots.some((root) => isUnder(one, root)));
    return isInside && this.#guard.refusal(spellings) === null;
  }
}

function isUnder(path: string, root: string): boolean {
  return path.startsWith(root) && /^[\\/]/.test(path.slice(root.replace(/[\\/]$/, '').length));
}
