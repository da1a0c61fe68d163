// A short name for a key that tells keys apart and cannot be turned back into one.
import { createHash } from 'node:crypto';

/**
 * First 8 hex digits of the SHA-256 of the key. 32 bits out of the more than 200 a key has: enough to notice a change
 * and to name an account on receipts, useless for guessing the key.
 */
export function fingerprint(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex').slice(0, 8);
}
