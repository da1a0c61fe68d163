// Entry of the worker thread: the long looks at the ledger's file, off the host's thread.
import { parentPort } from 'node:worker_threads';
import { checkFile, rebuildSums } from './check.ts';
import { readCompletionReport } from './completionOutcomes.ts';
import { causeOf } from './database.ts';
import { eraseFile } from './erase.ts';
import { exportPages } from './exportRows.ts';
import { readHistory } from './readHistory.ts';
import { repriceFile } from './repriceReceipts.ts';
import { forgetTurns } from './searchIndex.ts';
import { writeUsageFile } from './usageFile.ts';
import { readReceipts } from './usageReceipts.ts';
import { deleteReceipts } from './usageRemoval.ts';
import { readUsage } from './usageSums.ts';
import type { WorkerAnswer, WorkerJob, WorkerReply, WorkerTask } from './workerMessages.ts';

const reply = (message: WorkerReply): void => parentPort?.postMessage(message);
const cancelled = new Set<number>();

/** The last answer of a task; an export's pages go ahead of it. */
async function answerTo(task: WorkerTask, job: number): Promise<WorkerAnswer> {
  switch (task.kind) {
    case 'check':
      return { kind: 'checked', report: checkFile(task.file) };
    case 'rebuild':
      rebuildSums(task.file);
      return { kind: 'done' };
    case 'reprice':
      return { kind: 'repriced', report: repriceFile(task.file, task.order) };
    case 'completions':
      return { kind: 'completions', report: readCompletionReport(task.file, task.range) };
    case 'export':
      for (const receipts of exportPages(task.file, task.range)) reply({ job, kind: 'page', receipts });
      return { kind: 'done' };
    case 'usage':
      return { kind: 'usage', report: readUsage(task.file, task.question) };
    case 'receipts':
      return { kind: 'receipts', page: readReceipts(task.file, task.query) };
    case 'writeFile':
      return {
        kind: 'written',
        count: await writeUsageFile(task.file, task.export, () => cancelled.has(job)),
      };
    case 'delete':
      return { kind: 'deleted', count: await deleteReceipts(task.file, task.range) };
    case 'history':
      return { kind: 'history', history: await readHistory(task.file, task.question, task.nowMs) };
    case 'forgetTurns':
      return { kind: 'forgotten', count: await forgetTurns(task.file) };
    case 'erase':
      return { kind: 'erased', isWhole: eraseFile(task.file, task.mark) };
  }
}

async function work(task: WorkerTask, job: number): Promise<void> {
  try {
    reply({ job, ...(await answerTo(task, job)) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    reply({ job, kind: 'failed', isDamaged: causeOf(error) === 'damaged', message });
  } finally {
    cancelled.delete(job);
  }
}

parentPort?.on('message', (message: WorkerJob) => {
  if (message.kind === 'cancel') cancelled.add(message.job);
  else void work(message, message.job);
});
