// Reads tokens as a program or a reader would put them together: past invisible characters, escapes, and the quotes and
// line ends of a literal in several pieces.
import { isOf, runEnd, tokenCharacters } from './characterRuns.ts';
import type { SecretSpan } from './secrets.ts';
import { shortestToken } from './tokens.ts';

/**
 * What may stand inside a token without being part of it, or for one of its characters. Apart from each other, because
 * one pattern for all would be slow.
 */
const folds: readonly RegExp[] = [
  // Invisible characters, and full-width forms of letters, digits, `-` and `_`.
  /\u034f|[\0\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\uff0d\uff10-\uff19\uff21-\uff3a\uff3f\uff41-\uff5a]/g,
  /%[0-9A-Fa-f]{2}/g,
  /&#(?:x[0-9A-Fa-f]{1,6}|[0-9]{1,7});/g,
  /\\(?:u00|u\{|x)[0-9A-Fa-f]{2}\}?/g,
  // The joint of two literals, on one line with a sign between them or on two with or without one.
  /["'`][ \t]{0,40}(?:[+.&\\|]{0,2}[ \t]{0,8}\r?\n[ \t]{0,80}[+.&]{0,2}|[+.&]{1,2})[ \t]{0,40}["'`]/g,
  /\\\r?\n[ \t]{0,80}/g,
];
/** Also the plain end of a line, with what quotes or marks the next: too common for anything but the platform's keys. */
const wrapped: readonly RegExp[] = [/\r?\n[ \t]{0,80}(?:[>+|#*-]{1,2}[ \t]{0,8})?/g];

/** A stretch of token characters and folds, as it reads, with the place of every character in the text. */
interface Chain {
  joined: string;
  readonly starts: number[];
  readonly ends: number[];
  end: number;
}

/** Tokens that are only found once the folds are taken out. `find` looks at one stretch at a time. */
export function findSplit(text: string, find: (joined: string) => readonly SecretSpan[]): SecretSpan[] {
  const spans = findJoined(text, folds, find);
  for (const [from, to] of aroundPlatformKeys(text)) {
    const found = findJoined(text.slice(from, to), wrapped, find).filter(isPlatformKey);
    spans.push(...found.map(({ rule, start, end }) => ({ rule, start: from + start, end: from + end })));
  }
  return spans;
}

/** Longer than a key over several lines, with what stands before each. */
const longestWrapped = 400;

/** Where one may stand, in order and apart, so that the many line ends of an ordinary text cost nothing. */
function aroundPlatformKeys(text: string): readonly (readonly [from: number, to: number])[] {
  const places: [number, number][] = [];
  for (let at = text.indexOf('sk-'); at >= 0; at = text.indexOf('sk-', at + 1)) {
    const last = places.at(-1);
    if (last !== undefined && at <= last[1]) last[1] = at + longestWrapped;
    else places.push([at, at + longestWrapped]);
  }
  return places;
}

function isPlatformKey({ rule }: SecretSpan): boolean {
  return rule === 'siliconflow-key';
}

function findJoined(
  text: string,
  patterns: readonly RegExp[],
  find: (joined: string) => readonly SecretSpan[],
): SecretSpan[] {
  const spans: SecretSpan[] = [];
  let chain: Chain | null = null;
  const flush = (): void => {
    if (chain === null || chain.joined.length < shortestToken) return;
    for (const { rule, start, end } of find(chain.joined)) {
      const [from, to] = [chain.starts[start], chain.ends[end - 1]];
      if (from !== undefined && to !== undefined) spans.push({ rule, start: from, end: to });
    }
  };
  const found = patterns.flatMap((pattern) => [...text.matchAll(pattern)]);
  for (const match of patterns.length > 1 ? found.sort((a, b) => a.index - b.index) : found) {
    // A fold of another kind within the last one.
    if (chain !== null && match.index < chain.end) continue;
    if (chain === null || match.index !== chain.end) {
      const seenTo: number = chain?.end ?? 0;
      flush();
      chain = { joined: '', starts: [], ends: [], end: match.index };
      let start = match.index;
      while (start > seenTo && isOf(tokenCharacters, text.charCodeAt(start - 1))) start -= 1;
      append(chain, text, start, match.index);
    }
    const end = match.index + match[0].length;
    const character = meaningOf(match[0]);
    if (character !== '') {
      chain.joined += character;
      chain.starts.push(match.index);
      chain.ends.push(end);
    }
    chain.end = runEnd(text, tokenCharacters, end);
    append(chain, text, end, chain.end);
  }
  flush();
  return spans;
}

function append(chain: Chain, text: string, start: number, end: number): void {
  chain.joined += text.slice(start, end);
  for (let at = start; at < end; at += 1) {
    chain.starts.push(at);
    chain.ends.push(at + 1);
  }
}

/** The character that a fold stands for; empty for one that stands for none. */
function meaningOf(found: string): string {
  const code = codeOf(found);
  return code === null ? '' : String.fromCharCode(code < 128 ? code : 0xfffd);
}

function codeOf(found: string): number | null {
  const first = found.charCodeAt(0);
  if (first >= 0xff01 && first <= 0xff5e) return first - 0xfee0;
  const [, hex, decimal] = /^(?:%|&#x|\\(?:u00|u\{|x))([0-9A-Fa-f]+)|^&#(\d+)/.exec(found) ?? [];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return decimal === undefined ? null : Number(decimal);
}
