// Pictures that no file holds, such as a pasted one, as read-only files that the editor's own viewer opens; never on the disk.
import * as vscode from 'vscode';

const scheme = 'siliconflow-picture';
/** A closed viewer may be opened again from the history; older ones are gone. */
const mostKept = 5;

export class PictureDocuments implements vscode.Disposable {
  readonly #kept = new Map<string, Uint8Array>();
  #registered: vscode.Disposable | null = null;

  async open(name: string, dataUrl: string): Promise<void> {
    this.#registered ??= vscode.workspace.registerFileSystemProvider(scheme, this.#files(), {
      isReadonly: true,
    });
    const [, ending = 'png', base64 = ''] = /^data:image\/(\w+);base64,(.*)$/.exec(dataUrl) ?? [];
    const plain = name.replaceAll(/[/\\]/g, ' ').replace(/\.\w{2,4}$/, '');
    const path = `/${crypto.randomUUID()}/${plain}.${ending}`;
    this.#kept.set(path, new Uint8Array(Buffer.from(base64, 'base64')));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.from({ scheme, path }), { preview: true });
  }

  dispose(): void {
    this.#registered?.dispose();
    this.#kept.clear();
  }

  #files(): vscode.FileSystemProvider {
    const bytesOf = (uri: vscode.Uri): Uint8Array => {
      const bytes = this.#kept.get(uri.path);
      if (!bytes) throw vscode.FileSystemError.FileNotFound(uri);
      return bytes;
    };
    const refuse = (uri: vscode.Uri): never => {
      throw vscode.FileSystemError.NoPermissions(uri);
    };
    return {
      onDidChangeFile: () => ({ dispose: () => undefined }),
      watch: () => ({ dispose: () => undefined }),
      stat: (uri) => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytesOf(uri).length }),
      readFile: bytesOf,
      readDirectory: () => [],
      ...{ createDirectory: refuse, writeFile: refuse, delete: refuse, rename: refuse },
    };
  }
}
