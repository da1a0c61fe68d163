// The host's side of the codebase index: its thread runs while there is something to do, and half a minute longer.
import { Worker } from 'node:worker_threads';
import type { Answer, BuildReport, JudgedFile, ProjectIndex } from '../core/codebase/projectIndex.ts';
import type { CodebaseAnswer, CodebaseTask } from './codebaseMessages.ts';
import { JobThread } from './jobThread.ts';

const restMs = 30_000;

export class CodebaseIndex implements ProjectIndex {
  readonly #thread: JobThread<CodebaseTask, CodebaseAnswer>;
  #resting: ReturnType<typeof setTimeout> | undefined;

  /** `entry` is the bundled codebaseWorker.ts; `file` is where the index is kept. */
  constructor(entry: string | URL, file: string) {
    this.#thread = new JobThread(
      () => new Worker(entry, { workerData: file }),
      () => this.#rest(),
    );
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
    await this.#thread.stop();
  }

  /** `read` takes the value out of the last answer; undefined waits on. */
  #ask<T>(
    task: CodebaseTask,
    read: (answer: CodebaseAnswer) => T | undefined,
    signal?: AbortSignal,
  ): Promise<T> {
    clearTimeout(this.#resting);
    return this.#thread.ask(
      task,
      (answer) => {
        if (answer.kind === 'failed') throw new Error(answer.message);
        const value = read(answer);
        return value === undefined ? undefined : { value };
      },
      signal,
    );
  }

  #rest(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#thread.stop(), restMs);
    this.#resting.unref();
  }
}
