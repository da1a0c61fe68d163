// Lets an abort controller end with others' signals.

/**
 * Aborts the controller when one of the signals does, with its reason: each `abort()` without one makes an exception of its own.
 * What is returned lets go of the signals, and must be called when the work is over. `AbortSignal.any` needs no such call, for
 * which it keeps weak references and a registry that the garbage collector has to work through, at each key press.
 */
export function follow(controller: AbortController, signals: readonly AbortSignal[]): () => void {
  const abort = (): void => controller.abort(signals.find((signal) => signal.aborted)?.reason);
  if (signals.some((signal) => signal.aborted)) abort();
  for (const signal of signals) signal.addEventListener('abort', abort);
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', abort);
  };
}
