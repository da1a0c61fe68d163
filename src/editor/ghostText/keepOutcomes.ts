// Keeps what became of suggestions: counts in the store, and on the receipt the file that accepted text went to.
import * as vscode from 'vscode';
import type { CompletionOutcome } from '../../core/completion/outcome.ts';
import { OutcomeBook } from '../../core/completion/outcomeBook.ts';
import type { Clock, Ledger } from '../../core/ports.ts';

export interface OutcomeStore {
  note(batch: readonly CompletionOutcome[]): Promise<unknown>;
}

/** `store` is null when nothing can be kept. Trouble with the file leaves the counts away: nothing depends on them. */
export function keepOutcomes(clock: Clock, store: OutcomeStore | null, ledger: Ledger): OutcomeBook {
  return new OutcomeBook(clock, (batch) => {
    void store?.note(batch);
    for (const { requestId, acceptedIn } of batch) {
      const file = acceptedIn === undefined ? null : fileOf(vscode.Uri.parse(acceptedIn));
      if (file !== null) void ledger.noteInserted(requestId, file);
    }
  });
}

/** Relative to its workspace; of a file elsewhere only the name. null for what is no file yet. */
function fileOf(uri: vscode.Uri): string | null {
  if (uri.scheme === 'untitled') return null;
  return vscode.workspace.getWorkspaceFolder(uri)
    ? vscode.workspace.asRelativePath(uri, false)
    : (uri.path.split('/').at(-1) ?? null);
}
