// Which files' text may leave with a completion: the guard's verdict, kept while file and rules stay the same.
import * as vscode from 'vscode';
import type { Sentence } from '../../core/sentence.ts';
import { whereWritten } from '../requests/fileRules.ts';
import type { PrivateTexts } from '../requests/privateTexts.ts';
import { spellingsOf } from '../requests/spellings.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';

/** `null` may leave; else the rule that keeps it here, as a person can look it up. */
type Verdict = { readonly rule: string } | null;

export class JudgedFiles implements vscode.Disposable {
  readonly #guard: WindowGuard;
  readonly #copies: Pick<PrivateTexts, 'refusal'>;
  readonly #onForgotten: () => void;
  readonly #subscriptions: readonly vscode.Disposable[];
  #verdicts = new Map<string, Verdict>();

  /** `onForgotten`: what was let through before may have to stay here now. */
  constructor(guard: WindowGuard, copies: Pick<PrivateTexts, 'refusal'>, onForgotten: () => void) {
    this.#guard = guard;
    this.#copies = copies;
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

  async mayLeave(document: vscode.TextDocument): Promise<boolean> {
    return (await this.fileMayLeave(document.uri)) && this.isCleared(document);
  }

  /** The same for a file that need not be open. */
  async fileMayLeave(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known === null;
    const verdicts = this.#verdicts;
    const exclusion = this.#guard.exclusion(await spellingsOf(uri));
    // Rules that changed meanwhile have another map, and another verdict.
    if (verdicts !== this.#verdicts) return this.fileMayLeave(uri);
    // Not kept: the rules are read in a moment.
    if (exclusion === 'unread') return false;
    verdicts.set(key, exclusion && { rule: whereWritten(exclusion) });
    return exclusion === null;
  }

  /** Judged and let through. */
  isCleared(document: vscode.TextDocument): boolean {
    return this.#verdicts.get(document.uri.toString()) === null && this.#copied(document) === null;
  }

  /** Judged and refused: by which rule, or null. */
  excludedBy(document: vscode.TextDocument): string | null {
    const verdict = this.#verdicts.get(document.uri.toString());
    if (verdict) return verdict.rule;
    const copiedFrom = this.#copied(document)?.args?.[0];
    return copiedFrom === undefined ? null : String(copiedFrom);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** What has no file is judged by its text, each time, as that is what changes. */
  #copied(document: vscode.TextDocument): Sentence | null {
    return document.isUntitled ? this.#copies.refusal(document.getText()) : null;
  }

  #forget(): void {
    this.#verdicts = new Map();
    this.#onForgotten();
  }
}
