// Shows more of the ghost text on screen when more of its answer has come. The stable API has no event for that, so the editor is made to ask again.
import * as vscode from 'vscode';
import type { Suggestion } from '../../core/completion/suggestion.ts';
import { machineClock } from '../clock.ts';

/** An answer may be over before its beginning is painted, and what is not painted has no next one: it is tried so often. */
const triesAfterMs = [0, 50, 150, 400, 1_000, 2_000, 4_000];

export class Growth implements vscode.Disposable {
  #asked: Suggestion | null = null;
  /** What is to grow, until the editor has asked for it. */
  #waiting: Suggestion | null = null;
  #provider: vscode.InlineCompletionItemProvider | null = null;
  #registration: vscode.Disposable | null = null;

  /** The provider whose ghost text grows; from now on the editor asks it. */
  register(provider: vscode.InlineCompletionItemProvider): void {
    this.#registration?.dispose();
    this.#provider = provider;
    this.#registration = vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider);
  }

  /** The editor asks nobody twice at one place: with this it asks again when the person wants the next suggestion there. */
  renew(): void {
    if (this.#provider) this.register(this.#provider);
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#provider = null;
  }

  /** The editor calls the provider, whoever made it do so: at the place of what is to grow, that ends the tries. */
  noteCalled(document: vscode.TextDocument, position: vscode.Position): void {
    if (this.#waiting && standsAt(this.#waiting, document, position)) this.#waiting = null;
  }

  /** Is this call of the provider ours, for what is on screen? It may be answered from memory only. */
  isOwn(document: vscode.TextDocument, position: vscode.Position): boolean {
    return this.#asked !== null && standsAt(this.#asked, document, position);
  }

  /**
   * Makes the editor ask for this suggestion anew. `showNext` does nothing unless ghost text is visible in the editor: what
   * was dismissed stays away, which `inlineSuggest.trigger` would bring back. It keeps what is on screen first in its list and
   * steps to what follows, which is our longer text, as the provider registered last comes first. It asks nobody it has asked
   * at this place before, hence the new registration.
   */
  async showMore(shown: Suggestion): Promise<void> {
    if (this.#asked) return;
    this.#waiting = shown;
    for (const waitMs of triesAfterMs) {
      if (waitMs > 0) await machineClock.sleep(waitMs);
      const editor = vscode.window.activeTextEditor;
      // Asked meanwhile, whoever made the editor do so: it has all there is, and a next one would be another.
      if (this.#asked || this.#waiting !== shown || !this.#provider || !editor?.selection.isEmpty) return;
      if (!standsAt(shown, editor.document, editor.selection.active)) return;
      this.#asked = shown;
      this.register(this.#provider);
      try {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.showNext');
      } finally {
        this.#asked = null;
        this.renew();
      }
    }
  }
}

function standsAt(
  { uri, version, offset }: Suggestion,
  document: vscode.TextDocument,
  position: vscode.Position,
): boolean {
  return (
    document.version === version && document.uri.toString() === uri && document.offsetAt(position) === offset
  );
}
