// Values that this machine is known to keep secret, above all those of `.env` files, found by exact match,
// also where they are escaped or in Base64.
import type { SecretSpan } from './secrets.ts';
import { shortestSpelling, spellingsOf } from './spellings.ts';

export interface KnownValue {
  /** Name it goes by, for the rule shown to the person: `DATABASE_PASSWORD`. */
  readonly name: string;
  readonly value: string;
}

/** Bounds a hostile `.env`: beyond them only the first values are matched. */
const mostValues = 500;
const mostShort = 20;
export const longestValue = 4096;

export interface KnownValueFinder {
  find(text: string): readonly SecretSpan[];
}

const findsNothing: KnownValueFinder = { find: () => [] };

/**
 * Compiled once per change of the values. `find` is one pass whatever their number: a rolling hash of the next eight
 * characters tells where a value may begin (Rabin and Karp), and only there texts are compared.
 */
export function knownValueFinder(values: readonly KnownValue[]): KnownValueFinder {
  const ruleOf = new Map<string, string>();
  const taken = new Set<string>();
  const short: KnownValue[] = [];
  for (const { name, value } of values) {
    if (taken.size >= mostValues) break;
    if (short.length < mostShort && isShortSecret(name, value)) short.push({ name, value });
    if (taken.has(value) || !isWorthMatching(name, value)) continue;
    taken.add(value);
    for (const spelling of spellingsOf(value)) {
      if (!ruleOf.has(spelling)) ruleOf.set(spelling, `env-${ruleName(name)}`);
    }
  }
  if (ruleOf.size === 0 && short.length === 0) return findsNothing;
  const byHash = new Map<number, string[]>();
  const mayBegin = new Uint8Array(filterSize);
  // Longest first, so that a value that begins with another one is masked whole.
  for (const spelling of [...ruleOf.keys()].sort((a, b) => b.length - a.length)) {
    const hash = hashOf(spelling);
    mayBegin[hash & (filterSize - 1)] = 1;
    byHash.set(hash, [...(byHash.get(hash) ?? []), spelling]);
  }
  return {
    find: (text) => {
      const spans = short.flatMap((one) => findWord(text, one));
      let hash = hashOf(text);
      for (let at = 0; at + shortestSpelling <= text.length; at++) {
        if (mayBegin[hash & (filterSize - 1)] === 1) {
          const spelling = byHash.get(hash)?.find((one) => text.startsWith(one, at));
          if (spelling !== undefined)
            spans.push({ rule: ruleOf.get(spelling) ?? 'env-value', start: at, end: at + spelling.length });
        }
        hash = rolled(hash, text.charCodeAt(at), text.charCodeAt(at + shortestSpelling));
      }
      return spans;
    },
  };
}

/** Where a value stands that is too short to be told from a part of something else: between other signs than letters. */
function findWord(text: string, { name, value }: KnownValue): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    const end = at + value.length;
    if (/\w/.test(text.charAt(at - 1)) || /\w/.test(text.charAt(end))) continue;
    spans.push({ rule: `env-${ruleName(name)}`, start: at, end });
  }
  return spans;
}

const base = 0x01_00_01_93;
let leaving = 1;
for (let power = 1; power < shortestSpelling; power++) leaving = Math.imul(leaving, base);
const filterSize = 2 ** 16;

/** Of the first `shortestSpelling` characters; missing ones count as nothing. */
function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < shortestSpelling; at++) hash = (Math.imul(hash, base) + text.charCodeAt(at)) | 0;
  return hash;
}

/** One character further; the last `next` is NaN, which counts as nothing. */
function rolled(hash: number, gone: number, next: number): number {
  return (Math.imul(hash - Math.imul(gone, leaving), base) + next) | 0;
}

function ruleName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
}

/** Not in `PASSENGER_ENV`, `TOKENIZER`, `KEYCLOAK_REALM`, `AUTHOR`, whose values are words that code is full of. */
const secretWord =
  /pass(?!enger|ive)|pwd|secret|token(?!i[sz])|key(?!board|cloak|space|stone|word)|creds?\b|credential|auth(?!or(?!i[sz]))|private|dsn|salt|webhook/i;
/** What the name says of a secret, when it is not the secret: `SECRET_NAME`, `AUTH_URL`, `TOKEN_ISSUER`. */
const aboutIt =
  /[_.-](?:alg(?:orithm)?|audience|domain|enabled|header|host(?:name)?|issuer|method|mode|model|name|provider|realm|region|type|ur[il]|user(?:name)?)$/i;

function saysSecret(name: string): boolean {
  return secretWord.test(name) && (!aboutIt.test(name) || /webhook|dsn/i.test(name));
}

/** What stands in a `.env` before anybody put a secret there. */
const standIns =
  /^(?:pass(?:word|phrase)|postgres(?:ql)?|change(?:me|it|this)|replaceme|undefined|localhost|username|secret(?:key)?|(?:api|access)?token|administrator|development|production|staging|testing|example|disabled|required|optional|whatever)$/i;

/** `development`, `true`, `8080`, `http://localhost:3000` stand in every text: masking them would only spoil it. */
function isWorthMatching(name: string, value: string): boolean {
  if (value.length < shortestSpelling || value.length > longestValue) return false;
  if (saysSecret(name)) return !standIns.test(value) && !/^(?:\d{1,11}|(.)\1*|\.{0,2}[/~].*)$/.test(value);
  return (
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    value.length >= 16 &&
    !/^(?:\w+:\/\/[^@]*|[./~].*)$/.test(value)
  );
}

/** `hunter2`, `s3cr3t`: six or seven characters that no word has. */
function isShortSecret(name: string, value: string): boolean {
  const isShort = value.length >= 6 && value.length < shortestSpelling;
  return (
    isShort && saysSecret(name) && !/\s/.test(value) && /[A-Za-z]/.test(value) && /[^A-Za-z]/.test(value)
  );
}
