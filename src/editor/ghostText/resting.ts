// While the hand rests the neighbourhood of its place is gathered, so that no key press waits for it.
import * as vscode from 'vscode';

const restMs = 120;
/** Who types without a rest gets it as late as this. */
const atLatestMs = 2_000;

export class Resting implements vscode.Disposable {
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #onRest: (editor: vscode.TextEditor, signal: AbortSignal) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #movedSinceMs: number | null = null;
  #gathering = new AbortController();

  /** `onRest` is called again and again; the signal of a call aborts when the next one begins. */
  constructor(onRest: (editor: vscode.TextEditor, signal: AbortSignal) => Promise<void>) {
    this.#onRest = onRest;
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(() => this.#wait()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#wait()),
    ];
    this.#wait();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#gathering.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    this.#movedSinceMs ??= nowMs;
    const leftMs = this.#movedSinceMs + atLatestMs - nowMs;
    this.#timer = setTimeout(() => this.#rest(), Math.max(0, Math.min(restMs, leftMs)));
  }

  #rest(): void {
    this.#movedSinceMs = null;
    this.#gathering.abort();
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    this.#gathering = new AbortController();
    void this.#onRest(editor, this.#gathering.signal);
  }
}
