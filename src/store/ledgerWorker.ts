// The host's side of the worker thread: started at the first job, ended when there is none.
import { Worker } from 'node:worker_threads';
import type { CompletionFigure } from '../core/completion/figures.ts';
import type { Result } from '../core/failure.ts';
import { ledgerFailure } from '../core/spend/ledgerTrouble.ts';
import type { Receipt } from '../core/spend/receipt.ts';
import type { RepriceOrder, RepriceReport } from '../core/spend/reprice.ts';
import type { CheckReport } from './check.ts';
import type { DayRange } from './exportRows.ts';
import type { WorkerJob, WorkerReply } from './workerMessages.ts';

interface Waiting {
  readonly onReply: (reply: WorkerReply) => void;
  readonly onGone: (message: string) => void;
}

export class LedgerWorker {
  readonly #entry: string | URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #jobs = 0;

  /** `entry` is the bundled worker.ts. */
  constructor(entry: string | URL) {
    this.#entry = entry;
  }

  /** Is the file whole, and do its sums agree with its receipts? An unreadable file is a report of damage, not a failure. */
  check(file: string): Promise<Result<CheckReport>> {
    return new Promise((resolve) => {
      this.#start(
        (job) => ({ job, kind: 'check', file }),
        (reply) => {
          if (reply.kind === 'checked') resolve({ ok: true, value: reply.report });
          else if (reply.kind === 'failed' && reply.isDamaged)
            resolve({ ok: true, value: { damage: [reply.message], sumsAgree: false } });
          else resolve(failed(reply.kind === 'failed' ? reply.message : 'unexpected reply'));
          return true;
        },
        (message) => resolve(failed(message)),
      );
    });
  }

  /** Counts the sums by day and month anew from the receipts; other windows see the new ones with their next poll. */
  rebuildSums(file: string): Promise<Result<void>> {
    return new Promise((resolve) => {
      this.#start(
        (job) => ({ job, kind: 'rebuild', file }),
        (reply) => {
          if (reply.kind === 'done') resolve({ ok: true, value: undefined });
          else resolve(failed(reply.kind === 'failed' ? reply.message : 'unexpected reply'));
          return true;
        },
        (message) => resolve(failed(message)),
      );
    });
  }

  /** Hands over all receipts of a range of days in pages, oldest first; resolves to how many there were. */
  exportReceipts(
    file: string,
    range: DayRange,
    onPage: (receipts: readonly Receipt[]) => void,
  ): Promise<Result<number>> {
    return new Promise((resolve) => {
      let count = 0;
      this.#start(
        (job) => ({ job, kind: 'export', file, range }),
        (reply) => {
          if (reply.kind === 'page') {
            count += reply.receipts.length;
            onPage(reply.receipts);
            return false;
          }
          resolve(
            reply.kind === 'done'
              ? { ok: true, value: count }
              : failed(reply.kind === 'failed' ? reply.message : 'unexpected reply'),
          );
          return true;
        },
        (message) => resolve(failed(message)),
      );
    });
  }

  /** Prices the receipts of one model that lack a price. The window sees the new sums with its next poll. */
  reprice(file: string, order: RepriceOrder): Promise<Result<RepriceReport>> {
    return new Promise((resolve) => {
      this.#start(
        (job) => ({ job, kind: 'reprice', file, order }),
        (reply) => {
          if (reply.kind === 'repriced') resolve({ ok: true, value: reply.report });
          else resolve(failed(reply.kind === 'failed' ? reply.message : 'unexpected reply'));
          return true;
        },
        (message) => resolve(failed(message)),
      );
    });
  }

  /** What completions of a range of days came to, by site, model, currency and language; the most requested first. */
  completionFigures(file: string, range: DayRange): Promise<Result<readonly CompletionFigure[]>> {
    return new Promise((resolve) => {
      this.#start(
        (job) => ({ job, kind: 'completionFigures', file, range }),
        (reply) => {
          resolve(
            reply.kind === 'completionFigures'
              ? { ok: true, value: reply.figures }
              : failed(reply.kind === 'failed' ? reply.message : 'unexpected reply'),
          );
          return true;
        },
        (message) => resolve(failed(message)),
      );
    });
  }

  /** Ends the thread; jobs that run fail. */
  async dispose(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#giveUp('ended');
  }

  /** `onReply` returns whether the job is over. */
  #start(
    jobOf: (job: number) => WorkerJob,
    onReply: (reply: WorkerReply) => boolean,
    onGone: (message: string) => void,
  ): void {
    this.#jobs += 1;
    const job = this.#jobs;
    this.#waiting.set(job, {
      onGone,
      onReply: (reply) => {
        if (onReply(reply)) this.#finish(job);
      },
    });
    this.#thread().postMessage(jobOf(job));
  }

  #finish(job: number): void {
    this.#waiting.delete(job);
    if (this.#waiting.size > 0) return;
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
