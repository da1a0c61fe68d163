// The files that the extension keeps besides the ledger: what was set aside, and the logs that the editor writes for it.
import { lstat, readdir, rm, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** `ledger.db` with what SQLite puts beside it: other windows have it open, so it is emptied and not removed. */
const inUse = /^ledger\.db(-wal|-shm|-journal)?$/;
/** `logs/20261122T043000/window1/exthost/publisher.name`: the editor's log folders are no deeper. */
const deepest = 4;

export interface FoldersOfExtension {
  /** Global storage; everything in it is the extension's own. */
  readonly storage: string;
  /** The editor's log folder for the extension in this window. */
  readonly logs: string;
}

export interface RemovedFiles {
  readonly removed: number;
  /** Names of those that could not be removed or emptied. */
  readonly left: readonly string[];
}

/** Paths of all files in question. `alsoLedger` when no store has it open. */
export async function storedFiles(
  folders: FoldersOfExtension,
  alsoLedger: boolean,
): Promise<readonly string[]> {
  const stored = (await filesUnder(folders.storage, deepest)).filter(
    (path) => alsoLedger || dirname(path) !== folders.storage || !inUse.test(basename(path)),
  );
  return [...stored, ...(await logFiles(folders.logs))];
}

/** A file that somebody writes to cannot be removed everywhere: then it is emptied. */
export async function removeFiles(paths: readonly string[], logs: string): Promise<RemovedFiles> {
  let removed = 0;
  const left: string[] = [];
  for (const path of paths) {
    const isGone = dirname(path) === logs ? await emptied(path) : (await gone(path)) || (await emptied(path));
    if (isGone) removed += 1;
    else left.push(basename(path));
  }
  return { removed, left };
}

/** Logs of this window, of others, and of earlier times. */
async function logFiles(logs: string): Promise<readonly string[]> {
  const name = basename(logs);
  let session = logs;
  for (let up = 0; up < deepest && !/^\d{8}T\d{6}$/.test(basename(session)); up += 1)
    session = dirname(session);
  const root = /^\d{8}T\d{6}$/.test(basename(session)) ? dirname(session) : logs;
  return (await filesUnder(root, deepest + 1)).filter(
    (path) => path.startsWith(`${logs}`) || basename(dirname(path)) === name,
  );
}

async function filesUnder(folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return [path];
      // A link is not followed: what it leads to is not the extension's.
      return entry.isDirectory() && depth > 0 ? filesUnder(path, depth - 1) : [];
    }),
  );
  return found.flat();
}

async function gone(path: string): Promise<boolean> {
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      await rm(path, { force: true });
      return true;
    } catch {
      await delay(100);
    }
  }
  return false;
}

async function emptied(path: string): Promise<boolean> {
  try {
    await truncate(path, 0);
    return true;
  } catch {
    return (await lstat(path).catch(() => null)) === null;
  }
}
