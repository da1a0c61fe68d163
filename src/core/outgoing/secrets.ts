// Finds secrets in a text that is about to leave: tokens of known shape, private keys, passwords in addresses and
// assignments, also where they are split or encoded. Linear in the text, whatever the text is.
import { findAssigned } from './assignedSecrets.ts';
import { findEncoded } from './encoded.ts';
import { findMarkedTokens } from './markedTokens.ts';
import { findPrivateKeys } from './privateKeys.ts';
import { findSecretAddresses } from './secretAddresses.ts';
import { everyToken, findTokens, onlyPlatformKey } from './tokens.ts';
import { findSplit } from './unfolded.ts';

/** A secret in a text: `text.slice(start, end)` is what must not leave. */
export interface SecretSpan {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  /** Where the word stands that names it, for one that is known by its name alone. */
  readonly namedAt?: number;
}

/** `platformKeyOnly` looks for nothing else: what even the mode `off` masks. */
export type SecretScope = 'all' | 'platformKeyOnly';

/** Secrets in order, without overlaps: where two rules meet, the one that starts first names the joint span. */
export function findSecrets(text: string, scope: SecretScope = 'all'): readonly SecretSpan[] {
  const findPlain = scope === 'all' ? findAll : findPlatformKeys;
  const rules = scope === 'all' ? everyToken : onlyPlatformKey;
  return withoutOverlaps([
    ...findPlain(text),
    ...findSplit(text, (joined) => findTokens(joined, rules)),
    ...findEncoded(text, findPlain),
  ]);
}

function findAll(text: string): SecretSpan[] {
  return [
    ...findTokens(text, everyToken),
    ...findMarkedTokens(text),
    ...findPrivateKeys(text),
    ...findAssigned(text),
    ...findSecretAddresses(text),
  ];
}

function findPlatformKeys(text: string): SecretSpan[] {
  return findTokens(text, onlyPlatformKey);
}

export function withoutOverlaps(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const merged: SecretSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { ...last, end: span.end };
  }
  return merged;
}
