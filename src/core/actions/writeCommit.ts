// Streams a commit message from the gate into the box: whole, or as if nothing had happened.
import type { Failure } from '../failure.ts';
import type { Clock } from '../ports.ts';
import type { GateEvent } from '../request/gateEvent.ts';
import type { CommitDraft } from './commitDraft.ts';
import { commitText } from './commitText.ts';

/** `takenOver`: the person wrote into the box meanwhile, so it is theirs and the request was ended. */
export type CommitEnd =
  | { readonly kind: 'cancelled' | 'takenOver' }
  /** `receiptId` is that of the last request; absent when none was booked. */
  | { readonly kind: 'written'; readonly receiptId?: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Puts back what was masked in the diff; of a text that still grows, half a placeholder is held back. */
export interface Unmask {
  growing(text: string): string;
  whole(text: string): string;
}

const asItIs: Unmask = { growing: (text) => text, whole: (text) => text };

const cancelled: CommitEnd = { kind: 'cancelled' };

/** Each text is a message between processes; a person reads no faster than this. */
const showEveryMs = 50;

/**
 * Ends when the books are closed. The box holds the message after `written`, what the person wrote after `takenOver`, and
 * otherwise what stood there before.
 */
export async function writeCommit(
  events: AsyncIterable<GateEvent>,
  draft: CommitDraft,
  clock: Pick<Clock, 'monotonicMs'>,
  /** What is done to the whole message before it is shown for good. */
  finished: (message: string) => string = (message) => message,
  unmask: Unmask = asItIs,
): Promise<CommitEnd> {
  let raw = '';
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let end: CommitEnd = cancelled;
  try {
    for await (const event of events) {
      if (event.kind === 'text') {
        raw += event.text;
        if (clock.monotonicMs() - shownAtMs < showEveryMs) continue;
        shownAtMs = clock.monotonicMs();
        const text = commitText(unmask.growing(raw), false);
        // Leaving the loop ends the request and settles it.
        if (text && !draft.show(text)) return { kind: 'takenOver' };
      } else if (event.kind === 'finished') end = finish(unmask.whole(raw), draft, finished);
      else if (event.kind === 'booked' && end.kind === 'written')
        end = { kind: 'written', receiptId: event.receipt.id };
      else if (event.kind === 'failed') end = { kind: 'failed', failure: event.failure };
      if (event.kind === 'failed' || event.kind === 'aborted') draft.restore();
    }
  } catch (error) {
    draft.restore();
    throw error;
  }
  return end;
}

function finish(raw: string, draft: CommitDraft, finished: (message: string) => string): CommitEnd {
  const text = commitText(raw, true);
  if (text) return { kind: draft.show(finished(text)) ? 'written' : 'takenOver' };
  draft.restore();
  return { kind: 'failed', failure: { kind: 'emptyAnswer', detail: '', sent: true } };
}
