// The prompts that a person keeps as files: in the profile, and in a project they trust. Read when asked for, never watched.
import * as vscode from 'vscode';
import { type OwnPrompt, readOwnPrompt } from '../../core/prompts/ownPrompt.ts';
import { spellingsOf } from '../requests/spellings.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';

/** More are a mistake: nobody keeps their prompts in such a folder. */
const mostFiles = 200;
const mostBytes = 256_000;

export class OwnPrompts {
  readonly #profile: vscode.Uri;
  readonly #guard: Pick<WindowGuard, 'refusal'>;

  /** `storage`: the extension's own folder, which belongs to the profile. */
  constructor(storage: vscode.Uri, guard: Pick<WindowGuard, 'refusal'>) {
    this.#profile = vscode.Uri.joinPath(storage, 'prompts');
    this.#guard = guard;
  }

  /** Those of the profile first: a project cannot put its own in their place. */
  async all(): Promise<readonly OwnPrompt[]> {
    const projects = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
    const folders = [
      { folder: this.#profile, origin: 'profile' } as const,
      ...projects.map(
        ({ uri }) =>
          ({ folder: vscode.Uri.joinPath(uri, '.siliconflow', 'prompts'), origin: 'workspace' }) as const,
      ),
    ];
    const found = (await Promise.all(folders.map((one) => this.#in(one.folder, one.origin)))).flat();
    return [...new Map([...found].reverse().map((prompt) => [prompt.name, prompt])).values()].reverse();
  }

  /** Opens the file of a prompt of the profile; a new one begins with words on how to write it. */
  async edit(name: string, beginning: string): Promise<void> {
    const file = vscode.Uri.joinPath(this.#profile, `${name}.md`);
    try {
      await vscode.workspace.fs.stat(file);
    } catch {
      await vscode.workspace.fs.createDirectory(this.#profile);
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(beginning));
    }
    await vscode.window.showTextDocument(file);
  }

  async #in(folder: vscode.Uri, origin: OwnPrompt['origin']): Promise<readonly OwnPrompt[]> {
    const names = await namesIn(folder);
    const read = names.map((name) => this.#read(vscode.Uri.joinPath(folder, name), name, origin));
    return (await Promise.all(read)).flatMap((prompt) => prompt ?? []);
  }

  async #read(file: vscode.Uri, name: string, origin: OwnPrompt['origin']): Promise<OwnPrompt | null> {
    try {
      const { size } = await vscode.workspace.fs.stat(file);
      if (size > mostBytes || this.#guard.refusal(await spellingsOf(file))) return null;
      const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      return readOwnPrompt(name, content, origin);
    } catch {
      return null;
    }
  }
}

/** A link could lead anywhere: only plain files are read. */
async function namesIn(folder: vscode.Uri): Promise<readonly string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .filter(([, type]) => type === vscode.FileType.File)
      .map(([name]) => name)
      .sort()
      .slice(0, mostFiles);
  } catch {
    return [];
  }
}
