// One conversation of the history, as the store finds it: what it is called, what it cost, where the searched words stand.
import type { Pico } from '../spend/money.ts';
import type { Found } from './searchWords.ts';

export interface HistoryQuestion {
  readonly workspace: string;
  /** Words that the conversations must hold; empty = all of the workspace. */
  readonly query: string;
}

export interface HistoryEntry {
  readonly id: string;
  readonly title: string;
  readonly updatedMs: number;
  readonly isPinned: boolean;
  /** Questions and answers. */
  readonly messages: number;
  /** Sums of its receipts by currency, of those with a price. */
  readonly costs: readonly {
    readonly currency: string;
    readonly pico: Pico;
    readonly isEstimated: boolean;
  }[];
  /** Some of its receipts have no price. */
  readonly isPartlyUnpriced: boolean;
  /** Id of the living window that has it open to write, if any. */
  readonly holder: string | null;
  readonly found: Found | null;
}

export interface History {
  /** Pinned ones first, then the last written first. */
  readonly entries: readonly HistoryEntry[];
  /** So many more are left out. */
  readonly more: number;
}
