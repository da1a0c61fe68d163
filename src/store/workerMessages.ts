// What host and worker thread say to each other. Both are ours; nothing from outside travels here unparsed.
import type { CompletionReport } from '../core/completion/figures.ts';
import type { History, HistoryQuestion } from '../core/history/historyEntry.ts';
import type { Receipt } from '../core/spend/receipt.ts';
import type { ReceiptPage, ReceiptQuery } from '../core/spend/receiptQuery.ts';
import type { RepriceOrder, RepriceReport } from '../core/spend/reprice.ts';
import type { UsageQuestion, UsageReport } from '../core/spend/usageFigures.ts';
import type { DayRange } from '../core/spend/usageRange.ts';
import type { CheckReport } from './check.ts';
import type { ExportJob } from './usageFile.ts';

/** What is to be done. */
export type WorkerTask =
  | { readonly kind: 'check'; readonly file: string }
  | { readonly kind: 'rebuild'; readonly file: string }
  | { readonly kind: 'reprice'; readonly file: string; readonly order: RepriceOrder }
  | { readonly kind: 'completions'; readonly file: string; readonly range: DayRange }
  | { readonly kind: 'export'; readonly file: string; readonly range: DayRange }
  | { readonly kind: 'usage'; readonly file: string; readonly question: UsageQuestion }
  | { readonly kind: 'receipts'; readonly file: string; readonly query: ReceiptQuery }
  | { readonly kind: 'writeFile'; readonly file: string; readonly export: ExportJob }
  | { readonly kind: 'delete'; readonly file: string; readonly range: DayRange }
  | {
      readonly kind: 'history';
      readonly file: string;
      readonly question: HistoryQuestion;
      readonly nowMs: number;
    }
  | { readonly kind: 'forgetTurns'; readonly file: string }
  | { readonly kind: 'erase'; readonly file: string; readonly mark: string };

export type WorkerJob = (WorkerTask | { readonly kind: 'cancel' }) & { readonly job: number };

/** What came of it. */
export type WorkerAnswer =
  | { readonly kind: 'checked'; readonly report: CheckReport }
  | { readonly kind: 'page'; readonly receipts: readonly Receipt[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'repriced'; readonly report: RepriceReport }
  | { readonly kind: 'completions'; readonly report: CompletionReport }
  | { readonly kind: 'usage'; readonly report: UsageReport }
  | { readonly kind: 'receipts'; readonly page: ReceiptPage }
  /** Receipts written into the file; null when it was cancelled. */
  | { readonly kind: 'written'; readonly count: number | null }
  | { readonly kind: 'deleted'; readonly count: number }
  | { readonly kind: 'history'; readonly history: History }
  | { readonly kind: 'forgotten'; readonly count: number }
  | { readonly kind: 'erased'; readonly isWhole: boolean }
  | { readonly kind: 'failed'; readonly isDamaged: boolean; readonly message: string };

export type WorkerReply = WorkerAnswer & { readonly job: number };
