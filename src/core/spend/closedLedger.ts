// The ledger of a window whose store could not be opened: nothing can be booked, so nothing may be sent.
import type { Failure } from '../failure.ts';
import type { Ledger } from '../ports.ts';

/** Refuses every request with the reason; sums are unknown, which is said as stale and never as zero. */
export function closedLedger(failure: Failure): Ledger {
  return {
    admit: async () => ({ kind: 'failed', failure }),
    settle: async () => ({ ok: false, failure }),
    release: async () => undefined,
    noteInserted: async () => undefined,
    summary: () => ({ totals: [], unpricedRequests: 0, unpricedTokens: 0, stale: true }),
    lastMinute: () => 0n,
    startMinuteAnew: async () => ({ ok: false, failure }),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}
