// A worker thread that does numbered jobs: started at the first one, ended when its owner says so; when it dies, its jobs fail.
import type { Worker } from 'node:worker_threads';

interface Waiting<Answer> {
  readonly onAnswer: (answer: Answer) => void;
  readonly onGone: (error: Error) => void;
}

export class JobThread<Task extends object, Answer extends object> {
  readonly #start: () => Worker;
  readonly #onIdle: () => void;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #worker: Worker | undefined;
  #jobs = 0;

  /** `onIdle` is called whenever the last running job has ended. */
  constructor(start: () => Worker, onIdle: () => void) {
    this.#start = start;
    this.#onIdle = onIdle;
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  /**
   * Has a job done. `read` is given each answer to it: a value ends the job with that, undefined waits for the next answer, an
   * error that it throws is what the job fails with. `signal` tells the thread to give up; its answer still ends the job.
   */
  ask<T>(
    task: Task,
    read: (answer: Answer) => { readonly value: T } | undefined,
    signal?: AbortSignal,
  ): Promise<T> {
    this.#jobs += 1;
    const job = this.#jobs;
    return new Promise((resolve, reject) => {
      const cancel = (): void => this.#worker?.postMessage({ job, kind: 'cancel' });
      const end = (settle: () => void): void => {
        signal?.removeEventListener('abort', cancel);
        this.#waiting.delete(job);
        settle();
        if (this.isIdle) this.#onIdle();
      };
      this.#waiting.set(job, {
        onGone: (error) => end(() => reject(error)),
        onAnswer: (answer) => {
          try {
            const last = read(answer);
            if (last !== undefined) end(() => resolve(last.value));
          } catch (error) {
            end(() => reject(error));
          }
        },
      });
      this.#thread().postMessage({ job, ...task });
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel);
    });
  }

  /** Ends the thread; jobs that run fail. The next job starts another. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    // Now, not when the thread is gone: by then others may wait for the next one.
    this.#giveUp(new Error('ended'));
    await worker?.terminate();
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#start();
    worker.on('message', (answer: Answer & { readonly job: number }) =>
      this.#waiting.get(answer.job)?.onAnswer(answer),
    );
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#giveUp(error instanceof Error ? error : new Error(String(error)));
    });
    this.#worker = worker;
    return worker;
  }

  #giveUp(error: Error): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const job of waiting) job.onGone(error);
  }
}
