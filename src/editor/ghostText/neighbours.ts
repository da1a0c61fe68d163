// Recently seen files for the prompt of a completion: texts past the guard, newest first, read when they come and go.
import * as vscode from 'vscode';
import type { Neighbour } from '../../core/completion/context.ts';
import { shortPathOf } from '../chat/sources.ts';

const mostFiles = 20;
/** Beyond this a file is too long to be scanned while somebody types. */
const mostCharacters = 40_000;
const mostLines = 1_500;

export class Neighbours implements vscode.Disposable {
  readonly #seen = new Map<string, Neighbour>();
  readonly #listening: vscode.Disposable;
  readonly #mayLeave: (document: vscode.TextDocument) => Promise<boolean>;
  #active = vscode.window.activeTextEditor?.document;
  #recency = 0;

  constructor(mayLeave: (document: vscode.TextDocument) => Promise<boolean>) {
    this.#mayLeave = mayLeave;
    this.#listening = vscode.window.onDidChangeActiveTextEditor((editor) => {
      // What was typed in the file that is left is known from now on.
      void this.#look(this.#active);
      this.#active = editor?.document;
      void this.#look(this.#active);
    });
    void this.#look(this.#active);
  }

  /** All but the document itself. */
  around(uri: string): readonly Neighbour[] {
    return [...this.#seen].filter(([known]) => known !== uri).map(([, neighbour]) => neighbour);
  }

  /** Rules changed: what was remembered may no longer leave. */
  forget(): void {
    this.#seen.clear();
    void this.#look(this.#active);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#seen.clear();
  }

  async #look(document: vscode.TextDocument | undefined): Promise<void> {
    if (document?.uri.scheme !== 'file') return;
    const recency = ++this.#recency;
    if (!(await this.#mayLeave(document)) || document.isClosed) return;
    const uri = document.uri.toString();
    this.#seen.delete(uri);
    this.#seen.set(uri, {
      path: shortPathOf(document.uri),
      languageId: document.languageId,
      text: document.getText(new vscode.Range(0, 0, mostLines, 0)).slice(0, mostCharacters),
      recency,
    });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > mostFiles && oldest !== undefined) this.#seen.delete(oldest);
  }
}
