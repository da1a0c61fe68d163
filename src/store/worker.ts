// Entry of the worker thread: the long looks at the ledger's file, off the host's thread.
import { parentPort } from 'node:worker_threads';
import { checkFile, rebuildSums } from './check.ts';
import { causeOf } from './database.ts';
import { exportPages } from './exportRows.ts';
import { repriceFile } from './repriceReceipts.ts';
import type { WorkerJob, WorkerReply } from './workerMessages.ts';

const reply = (message: WorkerReply): void => parentPort?.postMessage(message);

parentPort?.on('message', (job: WorkerJob) => {
  try {
    if (job.kind === 'check') reply({ job: job.job, kind: 'checked', report: checkFile(job.file) });
    else if (job.kind === 'reprice')
      reply({ job: job.job, kind: 'repriced', report: repriceFile(job.file, job.order) });
    else if (job.kind === 'rebuild') {
      rebuildSums(job.file);
      reply({ job: job.job, kind: 'done' });
    } else {
      for (const receipts of exportPages(job.file, job.range))
        reply({ job: job.job, kind: 'page', receipts });
      reply({ job: job.job, kind: 'done' });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    reply({ job: job.job, kind: 'failed', isDamaged: causeOf(error) === 'damaged', message });
  }
});
