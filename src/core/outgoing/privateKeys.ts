// Finds private keys in PEM and OpenPGP armour, whatever stands before and between their lines, in JSON (RFC 7517) and as
// PuTTY writes them.
import type { SecretSpan } from './secrets.ts';

const begin = '-----BEGIN ';
const head = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
const tail = /-----END [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/y;
const nextMark = '-----';
/** A key of 16,384 bits is some 13,000 characters long. */
const longestBody = 40_000;
/** Letters, digits, the signs of Base64, white space, and what a literal, a comment, a quotation or a diff puts around lines. */
const bodyCharacter = /[A-Za-z0-9+/=\s\\"'`,:.()_#*;|>&%<-]/;
/** How far behind the head the key itself begins: headers of old forms, which may say anything, come first. */
const headersEnd = 600;
/** The shortest run of Base64 that tells a key from a sentence about keys. */
const drawn = /[A-Za-z0-9+/_]{32}/g;

/**
 * Keys whole, between their marks; one without an end up to the last character a key could hold, one without a beginning
 * from its first line on.
 */
export function findPrivateKeys(text: string): SecretSpan[] {
  return [...findFromHead(text), ...findFromTail(text), ...findInJson(text), ...findOfPutty(text)];
}

function findFromHead(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    head.lastIndex = at;
    const opening = head.exec(text);
    if (opening === null) continue;
    const body = at + opening[0].length;
    const key = keyIn(text.slice(body, body + headersEnd));
    if (key === null) continue;
    const end = bodyEnd(text, body + key);
    spans.push({ rule: 'private-key', start: at, end });
    at = end - 1;
  }
  return spans;
}

/** Where a key begins behind its head; null when only words follow, or another mark. */
function keyIn(behind: string): number | null {
  const [run] = [...behind.matchAll(drawn)].filter(({ 0: one }) => /\d/.test(one) && /[A-Z]/.test(one));
  return run === undefined || behind.slice(0, run.index).includes(nextMark) ? null : run.index;
}

function bodyEnd(text: string, body: number): number {
  let end = body;
  const last = Math.min(text.length, body + longestBody);
  while (end < last && bodyCharacter.test(text.charAt(end))) {
    if (text.startsWith(nextMark, end)) {
      tail.lastIndex = end;
      const closing = tail.exec(text);
      if (closing !== null) return end + closing[0].length;
      // Another document begins: what stands before it is all there is.
      if (text.startsWith(begin, end)) return end;
    }
    end += 1;
  }
  return end;
}

const end = '-----END ';
/** A line of a key, with what a quotation, a comment, a literal or a diff puts around it. */
const keyLine = /^[\s"'`>+#*/-]{0,20}[A-Za-z0-9+/=_]{16,80}[\s"'`,;+\\nr]{0,10}$/;
const longestLine = 120;

/** Where a window, a selection or a hunk begins inside a key. */
function findFromTail(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + end.length)) {
    tail.lastIndex = at;
    const closing = tail.exec(text);
    if (closing === null) continue;
    const last = lineStart(text, at);
    let start = last;
    for (let line = lineStart(text, start - 1); line < start; line = lineStart(text, start - 1)) {
      if (at - line > longestBody || !keyLine.test(text.slice(line, start))) break;
      start = line;
    }
    if (start < last) spans.push({ rule: 'private-key', start, end: at + closing[0].length });
  }
  return spans;
}

/** Where the line begins that holds the character before `at`; `at` itself for one that is too long to be of a key. */
function lineStart(text: string, at: number): number {
  for (let start = at; start >= Math.max(0, at - longestLine); start -= 1)
    if (start === 0 || text.charAt(start - 1) === '\n') return start;
  return at;
}

/** Members of a JSON Web Key that only the private one has; `k` is the whole of a symmetric one (RFC 7518 §6). */
const privateMember = /"(?:d|p|q|dp|dq|qi|k)\\{0,3}"\s{0,8}:\s{0,8}\\{0,3}"([\w-]{16,1400})/g;

function findInJson(text: string): SecretSpan[] {
  if (!/"kty\\{0,3}"/.test(text)) return [];
  return [...text.matchAll(privateMember)].flatMap(({ 0: member, 1: value = '', index }) => {
    if (!/\d/.test(value) || !/[A-Z]/.test(value)) return [];
    const end = index + member.length;
    return [{ rule: 'private-key', start: end - value.length, end }];
  });
}

const puttyHead = /\bPrivate-Lines: (\d{1,2})\r?\n/g;

/** As many lines as the head says. */
function findOfPutty(text: string): SecretSpan[] {
  return [...text.matchAll(puttyHead)].flatMap(({ 0: head, 1: lines, index }) => {
    const start = index + head.length;
    let end = start;
    for (let left = Number(lines); left > 0 && end < text.length; left -= 1) {
      const next = text.indexOf('\n', end);
      end = next < 0 ? text.length : next + 1;
    }
    return end > start ? [{ rule: 'private-key', start, end }] : [];
  });
}
