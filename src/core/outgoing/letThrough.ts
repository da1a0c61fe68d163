// False alarms: values that a rule takes for secrets and that the person lets pass, once or for this text.
import type { Failure } from '../failure.ts';
import { findSecrets } from './secrets.ts';

/**
 * Asked for every value that a rule found. Excluded files are never asked about, and what holds one of the platform's own
 * keys is refused by `mayBeLetThrough` before.
 */
export interface LetThrough {
  allows(value: string): boolean;
}

/** What the page and the request view name a value by: its placeholder (`Vault`). The value itself stays in the host. */
export type Placeholder = string;

/** Placeholders of the values that one request may carry in clear. */
export type OnceGrant = ReadonlySet<Placeholder>;

/** A value that passes until this is taken back. It is known by a digest alone, so it cannot be shown. */
export interface KeptGrant {
  /** Digest of the value. */
  readonly id: string;
  /** The rule that took it for a secret. */
  readonly rule: string;
  /** Wall clock, UTC ms. */
  readonly sinceMs: number;
}

/** Lets values through for good, and takes that back; the same in all windows of the machine. */
export interface KeptGrants {
  /** Newest first. */
  list(): readonly KeptGrant[];
  /** Fails when the placeholder is none of this window, stands for a platform key, or when the store cannot keep it. */
  keep(placeholder: Placeholder): Promise<Failure | null>;
  /** What was let through is masked again from the next request on. */
  revoke(id: string): Promise<Failure | null>;
}

/** The placeholders among which nothing is that must stay, or none: to let the others through would not help. */
export function offered(
  placeholders: readonly Placeholder[],
  behind: (placeholder: Placeholder) => string | undefined,
): readonly Placeholder[] {
  const mayPass = placeholders.every((placeholder) => {
    const value = behind(placeholder);
    return value !== undefined && mayBeLetThrough(value);
  });
  return mayPass ? [...new Set(placeholders)] : [];
}

/** Whether a person may let this value through at all: nothing with a key of the platform in it. */
export function mayBeLetThrough(value: string): boolean {
  return findSecrets(value, 'platformKeyOnly').length === 0;
}
