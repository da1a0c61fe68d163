// Words of a text as the full-text index takes them, and the expression that finds them again. Scripts that write no
// spaces are cut into single characters, so that any run of two is found as a phrase; identifiers also by their parts.

/** Written without spaces between words: Chinese, Japanese, Korean (whose endings cling to the words). */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}々ー]/gu;
/** Between `get` and `User` in `getUserName`, and between `HTTP` and `Server` in `HTTPServer`. */
const humps = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const word = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** Of a search: what a person types is short, what a page may send is not. */
const mostTerms = 12;
/** A text without spaces that is no identifier (base64) must not be indexed many times over. */
const mostHumps = 8;

/** What the index takes of a text: two columns, so that the parts of identifiers do not stand between words. */
export interface IndexedWords {
  readonly words: string;
  /** Of identifiers, what follows each hump: `UserName` and `Name` of `getUserName`. */
  readonly parts: string;
}

export function indexedWords(text: string): IndexedWords {
  const words = apart(text.normalize('NFKC'));
  const parts = (words.match(word) ?? []).flatMap((one) => {
    const pieces = one.split(humps).slice(0, mostHumps);
    return pieces.slice(1).map((_, at) => pieces.slice(at + 1).join(''));
  });
  return { words, parts: parts.join(' ') };
}

/** What a person searches for; a conversation must hold all terms. */
export interface SearchTerm {
  /** As it was typed. */
  readonly typed: string;
  /** For FTS5. */
  readonly expression: string;
}

/** Terms without a letter or a digit are left out. */
export function searchTerms(query: string): readonly SearchTerm[] {
  return query
    .normalize('NFKC')
    .split(/\s+/)
    .flatMap((term) => {
      const words = apart(term).match(word);
      return words ? [{ typed: term, expression: phrase(words) }] : [];
    })
    .slice(0, mostTerms);
}

/** What was found first with the text around it, for one line of a list. */
export interface Found {
  readonly before: string;
  readonly hit: string;
  readonly after: string;
}

const before = 40;
const after = 120;

/** Where a text holds the first of the searched terms; its beginning when it holds them in another writing. */
export function foundIn(text: string, query: string): Found {
  const line = text.replace(/\s+/g, ' ').trim();
  const folded = foldedTo(line.length, line);
  const places = query
    .split(/\s+/)
    .filter(Boolean)
    .map((term) => ({ at: folded.indexOf(foldedTo(term.length, term)), length: term.length }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  const [first] = places;
  if (!first) return { before: '', hit: '', after: cut(line, 0, before + after) };
  const from = Math.max(0, first.at - before);
  const end = first.at + first.length;
  return {
    before: (from > 0 ? '…' : '') + cut(line, from, first.at),
    hit: cut(line, first.at, end),
    after: cut(line, end, end + after),
  };
}

/** Without regard to case and width, as the index reads it; shown is what was written, so no place may move. */
function foldedTo(length: number, text: string): string {
  const ways = [text.normalize('NFKC').toLowerCase(), text.toLowerCase(), text];
  return ways.find((one) => one.length === length) ?? text;
}

function apart(text: string): string {
  return text.replace(unspaced, ' $& ');
}

/** One after the other, in either column; the last may go on, unless it is a character of its own. */
function phrase(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  const isOpen = last.search(unspaced) < 0;
  return `"${words.join(' ')}"${isOpen ? '*' : ''}`;
}

/** A slice that leaves no half of a character behind. */
function cut(text: string, from: number, to: number): string {
  return text.slice(from, to).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
}
