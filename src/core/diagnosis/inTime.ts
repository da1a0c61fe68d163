// One step of the diagnosis within its time: it ends whatever the outside does, and never rejects.
import type { Clock } from '../ports.ts';

/** No step takes longer. */
export const stepLimitMs = 5_000;

/** `late` also when the person cancelled. `broken` carries the code of the error alone: its words may quote names. */
export type Timed<T> =
  | { readonly kind: 'done'; readonly value: T; readonly tookMs: number }
  | { readonly kind: 'late' }
  | { readonly kind: 'broken'; readonly code: string };

/** `work` is given a signal that aborts when its time is over or `outer` aborts; what it does afterwards is not waited for. */
export async function inTime<T>(
  clock: Pick<Clock, 'sleep' | 'monotonicMs'>,
  outer: AbortSignal,
  work: (signal: AbortSignal) => PromiseLike<T>,
  limitMs: number = stepLimitMs,
): Promise<Timed<T>> {
  const startMs = clock.monotonicMs();
  const over = new AbortController();
  const done = new AbortController();
  const either = AbortSignal.any([outer, over.signal]);
  const finished = Promise.resolve()
    .then(() => work(either))
    .then(
      (value): Timed<T> => ({ kind: 'done', value, tookMs: clock.monotonicMs() - startMs }),
      (error: unknown): Timed<T> => ({ kind: 'broken', code: codeOf(error) }),
    );
  const late = clock
    .sleep(limitMs, AbortSignal.any([outer, done.signal]))
    .then((): Timed<T> => ({ kind: 'late' }));
  try {
    return await Promise.race([finished, late]);
  } finally {
    done.abort();
    over.abort();
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN';
}
