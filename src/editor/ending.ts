// Ends the parts of the extension one after another: one that fails or hangs keeps no other from its end.
import type { Clock, Log } from '../core/ports.ts';

export interface Part {
  readonly name: string;
  readonly end: () => void | Promise<void>;
}

/** The editor gives five seconds for everything; what has not ended by then is cut off with the books open. */
const longestMs = 1_500;

/** Never rejects; failures go to the log. A part that takes longer than `longestMs` is left behind. */
export async function endInOrder(parts: readonly Part[], clock: Clock, log: Log): Promise<void> {
  for (const { name, end } of parts) {
    const ended = new AbortController();
    const work = (async () => end())()
      .catch((error: unknown) => log.error(`${name} did not end well`, error))
      .finally(() => ended.abort());
    await Promise.race([work, clock.sleep(longestMs, ended.signal)]);
    if (!ended.signal.aborted) log.warn(`${name} did not end in time`);
  }
}
