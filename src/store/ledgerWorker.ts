// The host's side of the worker thread: started at the first job, ended when there is none and nobody holds it.
import { Worker } from 'node:worker_threads';
import type { CompletionReport } from '../core/completion/figures.ts';
import type { Result } from '../core/failure.ts';
import type { History, HistoryQuestion } from '../core/history/historyEntry.ts';
import { ledgerFailure } from '../core/spend/ledgerTrouble.ts';
import type { Receipt } from '../core/spend/receipt.ts';
import type { ReceiptPage, ReceiptQuery } from '../core/spend/receiptQuery.ts';
import type { RepriceOrder, RepriceReport } from '../core/spend/reprice.ts';
import type { UsageQuestion, UsageReport } from '../core/spend/usageFigures.ts';
import type { DayRange } from '../core/spend/usageRange.ts';
import type { CheckReport } from './check.ts';
import { JobThread } from './jobThread.ts';
import type { ExportJob } from './usageFile.ts';
import type { WorkerAnswer, WorkerTask } from './workerMessages.ts';

export class LedgerWorker {
  readonly #thread: JobThread<WorkerTask, WorkerAnswer>;
  #holders = 0;

  /** `entry` is the bundled worker.ts. */
  constructor(entry: string | URL) {
    this.#thread = new JobThread(
      () => new Worker(entry),
      () => this.#rest(),
    );
  }

  /** Keeps the thread between jobs until it is let go: for who asks often. */
  hold(): { dispose(): void } {
    let isHeld = true;
    this.#holders += 1;
    return {
      dispose: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#holders -= 1;
        this.#rest();
      },
    };
  }

  /** Is the file whole, and do its sums agree with its receipts? An unreadable file is a report of damage, not a failure. */
  check(file: string): Promise<Result<CheckReport>> {
    return this.#ask({ kind: 'check', file }, (answer) => {
      if (answer.kind === 'checked') return answer.report;
      if (answer.kind === 'failed' && answer.isDamaged) return { damage: [answer.message], sumsAgree: false };
      return undefined;
    });
  }

  /** Counts the sums by day and month anew from the receipts; other windows see the new ones with their next poll. */
  async rebuildSums(file: string): Promise<Result<void>> {
    const rebuilt = await this.#ask({ kind: 'rebuild', file }, (answer) =>
      answer.kind === 'done' ? answer : undefined,
    );
    return rebuilt.ok ? { ok: true, value: undefined } : rebuilt;
  }

  /** Prices the receipts of one model that lack a price. The window sees the new sums with its next poll. */
  reprice(file: string, order: RepriceOrder): Promise<Result<RepriceReport>> {
    return this.#ask({ kind: 'reprice', file, order }, (answer) =>
      answer.kind === 'repriced' ? answer.report : undefined,
    );
  }

  /** What completions of a range of days came to, by site, model, currency and language; the most requested first. */
  completions(file: string, range: DayRange): Promise<Result<CompletionReport>> {
    return this.#ask({ kind: 'completions', file, range }, (answer) =>
      answer.kind === 'completions' ? answer.report : undefined,
    );
  }

  /** Hands over all receipts of a range of days in pages, oldest first; resolves to how many there were. */
  exportReceipts(
    file: string,
    range: DayRange,
    onPage: (receipts: readonly Receipt[]) => void,
  ): Promise<Result<number>> {
    let count = 0;
    return this.#ask(
      { kind: 'export', file, range },
      (answer) => (answer.kind === 'done' ? count : undefined),
      (receipts) => {
        count += receipts.length;
        onPage(receipts);
      },
    );
  }

  /** Sums, bars and prices of a range. */
  usage(file: string, question: UsageQuestion): Promise<Result<UsageReport>> {
    return this.#ask({ kind: 'usage', file, question }, (answer) =>
      answer.kind === 'usage' ? answer.report : undefined,
    );
  }

  receipts(file: string, query: ReceiptQuery): Promise<Result<ReceiptPage>> {
    return this.#ask({ kind: 'receipts', file, query }, (answer) =>
      answer.kind === 'receipts' ? answer.page : undefined,
    );
  }

  /** Writes a file; resolves to the number of receipts in it, or to null when `signal` ended it and nothing was written. */
  writeFile(file: string, job: ExportJob, signal: AbortSignal): Promise<Result<number | null>> {
    return this.#ask(
      { kind: 'writeFile', file, export: job },
      (answer) => (answer.kind === 'written' ? answer.count : undefined),
      undefined,
      signal,
    );
  }

  /** Deletes the receipts of a range and takes them out of the sums; resolves to how many there were. */
  deleteReceipts(file: string, range: DayRange): Promise<Result<number>> {
    return this.#ask({ kind: 'delete', file, range }, (answer) =>
      answer.kind === 'deleted' ? answer.count : undefined,
    );
  }

  /** The conversations of a workspace, all of them or those that hold the searched words. */
  history(file: string, question: HistoryQuestion, nowMs: number): Promise<Result<History>> {
    return this.#ask({ kind: 'history', file, question, nowMs }, (answer) =>
      answer.kind === 'history' ? answer.history : undefined,
    );
  }

  /** After a deletion: leaves no word of turns that are gone in the file. How many turns there were to look after. */
  forgetTurns(file: string): Promise<Result<number>> {
    return this.#ask({ kind: 'forgetTurns', file }, (answer) =>
      answer.kind === 'forgotten' ? answer.count : undefined,
    );
  }

  /** Empties the whole file; false when another window kept what was erased from leaving the file's log at once. */
  eraseAll(file: string, mark: string): Promise<Result<boolean>> {
    return this.#ask({ kind: 'erase', file, mark }, (answer) =>
      answer.kind === 'erased' ? answer.isWhole : undefined,
    );
  }

  /** Ends the thread; jobs that run fail. */
  dispose(): Promise<void> {
    return this.#thread.stop();
  }

  /** `read` takes the value out of the last answer; undefined makes the answer a failure. */
  #ask<T>(
    task: WorkerTask,
    read: (answer: WorkerAnswer) => T | undefined,
    onPage?: (receipts: readonly Receipt[]) => void,
    signal?: AbortSignal,
  ): Promise<Result<T>> {
    const lastOf = (answer: WorkerAnswer): { readonly value: T } | undefined => {
      if (answer.kind === 'page') {
        onPage?.(answer.receipts);
        return undefined;
      }
      const value = read(answer);
      if (value !== undefined) return { value };
      throw new Error(answer.kind === 'failed' ? answer.message : 'unexpected reply');
    };
    return this.#thread.ask(task, lastOf, signal).then(
      (value) => ({ ok: true, value }),
      (error: unknown) => failed(error instanceof Error ? error.message : String(error)),
    );
  }

  /** Ends the thread when nothing is left to do and nobody holds it. */
  #rest(): void {
    if (this.#thread.isIdle && this.#holders === 0) void this.#thread.stop();
  }
}

function failed(message: string): { readonly ok: false; readonly failure: ReturnType<typeof ledgerFailure> } {
  return { ok: false, failure: ledgerFailure('unreadable', message) };
}
