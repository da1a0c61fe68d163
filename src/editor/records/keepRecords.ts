// Keeps a record of every request that was sent, for as many days as the person wants.
import { hash } from 'node:crypto';
import type { Result } from '../../core/failure.ts';
import { type RecordPorts, type Sent, type SentRecord, sentRecord } from '../../core/outgoing/sentRecord.ts';
import type { Clock } from '../../core/ports.ts';
import type { ModelRequest } from '../../core/request/modelRequest.ts';
import type { Receipt } from '../../core/spend/receipt.ts';

const dayMs = 24 * 3_600_000;
/** The start of a window is not the moment to tidy up. */
const restMs = 20_000;

export interface RecordStore {
  put(record: SentRecord, keepFromMs: number): Promise<Result<void>>;
  forgetBefore(keepFromMs: number): Promise<Result<void>>;
}

export interface KeepParts {
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  readonly store: RecordStore;
  readonly maskedIn: RecordPorts['maskedIn'];
  /** `siliconflow.privacy.recordDays`. */
  readonly days: () => number;
  readonly onDidChangeDays: (listener: () => void) => { dispose(): void };
}

export interface RecordKeeper {
  keep(receipt: Receipt, request: ModelRequest, sent: Sent): void;
  dispose(): void;
}

/** Trouble with the file leaves a record away: no answer waits for it. */
export function keepRecords({ clock, store, maskedIn, days, onDidChangeDays }: KeepParts): RecordKeeper {
  const ended = new AbortController();
  const keepFromMs = (): number => clock.nowMs() - days() * dayMs;
  const tidy = (): void => {
    void store.forgetBefore(keepFromMs());
  };
  let known = days();
  const listening = onDidChangeDays(() => {
    if (days() !== known) tidy();
    known = days();
  });
  void clock.sleep(restMs, ended.signal).then(() => ended.signal.aborted || tidy());
  return {
    keep: (receipt, request, sent) => {
      if (days() > 0) void store.put(sentRecord(receipt, request, sent, { digest, maskedIn }), keepFromMs());
    },
    dispose: () => {
      ended.abort();
      listening.dispose();
    },
  };
}

function digest(text: string): ReturnType<RecordPorts['digest']> {
  return { bytes: Buffer.byteLength(text), sha256: hash('sha256', text, 'hex') };
}
