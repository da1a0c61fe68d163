// Which receipts a person looks for, and how a long list of them is read page by page.
import type { Outcome, Purpose, Receipt } from './receipt.ts';
import type { DayRange } from './usageRange.ts';

/** Empty values filter nothing. */
export interface ReceiptFilter {
  /** Part of a model's id, a trace id, the name of a workspace or of a file that code went to; case counts only beyond ASCII. */
  readonly text: string;
  readonly model: string;
  readonly purpose: Purpose | '';
  readonly outcome: Outcome | '';
}

/** The place of a receipt in the books: the day it counts for, and its number there. */
export interface ReceiptPlace {
  readonly day: string;
  /** A decimal integer; later bookings have greater ones. */
  readonly number: string;
}

export interface ReceiptQuery extends DayRange {
  readonly filter: ReceiptFilter;
  /** Only what was booked before this; null = from the newest. */
  readonly before: ReceiptPlace | null;
  readonly limit: number;
}

export interface ReceiptPage {
  readonly receipts: readonly { readonly place: ReceiptPlace; readonly receipt: Receipt }[];
  /** Where the next page begins; null when this was the last. */
  readonly next: ReceiptPlace | null;
}
