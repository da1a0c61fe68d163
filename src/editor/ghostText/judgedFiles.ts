// Which files' text may leave with a completion: the guard's verdict, kept while file and rules stay the same.
import * as vscode from 'vscode';
import { spellingsOf } from '../requests/spellings.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';

export class JudgedFiles implements vscode.Disposable {
  readonly #guard: WindowGuard;
  readonly #onForgotten: () => void;
  readonly #subscriptions: readonly vscode.Disposable[];
  #verdicts = new Map<string, boolean>();

  /** `onForgotten`: what was let through before may have to stay here now. */
  constructor(guard: WindowGuard, onForgotten: () => void) {
    this.#guard = guard;
    this.#onForgotten = onForgotten;
    const forget = (): void => this.#forget();
    this.#subscriptions = [
      guard.onDidChange(forget),
      // The same name may lead to another file from now on, as a link does that was put in its place.
      vscode.workspace.onDidRenameFiles(forget),
      vscode.workspace.onDidCreateFiles(forget),
      vscode.workspace.onDidDeleteFiles(forget),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => void this.#verdicts.delete(uri.toString())),
    ];
  }

  async mayLeave(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    const verdicts = this.#verdicts;
    const may = this.#guard.refusal(await spellingsOf(uri)) === null;
    // Rules that changed meanwhile have another map, and another verdict.
    if (verdicts !== this.#verdicts) return this.mayLeave(uri);
    verdicts.set(key, may);
    return may;
  }

  /** Judged and let through. */
  isCleared(uri: vscode.Uri): boolean {
    return this.#verdicts.get(uri.toString()) === true;
  }

  /** Judged and refused. */
  isExcluded(uri: vscode.Uri): boolean {
    return this.#verdicts.get(uri.toString()) === false;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #forget(): void {
    this.#verdicts = new Map();
    this.#onForgotten();
  }
}
