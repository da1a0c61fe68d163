// Small facts of a window whose store could not be opened: they end with it.
import type { Memory } from '../core/account/memory.ts';

export function windowMemory(): Memory {
  const facts = new Map<string, string | undefined>();
  const listeners = new Set<() => void>();
  return {
    get: (key) => facts.get(key),
    set: async (key, value) => {
      facts.set(key, value);
      for (const listener of [...listeners]) listener();
    },
    onDidChange: (listener) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}
