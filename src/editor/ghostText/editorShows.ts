// Whether the editor shows ghost text at all: with this setting off it asks nobody, and what is asked ahead would be paid for nothing.
import * as vscode from 'vscode';

export const inlineSuggestSetting = 'editor.inlineSuggest.enabled';

export class EditorShows implements vscode.Disposable {
  readonly #listening: vscode.Disposable;
  /** Asked at every key press; the setting may be another one for a language. */
  #known = new WeakMap<vscode.TextDocument, { readonly languageId: string; readonly isOn: boolean }>();

  constructor(onChange: () => void) {
    this.#listening = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('editor.inlineSuggest')) return;
      this.#known = new WeakMap();
      onChange();
    });
  }

  in(document: vscode.TextDocument): boolean {
    const { languageId } = document;
    const known = this.#known.get(document);
    if (known?.languageId === languageId) return known.isOn;
    const isOn = vscode.workspace.getConfiguration(undefined, document).get(inlineSuggestSetting) !== false;
    this.#known.set(document, { languageId, isOn });
    return isOn;
  }

  dispose(): void {
    this.#listening.dispose();
  }
}
