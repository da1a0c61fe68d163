// The host's side of the worker thread: started at the first job, ended when there is none and nobody holds it.
import { Worker } from 'node:worker_threads';
import type { CompletionFigure } from '../core/completion/figures.ts';
import type { Result } from '../core/failure.ts';
import type { History, HistoryQuestion } from '../core/history/historyEntry.ts';
import { ledgerFailure } from '../core/spend/ledgerTrouble.ts';
import type { Receipt } from '../core/spend/receipt.ts';
import type { ReceiptPage, ReceiptQuery } from '../core/spend/receiptQuery.ts';
import type { RepriceOrder, RepriceReport } from '../core/spend/reprice.ts';
import type { UsageQuestion, UsageReport } from '../core/spend/usageFigures.ts';
import type { DayRange } from '../core/spend/usageRange.ts';
import type { CheckReport } from './check.ts';
import type { ExportJob } from './usageFile.ts';
import type { WorkerAnswer, WorkerReply, WorkerTask } from './workerMessages.ts';

interface Waiting {
  readonly onReply: (reply: WorkerReply) => void;
  readonly onGone: (message: string) => void;
}

export class LedgerWorker {
  readonly #entry: string | URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #jobs = 0;
  #holders = 0;

  /** `entry` is the bundled worker.ts. */
  constructor(entry: string | URL) {
    this.#entry = entry;
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
  completionFigures(file: string, range: DayRange): Promise<Result<readonly CompletionFigure[]>> {
    return this.#ask({ kind: 'completionFigures', file, range }, (answer) =>
      answer.kind === 'completionFigures' ? answer.figures : undefined,
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
  async dispose(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#giveUp('ended');
  }

  /** `read` takes the value out of the last answer; undefined makes the answer a failure. */
  #ask<T>(
    task: WorkerTask,
    read: (answer: WorkerAnswer) => T | undefined,
    onPage?: (receipts: readonly Receipt[]) => void,
    signal?: AbortSignal,
  ): Promise<Result<T>> {
    this.#jobs += 1;
    const job = this.#jobs;
    return new Promise((resolve) => {
      const cancel = (): void => this.#worker?.postMessage({ job, kind: 'cancel' });
      const end = (result: Result<T>): void => {
        signal?.removeEventListener('abort', cancel);
        this.#waiting.delete(job);
        resolve(result);
        this.#rest();
      };
      this.#waiting.set(job, {
        onGone: (message) => end(failed(message)),
        onReply: (reply) => {
          if (reply.kind === 'page') return onPage?.(reply.receipts);
          const value = read(reply);
          if (value !== undefined) end({ ok: true, value });
          else end(failed(reply.kind === 'failed' ? reply.message : 'unexpected reply'));
        },
      });
      this.#thread().postMessage({ job, ...task });
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel);
    });
  }

  /** Ends the thread when nothing is left to do and nobody holds it. */
  #rest(): void {
    if (this.#waiting.size > 0 || this.#holders > 0) return;
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#entry);
    worker.on('message', (reply: WorkerReply) => this.#waiting.get(reply.job)?.onReply(reply));
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#giveUp(error instanceof Error ? error.message : String(error));
    });
    this.#worker = worker;
    return worker;
  }

  #giveUp(message: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const job of waiting) job.onGone(message);
  }
}

function failed(message: string): { readonly ok: false; readonly failure: ReturnType<typeof ledgerFailure> } {
  return { ok: false, failure: ledgerFailure('unreadable', message) };
}
