// Brings the index up to date in slices: each is one transaction, so that a kill loses a slice, and rests as long as it worked.
import { setTimeout as sleep } from 'node:timers/promises';
import { isNamedLikeText } from '../core/codebase/eligible.ts';
import type { BuildReport, JudgedFile } from '../core/codebase/projectIndex.ts';
import { withoutSecrets } from '../core/codebase/withoutSecrets.ts';
import type { CodebaseFile } from './codebaseFile.ts';
import { FileReader } from './codebaseReading.ts';
import { knownPaths, putFile, removeFile, stampOf } from './codebaseRows.ts';
import type { Database } from './database.ts';

/** Work of a slice; a rest of the same length follows, which keeps a build under half of one core. */
const sliceMs = 25;
const tellEveryMs = 200;

export interface BuildOrder {
  readonly roots: readonly string[];
  readonly files: readonly JudgedFile[];
  /** Files that are not named are taken out. */
  readonly isWhole: boolean;
}

/** Works through all files; `tell` hears of the progress. Throws what SQLite throws, but for damage: then it begins anew. */
export async function build(
  file: CodebaseFile,
  order: BuildOrder,
  isCancelled: () => boolean,
  tell: (report: BuildReport) => void,
): Promise<BuildReport> {
  const reader = new FileReader(order.roots);
  const files = order.files.filter(({ name }) => isNamedLikeText(name));
  let [done, read, toldMs] = [0, 0, 0];
  let wasDamaged = false;
  const startAnew = (): void => {
    wasDamaged = true;
    done = 0;
  };
  const report = (): BuildReport => ({
    files: files.length,
    done,
    read,
    wasDamaged,
    wasCancelled: isCancelled(),
  });

  if (order.isWhole) {
    const listed = new Set(files.map(({ path }) => path));
    file.use((database) => {
      const gone = knownPaths(database).filter((path) => !listed.has(path));
      if (gone.length === 0) return;
      inTransaction(database, () => {
        for (const path of gone) removeFile(database, path);
      });
    }, startAnew);
  }
  while (done < files.length && !isCancelled()) {
    const startedMs = performance.now();
    file.use((database) => {
      inTransaction(database, () => {
        while (done < files.length && performance.now() - startedMs < sliceMs) {
          const next = files[done];
          if (next && refresh(database, reader, next)) read += 1;
          done += 1;
        }
      });
    }, startAnew);
    const nowMs = performance.now();
    if (nowMs - toldMs > tellEveryMs) {
      tell(report());
      toldMs = nowMs;
    }
    if (done < files.length) await sleep(Math.min(nowMs - startedMs, 1_000));
  }
  return report();
}

/** Reads a file anew when it is not the one that is known; true when it was read. */
export function refresh(database: Database, reader: FileReader, file: JudgedFile): boolean {
  const stamp = reader.stamp(file);
  if (stamp === null) {
    removeFile(database, file.path);
    return false;
  }
  const known = stampOf(database, file.path);
  if (file.text === undefined && known?.size === stamp.size && known.modifiedMs === stamp.modifiedMs)
    return false;
  // What is no text is known as a file without pieces, so that it is not read each time.
  putFile(database, file.path, file.name, stamp, withoutSecrets(reader.text(file) ?? ''));
  return true;
}

/** Other windows of the workspace may be building too: each slice sees what they have done. */
function inTransaction(database: Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // Damage may have ended it already.
    }
    throw error;
  }
}
