// Entry of the worker thread: the long looks at the ledger's file, off the host's thread.
import { parentPort } from 'node:worker_threads';
import { checkFile, rebuildSums } from './check.ts';
import { readCompletionFigures } from './completionOutcomes.ts';
import { causeOf } from './database.ts';
import { exportPages } from './exportRows.ts';
import { repriceFile } from './repriceReceipts.ts';
import type { WorkerJob, WorkerReply } from './workerMessages.ts';

const reply = (message: WorkerReply): void => parentPort?.postMessage(message);

parentPort?.on('message', (work: WorkerJob) => {
  const { job, file } = work;
  try {
    switch (work.kind) {
      case 'check':
        return reply({ job, kind: 'checked', report: checkFile(file) });
      case 'rebuild':
        rebuildSums(file);
        return reply({ job, kind: 'done' });
      case 'reprice':
        return reply({ job, kind: 'repriced', report: repriceFile(file, work.order) });
      case 'completionFigures':
        return reply({ job, kind: 'completionFigures', figures: readCompletionFigures(file, work.range) });
      case 'export':
        for (const receipts of exportPages(file, work.range)) reply({ job, kind: 'page', receipts });
        return reply({ job, kind: 'done' });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    reply({ job, kind: 'failed', isDamaged: causeOf(error) === 'damaged', message });
  }
});
