// Finds secrets in a text that is about to leave: tokens of known shape, private keys, passwords in addresses and
// assignments. Linear in the text, whatever the text is.
import { findAssigned } from './assignedSecrets.ts';
import { looksDrawn } from './randomness.ts';
import { platformKey, type TokenRule, tokenRules } from './tokenRules.ts';

/** A secret in a text: `text.slice(start, end)` is what must not leave. */
export interface SecretSpan {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** `platformKeyOnly` looks for nothing else: what even the mode `off` masks. */
export type SecretScope = 'all' | 'platformKeyOnly';

/** Secrets in order, without overlaps: where two rules meet, the one that starts first names the joint span. */
export function findSecrets(text: string, scope: SecretScope = 'all'): readonly SecretSpan[] {
  const rules = scope === 'all' ? everyToken : onlyPlatformKey;
  const spans = findTokens(text, rules);
  if (scope === 'all') spans.push(...findPrivateKeys(text), ...findAssigned(text));
  return withoutOverlaps(spans);
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

interface RuleSet {
  readonly anyPrefix: RegExp;
  readonly byPrefix: ReadonlyMap<string, readonly TokenRule[]>;
}

function ruleSet(rules: readonly TokenRule[]): RuleSet {
  const byPrefix = new Map<string, TokenRule[]>();
  for (const rule of rules) {
    for (const prefix of rule.prefixes) {
      // A longer prefix of another rule begins with a shorter one's: every rule is filed under the shortest.
      const root = rules.flatMap((one) => one.prefixes).filter((one) => prefix.startsWith(one));
      const key = root.reduce((shortest, one) => (one.length < shortest.length ? one : shortest), prefix);
      byPrefix.set(key, [...new Set([...(byPrefix.get(key) ?? []), rule])]);
    }
  }
  const escaped = [...byPrefix.keys()].map((prefix) => prefix.replace(/[.+]/g, '\\$&'));
  return { anyPrefix: new RegExp(escaped.join('|'), 'g'), byPrefix };
}

const everyToken = ruleSet(tokenRules);
const onlyPlatformKey = ruleSet([platformKey]);

/** Characters of a run: letters, digits, `_`, `-` and `.`, which some tokens hold. */
const isRunCharacter = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.') {
  isRunCharacter[character.charCodeAt(0)] = 1;
}
/** No rule matches fewer characters. */
const shortestToken = 16;

/**
 * Every token lies in a run of at least `shortestToken` run characters, and such a run covers a position divisible by that
 * length: only these positions are looked at, and only long runs are searched for prefixes.
 */
function findTokens(text: string, rules: RuleSet): SecretSpan[] {
  const spans: SecretSpan[] = [];
  let seenTo = 0;
  for (let probe = shortestToken - 1; probe < text.length; probe += shortestToken) {
    if (!isRun(text.charCodeAt(probe))) continue;
    let start = probe;
    while (start > seenTo && isRun(text.charCodeAt(start - 1))) start -= 1;
    let end = probe + 1;
    while (end < text.length && isRun(text.charCodeAt(end))) end += 1;
    seenTo = end;
    if (end - start >= shortestToken) searchRun(text, start, end, rules, spans);
    probe = end - (end % shortestToken) - 1;
  }
  return spans;
}

function isRun(code: number): boolean {
  return code < 128 && isRunCharacter[code] === 1;
}

function searchRun(text: string, start: number, end: number, rules: RuleSet, spans: SecretSpan[]): void {
  const run = text.slice(start, end);
  rules.anyPrefix.lastIndex = 0;
  for (let hit = rules.anyPrefix.exec(run); hit !== null; hit = rules.anyPrefix.exec(run)) {
    const at = start + hit.index;
    // Prefixes may overlap: go on one character after this one began.
    rules.anyPrefix.lastIndex = hit.index + 1;
    for (const rule of rules.byPrefix.get(hit[0]) ?? []) {
      if (rule.anywhere !== true && !beginsWord(text, at)) continue;
      rule.pattern.lastIndex = at;
      const match = rule.pattern.exec(text);
      if (match === null || (rule.leastBits > 0 && !looksDrawn(match[0], rule.leastBits))) continue;
      spans.push({ rule: rule.name, start: at, end: at + match[0].length });
      rules.anyPrefix.lastIndex = hit.index + match[0].length;
      break;
    }
  }
}

/** Whether a token may start here: not inside a word, except after an escape (`\n`, `%3D`), whose letter is no word. */
function beginsWord(text: string, at: number): boolean {
  if (!/[A-Za-z0-9]/.test(text.charAt(at - 1))) return true;
  return /(?:\\[nrtbf]|%[0-9A-Fa-f]{2})$/.test(text.slice(Math.max(0, at - 3), at));
}

const begin = '-----BEGIN ';
const privateKeyHead = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
const privateKeyEnd = /-----END [A-Z0-9 ]{1,60}-----/y;

/** PEM and OpenPGP private keys, whole; one without an end up to the last character a key could hold. */
function findPrivateKeys(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    privateKeyHead.lastIndex = at;
    const head = privateKeyHead.exec(text);
    if (head === null) continue;
    let end = at + head[0].length;
    // Letters, digits, the signs of Base64, white space, and what a string literal puts between the lines.
    while (end < text.length && /[A-Za-z0-9+/=\s\\"'`,:.()]/.test(text.charAt(end))) end += 1;
    // A head with next to nothing after it is a sentence about keys.
    const isWhole = end - at >= head[0].length + 32;
    privateKeyEnd.lastIndex = end;
    const tail = privateKeyEnd.exec(text);
    if (tail !== null) end += tail[0].length;
    if (isWhole) spans.push({ rule: 'private-key', start: at, end });
    at = end - 1;
  }
  return spans;
}
