// Keeps what became of suggestions: counts in the store, and on the receipt the file that accepted text went to.
import * as vscode from 'vscode';
import {
  type CompletionOutcome,
  type UnaskedOutcome,
  withMore,
  withMoreUnasked,
} from '../../core/completion/outcome.ts';
import { OutcomeBook } from '../../core/completion/outcomeBook.ts';
import type { Clock, Ledger } from '../../core/ports.ts';
import { placeOf } from '../marks/generatedCode.ts';

export interface OutcomeStore {
  note(batch: readonly CompletionOutcome[]): Promise<unknown>;
  /** `day` as YYYY-MM-DD. */
  noteUnasked(day: string, batch: readonly UnaskedOutcome[]): Promise<unknown>;
}

/** `store` is null when nothing can be kept. Trouble with the file leaves the counts away: nothing depends on them. */
export function keepOutcomes(
  clock: Clock,
  store: OutcomeStore | null,
  ledger: Ledger,
): OutcomeBook<CompletionOutcome> {
  return new OutcomeBook(clock, {
    keyOf: ({ requestId }) => requestId,
    together: withMore,
    write: (batch) => {
      void store?.note(batch);
      for (const { requestId, acceptedIn } of batch) {
        const file = acceptedIn === undefined ? null : placeOf(vscode.Uri.parse(acceptedIn));
        if (file !== null) void ledger.noteInserted(requestId, file);
      }
    },
  });
}

/** The same of what needed no request: by the day on which it is handed over. */
export function keepUnasked(clock: Clock, store: OutcomeStore | null): OutcomeBook<UnaskedOutcome> {
  return new OutcomeBook(clock, {
    keyOf: ({ languageId }) => languageId,
    together: withMoreUnasked,
    write: (batch) => void store?.noteUnasked(clock.localDay(clock.nowMs()), batch),
  });
}
