// The machine's clocks behind the core's port.
import { performance } from 'node:perf_hooks';
import type { Clock } from '../core/ports.ts';

/** Longest delay a timer takes; a longer one would fire at once (it overflows 32 bits). */
const longestTimerMs = 2_147_483_647;

function localDay(ms: number): string {
  const date = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(Math.max(0, delayMs), longestTimerMs));
    signal?.addEventListener('abort', done);
  });
}

/** Wall clock, monotonic clock, local days and abortable sleep of this process. Leaves no timer after an abort. */
export const machineClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  localDay,
  sleep,
};
