// The one gate for what leaves this machine: no private file passes, and secrets are masked, or stop the request.
import { type Failure, unsent } from '../failure.ts';
import { type Exclusion, type FilePaths, type IgnoreRules, ignoreRules } from './ignoreRules.ts';
import { type KnownValueFinder, knownValueFinder } from './knownValues.ts';
import { type LetThrough, mayBeLetThrough, offered, type Placeholder } from './letThrough.ts';
import { findPersonalData, type PersonalDataKind } from './personalData.ts';
import { type SecretSpan, withoutOverlaps } from './secrets.ts';
import { secretsOf } from './seenTexts.ts';
import type { Vault } from './vault.ts';

/** A part of a request. What else a caller's piece holds is passed through untouched. */
export interface OutgoingPiece {
  readonly text: string;
  /** The file the text is from, when it is from one: also of a selection, a diff, an untitled copy. */
  readonly file?: FilePaths;
  /** An excluded piece that may be dropped (a neighbouring snippet); one that may not stops the request. */
  readonly optional?: boolean;
}

/** `siliconflow.privacy.secrets`. Even `off` masks the platform's own keys. */
export type SecretMode = 'mask' | 'block' | 'off';

export interface OutgoingPolicy {
  readonly mode: SecretMode;
  readonly vault: Vault;
  /** Absent: the built-in list alone. */
  readonly ignored?: IgnoreRules;
  /** Kinds of personal data that the person chose to keep here as well, in every mode. */
  readonly personalData?: readonly PersonalDataKind[];
  /** Values of the workspace's `.env` files. */
  readonly knownValues?: KnownValueFinder;
  /** False alarms of the person. Absent: nothing passes. */
  readonly letThrough?: LetThrough;
}

/** A rule that fired, how often, and in which piece. Names only: a finding never holds the secret. */
export interface Finding {
  readonly kind: 'file' | 'secret';
  readonly rule: string;
  readonly count: number;
  /** Index into the pieces given. */
  readonly piece: number;
}

export type OutgoingResult<P> =
  | { readonly ok: true; readonly pieces: readonly P[]; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly failure: Failure; readonly findings: readonly Finding[] };

const builtInOnly = ignoreRules([]);
const noValues = knownValueFinder([]);

/**
 * Judges and masks the pieces of a request. Fails with `blocked` (nothing is sent) when a piece that may not be dropped is
 * from an excluded file, or in `block` mode when a secret is found; `detail` names the rules. Masking what is masked
 * changes nothing.
 */
export function outgoing<P extends OutgoingPiece>(
  pieces: readonly P[],
  policy: OutgoingPolicy,
): OutgoingResult<P> {
  const findings: Finding[] = [];
  const passed: P[] = [];
  const stopped: string[] = [];
  const stoppedSecrets: Placeholder[] = [];
  for (const [index, piece] of pieces.entries()) {
    const exclusion = exclusionOf(piece, policy);
    if (exclusion !== null) {
      findings.push({ kind: 'file', rule: exclusion.rule, count: 1, piece: index });
      if (piece.optional !== true) stopped.push(exclusion.rule);
      continue;
    }
    const masked = maskText(piece.text, policy);
    const counts = new Map<string, number>();
    for (const { rule } of masked.spans) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    for (const [rule, count] of counts) findings.push({ kind: 'secret', rule, count, piece: index });
    if (policy.mode === 'block') {
      stopped.push(...counts.keys());
      stoppedSecrets.push(...masked.placeholders);
    }
    passed.push(masked.text === piece.text ? piece : { ...piece, text: masked.text });
  }
  if (stopped.length > 0) {
    const failure = unsent('blocked', [...new Set(stopped)].join(', '));
    const letThrough = offered(stoppedSecrets, (placeholder) => policy.vault.behind(placeholder)?.value);
    const full = letThrough.length === 0 ? failure : { ...failure, letThrough };
    return { ok: false, failure: full, findings };
  }
  return { ok: true, pieces: passed, findings };
}

function exclusionOf(piece: OutgoingPiece, policy: OutgoingPolicy): Exclusion | null {
  return piece.file === undefined ? null : (policy.ignored ?? builtInOnly).exclusionOf(piece.file);
}

export interface MaskedText {
  readonly text: string;
  /** Where secrets stood in the text given. */
  readonly spans: readonly SecretSpan[];
  /** What stands in their place, in the same order. */
  readonly placeholders: readonly Placeholder[];
}

/**
 * One text with its secrets replaced by placeholders of the policy's vault. What the person let through stands in clear,
 * also where it was masked before.
 */
export function maskText(text: string, policy: OutgoingPolicy): MaskedText {
  const found = secretsOf(text, policy.mode === 'off' ? 'platformKeyOnly' : 'all');
  const known = policy.mode === 'off' ? [] : (policy.knownValues ?? noValues).find(text);
  const personal = findPersonalData(text, policy.personalData ?? []);
  const allows = letThroughBy(policy);
  const masked = replaced(text, [...known, ...found, ...personal], policy, allows);
  return policy.letThrough === undefined
    ? masked
    : { ...masked, text: policy.vault.unmask(masked.text, allows) };
}

/** The values of `.env` files alone replaced: for a text that was kept before such a file was there. */
export function maskKnownValues(text: string, policy: OutgoingPolicy): string {
  if (policy.mode === 'off') return text;
  return replaced(text, (policy.knownValues ?? noValues).find(text), policy, letThroughBy(policy)).text;
}

function letThroughBy({ letThrough }: OutgoingPolicy): (value: string) => boolean {
  return (value) => letThrough !== undefined && mayBeLetThrough(value) && letThrough.allows(value);
}

function replaced(
  text: string,
  found: readonly SecretSpan[],
  { vault }: OutgoingPolicy,
  allows: (value: string) => boolean,
): MaskedText {
  // The words of a placeholder name nothing: what stands beside it was looked at when it was put there.
  const named = found.filter(
    ({ namedAt }) => namedAt === undefined || !vault.touchesPlaceholder(text, namedAt, namedAt + 1),
  );
  const spans = withoutOverlaps(named).filter(
    ({ start, end }) => !vault.touchesPlaceholder(text, start, end) && !allows(text.slice(start, end)),
  );
  const placeholders: Placeholder[] = [];
  let masked = '';
  let from = 0;
  for (const { rule, start, end } of spans) {
    const placeholder = vault.placeholderFor(rule, text.slice(start, end));
    placeholders.push(placeholder);
    masked += text.slice(from, start) + placeholder;
    from = end;
  }
  return { text: masked + text.slice(from), spans, placeholders };
}
