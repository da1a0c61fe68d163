// Follows the hand in the editor's documents for the pipeline: edits, takings of a suggestion, the caret.
import * as vscode from 'vscode';
import type { CompletionPipeline } from '../../core/completion/pipeline.ts';
import { takeSnapshot } from '../../core/completion/snapshot.ts';
import type { DocumentEdit, Suggestion } from '../../core/completion/suggestion.ts';
import { Offers } from './acceptance.ts';
import { editsOf, isBesideTheHand, placeOf } from './documents.ts';

export class Typing implements vscode.Disposable {
  readonly #pipeline: CompletionPipeline;
  readonly #mayAsk: (document: vscode.TextDocument) => boolean;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #offers = new Offers();
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
    for (const suggestion of [...suggestions].reverse()) this.#offers.note(suggestion);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #onEdits(event: vscode.TextDocumentChangeEvent): void {
    for (const edit of editsOf(event)) {
      const taken = this.#offers.taken(edit, event.reason !== undefined);
      if (taken) this.#pipeline.noteAccepted(taken.suggestion, taken.characters);
      this.#pipeline.noteEdit(edit);
      this.#lastEdit = edit;
    }
  }

  /**
   * The selection follows an edit in an event of its own. A caret inside what was just inserted (auto-closed brackets
   * leave it in the middle) is the edit's own; any other one is the person going elsewhere.
   */
  #onSelection({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): void {
    // An edit moves the carets in the other editors of its document along.
    if (isBesideTheHand(textEditor)) return;
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
