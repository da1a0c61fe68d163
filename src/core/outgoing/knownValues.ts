// Values that this machine is known to keep secret, above all those of `.env` files, found by exact match.
import type { SecretSpan } from './secrets.ts';

export interface KnownValue {
  /** Name it goes by, for the rule shown to the person: `DATABASE_PASSWORD`. */
  readonly name: string;
  readonly value: string;
}

const shortestValue = 8;
/** Bounds a hostile `.env`: beyond them only the first values are matched. */
const mostValues = 500;
const longestValue = 4096;

export interface KnownValueFinder {
  find(text: string): readonly SecretSpan[];
}

const findsNothing: KnownValueFinder = { find: () => [] };

/** Compiled once per change of the values; `find` is then one pass whatever their number. */
export function knownValueFinder(values: readonly KnownValue[]): KnownValueFinder {
  const ruleOf = new Map<string, string>();
  for (const { name, value } of values) {
    if (ruleOf.size >= mostValues) break;
    if (isWorthMatching(name, value) && !ruleOf.has(value)) ruleOf.set(value, `env-${ruleName(name)}`);
  }
  if (ruleOf.size === 0) return findsNothing;
  // Longest first, so that a value that begins with another one is masked whole.
  const longestFirst = [...ruleOf.keys()].sort((a, b) => b.length - a.length);
  const any = new RegExp(
    longestFirst.map((value) => value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'),
    'g',
  );
  return {
    find: (text) =>
      [...text.matchAll(any)].map((match) => ({
        rule: ruleOf.get(match[0]) ?? 'env-value',
        start: match.index,
        end: match.index + match[0].length,
      })),
  };
}

function ruleName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
}

const secretName = /pass|pwd|secret|token|key|credential|auth|private|dsn|salt/i;

/** `development`, `true`, `8080`, `http://localhost:3000` stand in every text: masking them would only spoil it. */
function isWorthMatching(name: string, value: string): boolean {
  if (value.length < shortestValue || value.length > longestValue) return false;
  if (secretName.test(name)) return !/^(?:[a-z]+|\d+|[./~].*)$/i.test(value) || value.length >= 16;
  return (
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    value.length >= 16 &&
    !/^(?:\w+:\/\/[^@]*|[./~].*)$/.test(value)
  );
}

/** Names and values of a `.env` file: `export` and quotes are read, comments and broken lines are passed over. */
export function parseEnv(text: string): readonly KnownValue[] {
  const values: KnownValue[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, name, raw] =
      /^[ \t]{0,40}(?:export[ \t]{1,8})?([\w.-]{1,100})[ \t]{0,40}=(.*)$/.exec(line) ?? [];
    if (name === undefined || raw === undefined) continue;
    const trimmed = raw.trim();
    const quote = trimmed.charAt(0);
    const closing = '"\'`'.includes(quote) && quote !== '' ? trimmed.indexOf(quote, 1) : -1;
    const value = closing > 0 ? trimmed.slice(1, closing) : (trimmed.split(' #')[0] ?? '').trimEnd();
    if (value !== '') values.push({ name, value });
  }
  return values;
}
