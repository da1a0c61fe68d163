// Secrets known by what stands before them: `password = …`, `"api_key": "…"`, `ENV TOKEN …`, `Authorization: Bearer …`,
// `Cookie: …`.
import { entropyBits, looksSecret } from './randomness.ts';
import { isStandIn } from './secretAddresses.ts';
import type { SecretSpan } from './secrets.ts';

/** Words, in lower case, after which a value is looked at; some count only in a name of a certain kind. */
const keywords: readonly (readonly [
  word: string,
  find: (text: string, lower: string, at: number) => SecretSpan | null,
])[] = [
  ['auth', (text, _lower, at) => headerAt(text, at, authorization) ?? assignedAt(text, at, 4, false)],
  ['bearer', (text, _lower, at) => headerAt(text, at, bearer)],
  ['cookie', (text, _lower, at) => cookieAt(text, at)],
  ['pass', (text, lower, at) => (isPassWord(text, lower, at) ? assignedAt(text, at, 4, true) : null)],
  ['pwd', (text, _lower, at) => assignedAt(text, at, 3, true)],
  ['identified by', (text, _lower, at) => assignedAt(text, at, 13, true)],
  ['secret', (text, _lower, at) => assignedAt(text, at, 6, false)],
  ['token', (text, _lower, at) => assignedAt(text, at, 5, false)],
  ['credential', (text, _lower, at) => assignedAt(text, at, 10, false)],
  ['key', (text, lower, at) => (keyKinds.test(before(lower, at)) ? assignedAt(text, at, 3, false) : null)],
  ['securestring', (text, _lower, at) => assignedAt(text, at, 12, true)],
  ['密码', (text, _lower, at) => assignedAt(text, at, 2, true)],
  ['口令', (text, _lower, at) => assignedAt(text, at, 2, true)],
  ['密钥', (text, _lower, at) => assignedAt(text, at, 2, false)],
  ['令牌', (text, _lower, at) => assignedAt(text, at, 2, false)],
];

export function findAssigned(text: string): SecretSpan[] {
  const lower = lowerCased(text);
  const spans: SecretSpan[] = [];
  for (const [word, find] of keywords) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      const span = find(text, lower, at);
      if (span !== null) spans.push({ ...span, namedAt: at });
    }
  }
  return spans;
}

/** Lower case of the same length: some letters (`İ`) grow when lowered, which would shift every place after them. */
function lowerCased(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

function before(text: string, at: number): string {
  return text.slice(Math.max(0, at - 16), at);
}

const keyKinds =
  /(?:api|access|account|admin|azure|bot|shared|private|secret|encryption|encrypt|signing|master|client|app|auth|openai|search|server|service|storage|subscription|license|deploy|webhook|session|hmac|aes|jwt|write)[_\-. ]?$/;

/** `pass` is a word of its own (`DB_PASS`, `passWord`) or begins one for a secret: not in `bypass`, `passenger`, `passed`. */
function isPassWord(text: string, lower: string, at: number): boolean {
  if (/^pass(?:w|phrase|code|key)/.test(lower.slice(at, at + 10))) return true;
  if (/[a-z]$/.test(before(text, at)) && text.charAt(at) === 'p') return false;
  return !(text.charAt(at + 3) === 's' ? /^[a-z]/ : /^[A-Z]/).test(text.charAt(at + 4));
}

/** The rest of the name, a closing quote (in a string within a string with its backslash) and a bracket. */
const nameEnd = /(?!or)[\w.-]{0,40}(?:\\{0,3}["'`])?[\])]{0,2}/y;
/** Names of what points to a secret rather than being one. */
const pointer =
  /^[\w.-]{0,30}?(?:ids?|ur[il]|uri|name|alias|type|kind|endpoint|hosts?|source|length|size|count|limit|index|file|path|dir|folder|version|format|header|field|param|prefix|suffix|regex|pattern|label|title|text|hint|placeholder|expires|expiry|policy|provider|class|status|state|algorithm|scope)(?=\\{0,3}["'`]?[\])]{0,2}$)/i;

/** An assignment, a comparison, a step of YAML; the value may stand quoted or bare, also at the beginning of the next line. */
const sign =
  /[ \t]{0,16}(?:[:.?+|!]{0,3}={1,3}>?|::?|[：＝]|<-|->|>)[ \t]{0,16}(?:[|>][+-]?\d?[ \t]{0,8}(?=\r?\n))?(?:\r?\n[ \t+-]{1,40})?/y;
/** `TOKEN value`, `| token | value |`, `the token is value`, `name: TOKEN, value: …`. */
const gap =
  /[ \t]{0,8}(?:\|[ \t]{0,8}|[ \t是为](?:[ \t]{0,3}(?:is|was|by)[ \t]{1,4}|[ \t]{0,8}))|[,;]?\s{1,40}\\{0,3}["']?(?:value|default)\\{0,3}["']?[ \t]{0,4}[:=][ \t]{0,4}/y;
/** What only a quoted value follows: a call, a default, a type before the sign, a call behind it. */
const reach =
  /[ \t]{0,8}(?:\|\||\?\?|or\b|\(|(?<=["'`]\)?),)\s{0,16}|[ \t]{0,8}:?=[ \t]{0,4}(?:new[ \t]{1,4})?[\w.:$-]{1,40}[ \t(]{1,3}|[ \t]{0,4}[:[{ ][ \t\w&'<>|?.*[\]{};,]{0,50}=[ \t]{0,4}|[ \t]{0,4}\{[^{}]{0,160}?\b(?:default|value)[ \t]{0,4}=[ \t]{0,4}/y;

/** With what marks a literal in some languages, and the backslash of a string within a string. */
const quotedValue =
  /(?:[rbufL@$]{1,2}(?=["'`]))?\\{0,3}(?:"(?:"")?([^\r\n"]{8,2048}?)\\{0,3}"|'(?:'')?([^\r\n']{8,2048}?)\\{0,3}'|`(?:``)?([^\r\n`]{8,2048}?)\\{0,3}`)/y;
const bareValue = /[^\s"'`,;(){}<>[\]\u0080-\uffff]{8,2048}/y;

/** Of a long value, such as a token of a session, the beginning tells what it is. */
const judged = 512;

interface Value {
  readonly text: string;
  readonly start: number;
  readonly quoted: boolean;
}

/** The value behind the name that goes on at `at + length`. */
function assignedAt(text: string, at: number, length: number, isPassword: boolean): SecretSpan | null {
  const rest = matchAt(nameEnd, text, at + length);
  if (rest === null || (!isPassword && pointer.test(rest[0]))) return null;
  for (const value of valuesAfter(text, at + length + rest[0].length)) {
    // Without quotes code is more likely than a value: only what looks drawn counts.
    if (!looksSecret(value.text.slice(0, judged), isPassword && value.quoted)) continue;
    if (!value.quoted && !isBareValue(value.text)) continue;
    const end = value.start + value.text.length;
    return { rule: isPassword ? 'password' : 'assigned-secret', start: value.start, end };
  }
  return null;
}

/** What the name may be given, the likeliest first. */
function* valuesAfter(text: string, at: number): Generator<Value> {
  for (const between of [sign, gap]) {
    const match = matchAt(between, text, at);
    if (match === null || match[0] === '') continue;
    const from = at + match[0].length;
    const value = quotedAt(text, from) ?? bareAt(text, from);
    if (value !== null && !isElementless(match[0], text, value)) yield value;
  }
  const far = matchAt(reach, text, at);
  const value = far && quotedAt(text, at + far[0].length);
  if (value) yield value;
}

/** `<apiToken>…</apiToken>`: a bare `>` compares, unless a tag closes behind the value. */
function isElementless(assigned: string, text: string, { text: value, start }: Value): boolean {
  if (!/^[ \t]*>\s*$/.test(assigned)) return false;
  return !/^\s{0,40}<\//.test(text.slice(start + value.length, start + value.length + 60));
}

function quotedAt(text: string, at: number): Value | null {
  const match = matchAt(quotedValue, text, at);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  if (match === null || value === undefined) return null;
  return { text: value, start: at + match[0].lastIndexOf(value), quoted: true };
}

/** Ends where a line ends, also one that is written as an escape, and before the full stop of a sentence. */
function bareAt(text: string, at: number): Value | null {
  const [written = ''] = matchAt(bareValue, text, at)?.[0].split(/\\[nrt]/, 1) ?? [];
  const value = written.indexOf('.') === written.length - 1 ? written.slice(0, -1) : written;
  return value === '' ? null : { text: value, start: at, quoted: false };
}

/** An unquoted right side that is no expression: no call, no member, no operator, no option of a command. */
function isBareValue(value: string): boolean {
  return !value.startsWith('--') && !isMember(value) && !/[*|&^~]{2}|=>/.test(value);
}

/** `user.name`, `a?.b`, `kind!.of`. No part of a member is drawn: a key in two parts is none, nor is a password with a `!`. */
function isMember(value: string): boolean {
  if (!/^[A-Za-z_$][\w$]*(?:[.?:]|!\.)[\w$.?!]*$/.test(value)) return false;
  return !value.split(/[.?:!]/).some((part) => part.length >= drawnPart && looksSecret(part, false));
}
const drawnPart = 20;

const authorization =
  /authorization(?:["'`]\]?)?[ \t]{0,8}[:=,][ \t]{0,8}["'`]?(?:[A-Za-z-]{2,20}[ \t]{1,4})?(?:token=)?["']?([A-Za-z0-9._~+/=-]{16,4096})/iy;
const bearer = /bearer[ \t]{1,4}([A-Za-z0-9._~+/=-]{16,4096})/iy;

function headerAt(text: string, at: number, pattern: RegExp): SecretSpan | null {
  const match = matchAt(pattern, text, at);
  const value = match?.[1];
  if (match === null || value === undefined || isSampleLogin(value)) return null;
  const isDrawn = looksSecret(value, false) || (value.length >= 32 && entropyBits(value) >= 4);
  const start = match.index + match[0].length - value.length;
  return isDrawn ? { rule: 'authorization', start, end: start + value.length } : null;
}

const cookieHeader = /cookie(?:["'`]?[ \t]{0,8}[:=,][ \t]{0,8}["'`]?|[ \t]{1,4}["'])/iy;
const cookie = /[ \t]{0,2}[^=;\s"'`]{1,100}=([^;\s"'`\\]{0,4096});?/y;
const mostCookies = 30;

/** A header with what keeps a person signed in, as a browser copies it into a command: from the first drawn value to the last. */
function cookieAt(text: string, at: number): SecretSpan | null {
  const header = matchAt(cookieHeader, text, at);
  if (header === null) return null;
  let [next, start, end] = [at + header[0].length, -1, -1];
  for (let number = 0; number < mostCookies; number += 1) {
    const one = matchAt(cookie, text, next);
    if (one === null) break;
    const [whole, value = ''] = one;
    next += whole.length;
    if (value.length < 16 || !looksSecret(value.slice(0, judged), false)) continue;
    end = next - (whole.endsWith(';') ? 1 : 0);
    if (start < 0) start = end - value.length;
  }
  return start < 0 ? null : { rule: 'cookie', start, end };
}

/** `dXNlcjpwYXNzd29yZA==` is `user:password`. */
function isSampleLogin(value: string): boolean {
  if (value.length > 100 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value) || value.length % 4 !== 0) return false;
  const [user = '', password] = atob(value).split(':');
  return password !== undefined && isStandIn(password, user);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
