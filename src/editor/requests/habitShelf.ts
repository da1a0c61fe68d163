// The store's memory as the shelf of usage habits: a space of its own, with what was last known while the file is busy.
import type { Result } from '../../core/failure.ts';
import type { HabitShelf } from './usageHabits.ts';

/** What is used of the store's memory. */
export interface SpacedTexts {
  all(space: string): Result<ReadonlyMap<string, string>>;
  set(space: string, key: string, value: string | undefined): Promise<Result<void>>;
}

const space = 'habits';

/** Shared by all windows of the machine; without a store, this window's own. */
export function habitShelf(
  stored: SpacedTexts | null,
  onDidChange: (listener: () => void) => unknown = () => undefined,
): HabitShelf {
  let known: ReadonlyMap<string, string> = new Map();
  /** Under way to the file: what was learned a moment ago counts at once. */
  const pending = new Map<string, string | undefined>();
  // Read again only after a change of the file: a forecast is made while a person types.
  let isFresh = stored === null;
  onDidChange(() => {
    isFresh = stored === null;
  });
  const withPending = (): ReadonlyMap<string, string> => {
    if (pending.size === 0) return known;
    const all = new Map(known);
    for (const [key, value] of pending) {
      if (value === undefined) all.delete(key);
      else all.set(key, value);
    }
    return all;
  };
  return {
    all: () => {
      const read = isFresh ? undefined : stored?.all(space);
      if (read?.ok) {
        known = read.value;
        isFresh = true;
      }
      return withPending();
    },
    set: async (key, value) => {
      pending.set(key, value);
      await stored?.set(space, key, value);
      if (pending.get(key) !== value) return;
      known = withPending();
      pending.delete(key);
    },
  };
}
