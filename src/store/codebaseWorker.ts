// Entry of the thread of the codebase index: it reads the files it is given and answers questions, off the host's thread.
import { parentPort, workerData } from 'node:worker_threads';
import { build } from './codebaseBuild.ts';
import { CodebaseFile } from './codebaseFile.ts';
import type { CodebaseAnswer, CodebaseJob, CodebaseReply, CodebaseTask } from './codebaseMessages.ts';
import { countFiles, findPieces, removeUnder } from './codebaseRows.ts';
import { forgetOldIndexes } from './oldIndexes.ts';

/** Files that pieces come from, and pieces of one file: what a person can look over before it is sent. */
const bounds = { files: 5, perFile: 2 };
const file = new CodebaseFile(String(workerData));
const cancelled = new Set<number>();
const reply = (message: CodebaseReply): void => parentPort?.postMessage(message);
/** Builds and updates go one after the other; questions do not wait for them. */
let writing: Promise<unknown> = Promise.resolve();

function afterWriting<T>(work: () => Promise<T>): Promise<T> {
  const next = writing.then(work, work);
  writing = next;
  return next;
}

async function answerTo(task: CodebaseTask, job: number): Promise<CodebaseAnswer> {
  switch (task.kind) {
    case 'build':
    case 'update': {
      const order = { ...task, isWhole: task.kind === 'build' };
      if (order.isWhole) forgetOldIndexes(String(workerData));
      const report = await afterWriting(() =>
        build(
          file,
          order,
          () => cancelled.has(job),
          (report) => reply({ job, kind: 'progress', report }),
        ),
      );
      return { kind: 'built', report };
    }
    case 'remove':
      await afterWriting(async () =>
        file.use(
          (database) => {
            for (const path of task.paths) removeUnder(database, path);
          },
          () => undefined,
        ),
      );
      return { kind: 'done' };
    case 'find':
      return file.use(
        (database) => ({
          kind: 'found' as const,
          pieces: findPieces(database, task.question, bounds),
          files: countFiles(database),
        }),
        () => undefined,
      );
  }
}

async function work(task: CodebaseTask, job: number): Promise<void> {
  try {
    reply({ job, ...(await answerTo(task, job)) });
  } catch (error) {
    reply({ job, kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  } finally {
    cancelled.delete(job);
  }
}

parentPort?.on('message', (message: CodebaseJob) => {
  if (message.kind === 'cancel') cancelled.add(message.job);
  else void work(message, message.job);
});
