// What host and worker thread say to each other. Both are ours; nothing from outside travels here unparsed.
import type { CompletionFigure } from '../core/completion/figures.ts';
import type { Receipt } from '../core/spend/receipt.ts';
import type { RepriceOrder, RepriceReport } from '../core/spend/reprice.ts';
import type { CheckReport } from './check.ts';
import type { DayRange } from './exportRows.ts';

export type WorkerJob =
  | { readonly job: number; readonly kind: 'check'; readonly file: string }
  | { readonly job: number; readonly kind: 'rebuild'; readonly file: string }
  | { readonly job: number; readonly kind: 'export'; readonly file: string; readonly range: DayRange }
  | { readonly job: number; readonly kind: 'reprice'; readonly file: string; readonly order: RepriceOrder }
  | {
      readonly job: number;
      readonly kind: 'completionFigures';
      readonly file: string;
      readonly range: DayRange;
    };

export type WorkerReply =
  | { readonly job: number; readonly kind: 'checked'; readonly report: CheckReport }
  | { readonly job: number; readonly kind: 'page'; readonly receipts: readonly Receipt[] }
  | { readonly job: number; readonly kind: 'repriced'; readonly report: RepriceReport }
  | {
      readonly job: number;
      readonly kind: 'completionFigures';
      readonly figures: readonly CompletionFigure[];
    }
  | { readonly job: number; readonly kind: 'done' }
  | { readonly job: number; readonly kind: 'failed'; readonly isDamaged: boolean; readonly message: string };
