// Follows the hand in the editor's documents for the pipeline: edits, takings of a suggestion, the caret.
import * as vscode from 'vscode';
import type { CompletionPipeline } from '../../core/completion/pipeline.ts';
import { takeSnapshot } from '../../core/completion/snapshot.ts';
import type { DocumentEdit, Suggestion } from '../../core/completion/suggestion.ts';
import { afterEdit, type Offered } from './acceptance.ts';
import { editsOf, placeOf } from './documents.ts';

export class Typing implements vscode.Disposable {
  readonly #pipeline: CompletionPipeline;
  readonly #mayAsk: (document: vscode.TextDocument) => boolean;
  readonly #subscriptions: readonly vscode.Disposable[];
  #offered: readonly Offered[] = [];
  #lastEdit: DocumentEdit | null = null;

  /** `mayAsk`: whether a request about this document may leave without a further question. */
  constructor(pipeline: CompletionPipeline, mayAsk: (document: vscode.TextDocument) => boolean) {
    this.#pipeline = pipeline;
    this.#mayAsk = mayAsk;
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument((event) => this.#onEdits(event)),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#onSelection(event)),
    ];
  }

  /** What the editor was given to choose from; the first is shown first. */
  noteOffered(suggestions: readonly Suggestion[]): void {
    this.#offered = suggestions.map((suggestion) => ({ suggestion, present: 0 }));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #onEdits(event: vscode.TextDocumentChangeEvent): void {
    for (const edit of editsOf(event)) {
      this.#noteTaken(edit, event.reason !== undefined);
      this.#pipeline.noteEdit(edit);
      this.#lastEdit = edit;
    }
  }

  /** Of several that begin alike the first is taken for the one that was taken. */
  #noteTaken(edit: DocumentEdit, isReplay: boolean): void {
    const offered: Offered[] = [];
    let isTaken = false;
    for (const one of this.#offered) {
      if (one.suggestion.uri !== edit.uri) {
        offered.push(one);
        continue;
      }
      const taken = afterEdit(one, edit, isReplay);
      if (taken.characters > 0 && !isTaken) {
        isTaken = true;
        this.#pipeline.noteAccepted(one.suggestion, taken.characters);
      }
      if (taken.offered) offered.push(taken.offered);
    }
    this.#offered = offered;
  }

  /**
   * The selection follows an edit in an event of its own. A caret inside what was just inserted (auto-closed brackets
   * leave it in the middle) is the edit's own; any other one is the person going elsewhere.
   */
  #onSelection({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): void {
    const { document } = textEditor;
    const edit = this.#lastEdit;
    const caret = selections[0];
    const offset = caret ? document.offsetAt(caret.active) : -1;
    const isOwn =
      edit?.uri === document.uri.toString() &&
      caret?.isEmpty === true &&
      offset >= edit.from &&
      offset <= edit.from + edit.inserted.length;
    if (!edit || !caret || !isOwn) {
      this.#lastEdit = null;
      this.#pipeline.noteCaretMoved();
      return;
    }
    if (this.#mayAsk(document)) this.#pipeline.anticipate(takeSnapshot(placeOf(document, caret.active)));
  }
}
