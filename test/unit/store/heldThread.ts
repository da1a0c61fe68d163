// How long something held this thread, beside how long the machine held one that did nothing but measure that.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Measures the longest stretch in which nothing else got the thread, until it is asked for it. Its source runs in both threads. */
function startBeat(): () => number {
  let longestMs = 0;
  let before = performance.now();
  const beat = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - before - 1);
    before = performance.now();
  }, 1);
  return () => {
    clearInterval(beat);
    return longestMs;
  };
}

const control = `
  const { parentPort } = require('node:worker_threads');
  const end = (${startBeat})();
  parentPort.once('message', () => parentPort.postMessage(end()));
  parentPort.postMessage('ready');`;

/** What the thread may be held for beyond what the machine does to any: a try waits 8 ms for the lock, and 20 is the bound. */
const mostMs = 20;

/** Of several, because a busy machine holds one thread and lets another go. */
const idleThreads = 3;

/** Runs `work`, and fails when it held this thread for longer than the bound above the idle ones. */
export async function assertThreadFree(work: () => Promise<unknown>): Promise<void> {
  const idle = Array.from({ length: idleThreads }, () => new Worker(control, { eval: true }));
  try {
    await Promise.all(idle.map((worker) => once(worker, 'message')));
    const end = startBeat();
    await work();
    const heldMs = end();
    const told = Promise.all(idle.map((worker) => once(worker, 'message')));
    for (const worker of idle) worker.postMessage('over');
    const controlMs = Math.max(...(await told).map(([longestMs]) => Number(longestMs)));
    const figures = `held for ${heldMs.toFixed(1)} ms, idle ones for ${controlMs.toFixed(1)} ms`;
    console.log(`      ${figures}`);
    assert.ok(heldMs <= controlMs + mostMs, `the thread was ${figures}`);
  } finally {
    await Promise.all(idle.map((worker) => worker.terminate()));
  }
}
