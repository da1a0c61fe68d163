// Knows the text of excluded documents that were open in this window, so that an untitled copy of one stays here too.
import * as vscode from 'vscode';
import { linesOf, type PrivateLines, repeats } from '../../core/outgoing/privateLines.ts';
import { visible } from '../../core/outgoing/visible.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { spellingsOf } from './spellings.ts';
import type { WindowGuard } from './windowGuard.ts';

/** Closed ones are remembered as well: a clipboard outlives its tab. */
const mostDocuments = 30;
const mostCharacters = 400_000;

interface PrivateText {
  readonly name: string;
  readonly version: number;
  readonly lines: PrivateLines;
}

export class PrivateTexts implements vscode.Disposable {
  readonly #guard: WindowGuard;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #known = new Map<string, PrivateText>();
  /** The last text and what became of it: the status bar asks at every drawing. */
  #last: { readonly text: string; readonly refusal: Sentence | null } | null = null;

  constructor(guard: WindowGuard) {
    this.#guard = guard;
    this.#subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => void this.#look(document)),
      // What was typed before it was copied.
      vscode.workspace.onDidSaveTextDocument((document) => void this.#look(document)),
      vscode.workspace.onDidCloseTextDocument((document) => void this.#look(document)),
      // The first change is the reading of the rules, before which nothing can be judged.
      guard.onDidChange(() => this.#lookAll()),
    ];
  }

  /** Why a text without a file of its own may not leave, or null. */
  refusal(text: string): Sentence | null {
    if (this.#known.size === 0) return null;
    this.#refresh();
    if (this.#last?.text !== text) this.#last = { text, refusal: this.#judge(text) };
    return this.#last.refusal;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#known.clear();
  }

  #judge(text: string): Sentence | null {
    const lines = linesOf(text.slice(0, mostCharacters));
    for (const { name, lines: hidden } of this.#known.values()) {
      if (repeats(lines, hidden))
        return sentence('This text is a copy from {0}, which never leaves this machine.', name);
    }
    return null;
  }

  #lookAll(): void {
    for (const document of vscode.workspace.textDocuments) void this.#look(document);
  }

  /** An open document may have changed since it was looked at: lines are read again only when they are needed. */
  #refresh(): void {
    for (const document of vscode.workspace.textDocuments) {
      const known = this.#known.get(document.uri.toString());
      if (known && known.version !== document.version) this.#keep(document);
    }
  }

  async #look(document: vscode.TextDocument): Promise<void> {
    if (document.uri.scheme === 'untitled' || document.uri.scheme === 'output') return;
    const exclusion = this.#guard.exclusion(await spellingsOf(document.uri));
    if (exclusion === 'unread') return;
    if (exclusion) this.#keep(document);
    else if (this.#known.delete(document.uri.toString())) this.#last = null;
  }

  #keep(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const { version } = document;
    const name = visible(document.uri.path.split('/').at(-1) ?? '');
    this.#last = null;
    const lines = linesOf(document.getText().slice(0, mostCharacters));
    this.#known.delete(key);
    this.#known.set(key, { name, version, lines });
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostDocuments && oldest !== undefined) this.#known.delete(oldest);
  }
}
