// The store's memory behind the account's small port: one space of it, with what was last known while the file is busy.
import type { Memory } from '../../core/account/memory.ts';
import type { Result } from '../../core/failure.ts';

/** What is used of the store's memory. */
export interface SpacedMemory {
  get(space: string, key: string): Result<string | undefined>;
  set(space: string, key: string, value: string | undefined): Promise<Result<void>>;
}

const space = 'account';

/**
 * `onDidChange` is the store's: it fires for every change of the facts in the file, here or in another window. A reading that fails
 * gives the last one that did not: a file locked for a moment must not take back a consent or call a key stale.
 */
export function sharedMemory(
  stored: SpacedMemory,
  onDidChange: (listener: () => void) => { dispose(): void },
): Memory {
  const known = new Map<string, string | undefined>();
  return {
    get: (key) => {
      const read = stored.get(space, key);
      if (read.ok) known.set(key, read.value);
      return known.get(key);
    },
    set: async (key, value) => {
      const written = await stored.set(space, key, value);
      if (!written.ok) throw new Error(`The store could not keep a fact: ${written.failure.detail}`);
      known.set(key, value);
    },
    onDidChange,
  };
}
