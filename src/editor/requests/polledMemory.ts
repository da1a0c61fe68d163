// A space of the store's memory that is asked for every request: read once, and again only when another window wrote.
import type { Memory } from '../../core/account/memory.ts';
import type { Result } from '../../core/failure.ts';

/** What is used of the store's memory. */
export interface ReadableSpace {
  all(space: string): Result<ReadonlyMap<string, string>>;
  set(space: string, key: string, value: string | undefined): Promise<Result<void>>;
}

export interface PolledMemory extends Pick<Memory, 'get' | 'set'> {
  /** To be called when the store's poll has seen a change of another window. */
  refresh(): void;
}

/** What is set here counts at once, also while it is still being written. */
export function polledMemory(stored: ReadableSpace, space: string): PolledMemory {
  let known: ReadonlyMap<string, string> | null = null;
  const unwritten = new Map<string, string | undefined>();
  const read = (): void => {
    const all = stored.all(space);
    // A file locked for a moment takes nothing back.
    if (all.ok) known = all.value;
  };
  return {
    get: (key) => {
      if (unwritten.has(key)) return unwritten.get(key);
      if (known === null) read();
      return known?.get(key);
    },
    set: async (key, value) => {
      unwritten.set(key, value);
      const written = await stored.set(space, key, value);
      if (!written.ok) throw new Error(`The store could not keep a fact: ${written.failure.detail}`);
      // A later value of the same key is still on its way.
      if (unwritten.get(key) !== value) return;
      read();
      unwritten.delete(key);
    },
    refresh: () => {
      if (known !== null) read();
    },
  };
}
