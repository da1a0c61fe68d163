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
  #offered: Offered | null = null;
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

  /** What the editor was given to show, null for nothing. */
  noteOffered(suggestion: Suggestion | null): void {
    this.#offered = suggestion && { suggestion, present: 0 };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #onEdits(event: vscode.TextDocumentChangeEvent): void {
    for (const edit of editsOf(event)) {
      const offered = this.#offered;
      if (offered?.suggestion.uri === edit.uri) {
        const taken = afterEdit(offered, edit, event.reason !== undefined);
        if (taken.characters > 0) this.#pipeline.noteAccepted(offered.suggestion, taken.characters);
        this.#offered = taken.offered;
      }
      this.#pipeline.noteEdit(edit);
      this.#lastEdit = edit;
    }
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
