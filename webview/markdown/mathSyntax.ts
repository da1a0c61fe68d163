// Formulas in Markdown: `$…$` and `\(…\)` inside a line, `$$…$$` and `\[…\]` there or as blocks. Prices and variables of a
// shell stay text, and so does what is never closed. Whether a formula can be drawn is decided later, by `formulas.ts`.
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** Longer ones stay text, in UTF-16 units. */
const longestSource = 4_000;
const dollar = 0x24;
const backslash = 0x5c;

/** Where the marks of formulas stand in the source of one inline parse, in ascending order. */
interface Ends {
  /** Every dollar that stands alone. */
  readonly one: number[];
  readonly two: number[];
  readonly round: number[];
  readonly square: number[];
}
const known = new WeakMap<StateInline, Ends>();

/** Found in one pass and kept, so that a line of a thousand openings is not searched a thousand times. */
function endsOf(state: StateInline): Ends {
  const found = known.get(state);
  if (found) return found;
  const ends: Ends = { one: [], two: [], round: [], square: [] };
  const { src } = state;
  for (let at = 0; at < src.length; at++) {
    const next = src.charAt(at + 1);
    if (src.charCodeAt(at) === backslash) {
      if (next === ')') ends.round.push(at);
      else if (next === ']' && !/[([:]/.test(src.charAt(at + 2))) ends.square.push(at);
      at++;
    } else if (src.charCodeAt(at) === dollar) {
      if (next === '$') ends.two.push(at++);
      else ends.one.push(at);
    }
  }
  known.set(state, ends);
  return ends;
}

/** The first of `places` after `from`, by halving. */
function firstAfter(places: readonly number[], from: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) > from) high = middle;
    else low = middle + 1;
  }
  return places[low] ?? -1;
}

/** An amount of money and words: "$5 and 10$". */
const priced = /^[\d.,]+(?:\s+|\/)(?:[A-Za-z]{2}|\p{Script=Han})/u;
const mathematical = /[\\^_={}+*<>]/;

/** Whether what stands between the marks (`one`: single dollars) is mathematics and not, say, money. */
export function isFormula(tex: string, one: boolean): boolean {
  if (!/[\p{L}\p{N}]/u.test(tex)) return false;
  return !one || !(tex.includes('`') || (priced.test(tex) && !mathematical.test(tex)));
}

function inline(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  const first = src.charCodeAt(pos);
  if (first !== dollar && first !== backslash) return false;
  const opening = opened(src, pos);
  if (opening === '') return false;
  const { one, two, round, square } = endsOf(state);
  const places = opening === '$' ? one : opening === '$$' ? two : opening === '\\(' ? round : square;
  const from = pos + opening.length;
  const end = firstAfter(places, from);
  if (end < 0 || end + opening.length > state.posMax || end - pos > longestSource) return false;
  if (!isFormula(src.slice(from, end), opening === '$')) return false;
  // "$HOME/$USER", "$a and $b": the next dollar opens something else.
  if (opening === '$' && (/\s/.test(src.charAt(end - 1)) || /[\w{]/.test(src.charAt(end + 1)))) return false;
  if (!silent) {
    const token = state.push('math', '', 0);
    token.content = src.slice(pos, end + opening.length);
    token.markup = opening;
  }
  state.pos = end + opening.length;
  return true;
}

/** What opens a formula at `pos`, or nothing. */
function opened(src: string, pos: number): string {
  const two = src.slice(pos, pos + 2);
  if (two === '\\(' || two === '\\[') return two;
  // "US$5" is a price; in "$$$" nothing begins at the later ones.
  if (src.charCodeAt(pos) !== dollar || /[A-Za-z0-9$]/.test(src.charAt(pos - 1))) return '';
  if (two === '$$') return src.charAt(pos + 2) === '$' ? '' : two;
  return /[\s$]/.test(two.slice(1)) ? '' : '$';
}

/**
 * A block begins with `$$` or `\[` and ends with the line that ends in its counterpart; a blank line in between makes it
 * ordinary text, as in TeX. With `env.open` (the text goes on) one that may yet be closed is taken for a formula, too.
 */
function block(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const lineOf = (line: number): string =>
    state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trimEnd();
  const indentOf = (line: number): number => (state.sCount[line] ?? 0) - state.blkIndent;
  const first = lineOf(startLine);
  const opening = first.slice(0, 2);
  if ((opening !== '$$' && opening !== '\\[') || indentOf(startLine) >= 4) return false;
  if (opening === '$$' && first.charAt(2) === '$') return false;
  const closing = opening === '$$' ? '$$' : '\\]';
  let source = '';
  let line = startLine;
  let closed = false;
  for (; !closed && line < endLine && source.length <= longestSource; line++) {
    if (line > startLine && (state.isEmpty(line) || indentOf(line) < 0)) return false;
    const text = lineOf(line);
    const at = text.indexOf(closing, line === startLine ? 2 : 0);
    // What follows a formula makes it one in a line.
    if (at >= 0 && at + 2 < text.length) return false;
    source += `${line === startLine ? '' : '\n'}${text}`;
    closed = at >= 0;
  }
  if (source.length > longestSource || (closed && !isFormula(source.slice(2, -2), false))) return false;
  if (!closed && state.env.open !== true) return false;
  if (silent) return true;
  const token = state.push(closed ? 'math_block' : 'math_open', '', 0);
  token.content = source;
  token.markup = opening;
  token.map = [startLine, line];
  state.line = line;
  return true;
}

export function addMath(parser: MarkdownIt): void {
  parser.inline.ruler.before('escape', 'math', inline);
  parser.block.ruler.before('table', 'math', block, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
}
