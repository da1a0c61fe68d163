// The ledger's file: where it is, how it is opened, and how a damaged one is set aside without losing a byte.
import { accessSync, constants, existsSync, mkdirSync, renameSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Database, type StatementProbe, textOf } from './database.ts';
import { type FileKind, fileKind, migrate } from './schema.ts';

export const ledgerFileName = 'ledger.db';

/** Companions that belong to the file while it is in use. */
const companions = ['-wal', '-shm', '-journal'] as const;

/**
 * File systems on which WAL's shared memory does not work across machines (https://sqlite.org/wal.html): NFS, SMB, CIFS,
 * SMB2, 9p, FUSE (sshfs and kin), AFS, Ceph, Coda; numbers from Linux's magic.h.
 */
const networkTypes = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x5346414f, 0x00c36400, 0x73757245,
]);

/** A guess where the system does not tell: Linux by file-system type, Windows by a share's path; elsewhere no. */
export function isOnNetwork(folder: string): boolean {
  if (folder.startsWith('\\\\')) return true;
  if (process.platform !== 'linux') return false;
  try {
    return networkTypes.has(Number(statfsSync(folder).type));
  } catch {
    return false;
  }
}

/** Identity of a file, to notice that another one took its place; null when there is none. */
export function fileIdentity(file: string): string | null {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

export type OpenedFile =
  | { readonly kind: Extract<FileKind, 'empty' | 'ours'>; readonly database: Database }
  | { readonly kind: Extract<FileKind, 'newer' | 'foreign'> };

/** Opens and migrates; throws what SQLite throws. A newer or foreign file is left as it is. */
export function openFile(file: string, rollbackJournal: boolean, probe?: StatementProbe): OpenedFile {
  if (isEmptied(file)) return { kind: 'foreign' };
  const database = new Database(file, probe === undefined ? {} : { probe });
  try {
    const kind = fileKind(database);
    if (kind === 'newer' || kind === 'foreign') {
      database.close();
      return { kind };
    }
    chooseJournal(database, rollbackJournal);
    database.exec('PRAGMA foreign_keys=ON');
    migrate(database);
    return { kind, database };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** An empty file beside a log with content is a ledger that something truncated: SQLite would throw the log away. */
function isEmptied(file: string): boolean {
  const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return existsSync(file) && size(file) === 0 && size(`${file}-wal`) > 0;
}

/**
 * WAL syncs at checkpoints only: a crash of the program loses nothing, a power cut at most the last bookings, and never
 * the file. Where WAL cannot be had every commit is synced.
 */
function chooseJournal(database: Database, rollbackJournal: boolean): void {
  const mode = database.get(`PRAGMA journal_mode=${rollbackJournal ? 'DELETE' : 'WAL'}`) ?? {};
  const isWal = textOf(mode, 'journal_mode') === 'wal';
  database.exec(`PRAGMA synchronous=${isWal ? 'NORMAL' : 'FULL'}`);
}

/**
 * Moves a file that cannot be used out of the way, companions with it, and returns its new path. `identity` is that of
 * the file found damaged: when another window was quicker, what lies there now is its new ledger and stays; null then.
 */
export function setAside(file: string, identity: string | null, nowMs: number): string | null {
  if (identity === null || fileIdentity(file) !== identity) return null;
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '');
  const base = file.replace(/\.db$/, `.damaged-${stamp}Z`);
  let aside = `${base}.db`;
  for (let n = 2; existsSync(aside); n += 1) aside = `${base}-${n}.db`;
  renameSync(file, aside);
  for (const companion of companions) {
    if (existsSync(file + companion)) renameSync(file + companion, aside + companion);
  }
  return aside;
}

/** Creates the folder when needed and returns the file's path in it. Throws when it cannot be written to. */
export function ledgerFileIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  // SQLite would only say "unable to open database file".
  accessSync(folder, constants.W_OK);
  return join(folder, ledgerFileName);
}
