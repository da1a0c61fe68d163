// What an error on the way to the ledger's file means: trouble that can be told, or a bug.
import type { LedgerCause } from '../core/spend/ledgerTrouble.ts';
import { causeOf } from './database.ts';

/** The file was migrated by a newer version while it was open here. */
export class NewerFile extends Error {}

/** Errors of SQLite and of the file system are trouble; anything else is a bug and null. */
export function troubleOf(error: unknown): LedgerCause | 'moved' | null {
  if (error instanceof NewerFile) return 'newer';
  const cause = causeOf(error);
  if (cause !== null) return cause;
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return 'full';
  return error.code === 'EROFS' || error.code === 'EACCES' || error.code === 'EPERM'
    ? 'readOnly'
    : 'unreadable';
}
