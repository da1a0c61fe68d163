// Indexes of projects that nobody has asked about for two months are deleted: they can be built again.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const keptMs = 60 * 24 * 3_600_000;

/** Looks beside the index that is in use. */
export function forgetOldIndexes(inUse: string, nowMs = Date.now()): void {
  const folder = dirname(inUse);
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (path.startsWith(inUse) || nowMs - statSync(path).mtimeMs < keptMs) continue;
      rmSync(path, { force: true });
    }
  } catch {
    // There is no folder yet, or another window was quicker.
  }
}
