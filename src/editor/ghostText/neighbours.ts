// Recently seen files for the prompt of a completion: texts past the guard, newest first, read when they are looked at.
import * as vscode from 'vscode';
import type { Neighbour } from '../../core/completion/context.ts';

const mostFiles = 20;
/** Beyond this a file is too long to be scanned while somebody types. */
const mostCharacters = 40_000;

export class Neighbours implements vscode.Disposable {
  readonly #seen = new Map<string, Neighbour>();
  readonly #listening: vscode.Disposable;
  readonly #mayLeave: (uri: vscode.Uri) => Promise<boolean>;
  #recency = 0;

  constructor(mayLeave: (uri: vscode.Uri) => Promise<boolean>) {
    this.#mayLeave = mayLeave;
    this.#listening = vscode.window.onDidChangeActiveTextEditor((editor) => void this.#look(editor));
    void this.#look(vscode.window.activeTextEditor);
  }

  /** All but the document itself. */
  around(uri: string): readonly Neighbour[] {
    return [...this.#seen].filter(([known]) => known !== uri).map(([, neighbour]) => neighbour);
  }

  /** Rules changed: what was remembered may no longer leave. */
  forget(): void {
    this.#seen.clear();
  }

  dispose(): void {
    this.#listening.dispose();
    this.forget();
  }

  async #look(editor: vscode.TextEditor | undefined): Promise<void> {
    if (editor?.document.uri.scheme !== 'file') return;
    const { document } = editor;
    if (!(await this.#mayLeave(document.uri))) return;
    const uri = document.uri.toString();
    this.#seen.delete(uri);
    this.#seen.set(uri, {
      path: vscode.workspace.asRelativePath(document.uri),
      languageId: document.languageId,
      text: document.getText(new vscode.Range(0, 0, 1_500, 0)).slice(0, mostCharacters),
      recency: ++this.#recency,
    });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > mostFiles && oldest !== undefined) this.#seen.delete(oldest);
  }
}
