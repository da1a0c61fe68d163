// The host's side of the codebase index: its thread runs while there is something to do, and half a minute longer.
import { Worker } from 'node:worker_threads';
import type { Answer, BuildReport, JudgedFile, ProjectIndex } from '../core/codebase/projectIndex.ts';
import type { CodebaseAnswer, CodebaseReply, CodebaseTask } from './codebaseMessages.ts';

const restMs = 30_000;

interface Waiting {
  readonly onReply: (reply: CodebaseAnswer) => void;
  readonly onGone: (error: Error) => void;
}

export class CodebaseIndex implements ProjectIndex {
  readonly #entry: string | URL;
  readonly #file: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #jobs = 0;

  /** `entry` is the bundled codebaseWorker.ts; `file` is where the index is kept. */
  constructor(entry: string | URL, file: string) {
    this.#entry = entry;
    this.#file = file;
  }

  build(
    roots: readonly string[],
    files: readonly JudgedFile[],
    signal: AbortSignal,
    onProgress: (report: BuildReport) => void,
  ): Promise<BuildReport> {
    return this.#ask(
      { kind: 'build', roots, files },
      (answer) => {
        if (answer.kind === 'progress') onProgress(answer.report);
        return answer.kind === 'built' ? answer.report : undefined;
      },
      signal,
    );
  }

  async update(roots: readonly string[], files: readonly JudgedFile[]): Promise<void> {
    await this.#ask({ kind: 'update', roots, files }, (answer) =>
      answer.kind === 'built' ? answer : undefined,
    );
  }

  async remove(paths: readonly string[]): Promise<void> {
    await this.#ask({ kind: 'remove', paths }, (answer) => (answer.kind === 'done' ? answer : undefined));
  }

  find(question: string): Promise<Answer> {
    return this.#ask({ kind: 'find', question }, (answer) => (answer.kind === 'found' ? answer : undefined));
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#resting);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#giveUp('ended');
  }

  /** `read` takes the value out of the last answer; undefined waits on. */
  #ask<T>(
    task: CodebaseTask,
    read: (answer: CodebaseAnswer) => T | undefined,
    signal?: AbortSignal,
  ): Promise<T> {
    this.#jobs += 1;
    const job = this.#jobs;
    clearTimeout(this.#resting);
    return new Promise((resolve, reject) => {
      const cancel = (): void => this.#worker?.postMessage({ job, kind: 'cancel' });
      const end = (): void => {
        signal?.removeEventListener('abort', cancel);
        this.#waiting.delete(job);
        this.#rest();
      };
      this.#waiting.set(job, {
        onGone: (error) => {
          end();
          reject(error);
        },
        onReply: (reply) => {
          const value = read(reply);
          if (value === undefined && reply.kind !== 'failed') return;
          end();
          if (value !== undefined) resolve(value);
          else reject(new Error(reply.kind === 'failed' ? reply.message : 'unexpected reply'));
        },
      });
      this.#thread().postMessage({ job, ...task });
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel);
    });
  }

  #rest(): void {
    clearTimeout(this.#resting);
    if (this.#waiting.size > 0) return;
    this.#resting = setTimeout(() => void this.dispose(), restMs);
    this.#resting.unref();
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#entry, { workerData: this.#file });
    worker.on('message', (reply: CodebaseReply) => this.#waiting.get(reply.job)?.onReply(reply));
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
    for (const job of waiting) job.onGone(new Error(message));
  }
}
