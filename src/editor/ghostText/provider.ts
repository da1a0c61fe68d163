// The editor's calls for ghost text, answered by the pipeline for files that may leave.
import * as vscode from 'vscode';
import type { CompletionPipeline } from '../../core/completion/pipeline.ts';
import { type Snapshot, takeSnapshot } from '../../core/completion/snapshot.ts';
import type { Suggestion } from '../../core/completion/suggestion.ts';
import { placeOf } from './documents.ts';
import type { Growth } from './growth.ts';
import type { JudgedFiles } from './judgedFiles.ts';
import type { Typing } from './typing.ts';

export interface ProviderParts {
  readonly pipeline: CompletionPipeline;
  readonly judged: JudgedFiles;
  readonly typing: Typing;
  readonly growth: Growth;
  readonly isPossible: () => boolean;
  /** Before a request: what stopped them may be over. */
  readonly mend: () => void;
  /** Resolves when it is known how the model is asked, or that this cannot be known now. */
  readonly probed: () => Promise<void>;
  /** The file at hand was judged. */
  readonly onJudged: () => void;
}

export class GhostTextProvider implements vscode.InlineCompletionItemProvider {
  readonly #parts: ProviderParts;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { judged, typing, growth, isPossible, mend, onJudged } = this.#parts;
    if (!isPossible()) return [];
    // The suggest widget has its own selected item: a text that contradicts it would only flicker beside it.
    if (context.selectedCompletionInfo) return [];
    const { version } = document;
    const isOver = (): boolean => token.isCancellationRequested || document.version !== version;
    if (!(await judged.mayLeave(document))) {
      onJudged();
      return [];
    }
    if (isOver()) return [];
    mend();
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      const suggestions = await this.#suggestions(document, position, context, abort.signal);
      if (isOver()) return [];
      typing.noteOffered(suggestions);
      // After this answer has left. Asked again, the editor puts what is on screen first: a list that is stepped through stays.
      if (context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke && suggestions.length === 1)
        setTimeout(() => growth.renew(), 0);
      return suggestions.map(({ insertText, replaceRight }) => {
        const range = new vscode.Range(position, position.translate(0, replaceRight));
        return new vscode.InlineCompletionItem(insertText, range);
      });
    } finally {
      listening.dispose();
    }
  }

  async #suggestions(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind }: vscode.InlineCompletionContext,
    signal: AbortSignal,
  ): Promise<readonly Suggestion[]> {
    const { pipeline, probed, mend, growth } = this.#parts;
    const here = (): Snapshot => takeSnapshot(placeOf(document, position));
    growth.noteCalled(document, position);
    if (growth.isOwn(document, position)) {
      const grown = pipeline.grown(here());
      return grown ? [grown] : [];
    }
    const isManual = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const provide = () =>
      isManual ? pipeline.candidates(here(), signal) : pipeline.provide(here(), 'automatic', signal);
    const { version } = document;
    let result = await provide();
    if ('reason' in result && result.reason === 'noModel') {
      await probed();
      mend();
      if (!signal.aborted && document.version === version) result = await provide();
    }
    if ('reason' in result) return [];
    return 'kind' in result ? [result] : result;
  }
}
