// Tells whether a caret stands inside a secret, whose halves no rule would know.
import { findSecrets } from './secrets.ts';

/** A private key of 4,096 bits, and what stands around it. */
const farthest = 4_000;

/** Whether a secret of `left + right` begins before their joint and ends behind it. */
export function isInSecret(left: string, right: string): boolean {
  const before = left.slice(-farthest);
  // A value that is still being typed ends where the caret is.
  if (/^\s/.test(right) && /\s$/.test(before) && !right.includes('-----END ')) return false;
  return findSecrets(before + right.slice(0, farthest)).some(
    ({ start, end }) => start < before.length && end > before.length,
  );
}
