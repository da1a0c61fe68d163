// The long look at the ledger's file, after an unclean end or once a week: what it finds is mended, and told once.
import type { Result } from '../core/failure.ts';
import type { Clock, Log } from '../core/ports.ts';
import { type Sentence, sentence } from '../core/sentence.ts';

/** When the window has come to rest after its start. */
const restMs = 15_000;

export interface LedgerCheckParts {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  readonly store: {
    readonly file: string;
    noteChecked(): Promise<Result<void>>;
    replaceDamaged(): string | null;
  };
  readonly worker: {
    check(file: string): Promise<Result<{ readonly damage: readonly string[]; readonly sumsAgree: boolean }>>;
    rebuildSums(file: string): Promise<Result<void>>;
  };
  /** Shows a person a sentence without waiting for an answer. */
  readonly tell: (words: Sentence) => void;
  /** The file was set aside and a new one started. */
  readonly onReplaced: () => void;
}

/** What could not be looked at, or not be mended, is looked at again by the next window. */
export async function checkLedger(parts: LedgerCheckParts, signal: AbortSignal): Promise<void> {
  const { clock, log, store, worker } = parts;
  await clock.sleep(restMs, signal);
  if (signal.aborted) return;
  const report = await worker.check(store.file);
  if (signal.aborted) return;
  if (!report.ok) return log.warn(`ledger check: ${report.failure.detail}`);
  const { damage, sumsAgree } = report.value;
  if (damage.length > 0) {
    log.error(`ledger check: ${damage.join('; ')}`);
    store.replaceDamaged();
    return parts.onReplaced();
  }
  if (!sumsAgree) {
    log.error('ledger check: the sums by day and month are not those of the receipts');
    const rebuilt = await worker.rebuildSums(store.file);
    if (signal.aborted) return;
    if (!rebuilt.ok) return log.warn(`ledger check: ${rebuilt.failure.detail}`);
    parts.tell(
      sentence(
        'The spend shown did not agree with its receipts. It was counted anew from them and is right again.',
      ),
    );
  }
  await store.noteChecked();
}
