// Which lines a command means when nothing is selected: the symbol around the cursor, or the block of its line.

/** Lines from 1, inclusive. */
export interface Lines {
  readonly start: number;
  readonly end: number;
}

/** A symbol as a language server tells it, with what it contains. */
export interface CodeSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly lines: Lines;
  readonly children: readonly CodeSymbol[];
}

/**
 * What matters of a symbol's kind: `unit` is what people name when they ask (function, method, class, interface, enum),
 * `group` only holds others (module, namespace), `value` is the rest (variable, property, heading).
 */
export type SymbolKind = 'unit' | 'group' | 'value';

/**
 * The innermost function, method or type around a line; inside a type, a field of several lines counts as well, because
 * it often is a function. Without any, the outermost value: a cursor inside `const f = () => {…}` means all of it.
 */
export function symbolAt(symbols: readonly CodeSymbol[], line: number): CodeSymbol | null {
  const chain = chainTo(symbols, line).filter((symbol) => symbol.kind !== 'group');
  const at = chain.findLastIndex((symbol) => symbol.kind === 'unit');
  if (at < 0) return chain[0] ?? null;
  const inside = chain[at + 1];
  const unit = chain[at] ?? null;
  const holdsFields = unit?.children.some(
    (child) => child.kind === 'unit' || child.lines.end > child.lines.start,
  );
  return inside && holdsFields && inside.lines.end > inside.lines.start + 1 ? inside : unit;
}

function chainTo(symbols: readonly CodeSymbol[], line: number): readonly CodeSymbol[] {
  const around = symbols.filter(({ lines }) => lines.start <= line && line <= lines.end);
  // Two on one line: the shorter is meant.
  const next = around.sort((a, b) => length(a.lines) - length(b.lines))[0];
  return next ? [next, ...chainTo(next.children, line)] : [];
}

const length = ({ start, end }: Lines): number => end - start;

/** A block longer than this is left for a smaller one inside it. */
const mostLines = 80;

/**
 * The block around a line, judged by indentation alone: the largest of at most 80 lines, with the comments and decorators
 * that stand directly above, or the paragraph where nothing is indented. Null when the text is blank.
 */
export function blockAt(text: string, line: number): Lines | null {
  const rows = text.split(/\r\n|\r|\n/);
  const start = nearestFilled(rows, Math.min(Math.max(line, 1), rows.length) - 1);
  if (start === null) return null;
  let best = blockUnder(rows, start);
  for (let head = headOf(rows, start); head !== null; head = headOf(rows, head)) {
    const block = blockUnder(rows, head);
    if (length(block) >= mostLines) break;
    best = block;
  }
  const first = isFlat(rows, best) ? paragraphStart(rows, best.start) : best.start;
  return { start: withLeading(rows, first), end: best.end };
}

/** Index of the line itself, or of the nearest with something on it: below first, because that is what comes next. */
function nearestFilled(rows: readonly string[], at: number): number | null {
  const isFilled = (row: string | undefined): boolean => row !== undefined && row.trim() !== '';
  for (let distance = 0; distance < rows.length; distance++) {
    if (isFilled(rows[at + distance])) return at + distance;
    if (isFilled(rows[at - distance])) return at - distance;
  }
  return null;
}

/** The line above with less indentation, which a block belongs to; a closing bracket belongs to its opening line. */
function headOf(rows: readonly string[], at: number): number | null {
  const limit = indentOf(rows[at]);
  const isTail = closes(rows[at]);
  for (let above = at - 1; above >= 0; above--) {
    const row = rows[above] ?? '';
    if (row.trim() === '') continue;
    const indent = indentOf(row);
    if (indent < limit) return above;
    if (isTail && indent === limit && !closes(row)) return above;
  }
  return null;
}

/** From a head to the last line that is indented deeper, and the closing line after it. Lines from 1. */
function blockUnder(rows: readonly string[], head: number): Lines {
  const limit = indentOf(rows[head]);
  let end = head;
  let hasBody = false;
  for (let below = head + 1; below < rows.length; below++) {
    const row = rows[below] ?? '';
    if (row.trim() === '') {
      // Without a body, a blank line ends the paragraph.
      if (!hasBody) break;
      continue;
    }
    const indent = indentOf(row);
    if (indent < limit) break;
    if (indent === limit && hasBody && !closes(row)) break;
    if (indent > limit) hasBody = true;
    end = below;
  }
  return { start: head + 1, end: end + 1 };
}

/** Nothing in it is indented deeper than its first line: a paragraph rather than a block with a head. */
function isFlat(rows: readonly string[], { start, end }: Lines): boolean {
  const indent = indentOf(rows[start - 1]);
  return rows.slice(start, end).every((row) => indentOf(row) <= indent);
}

function paragraphStart(rows: readonly string[], start: number): number {
  const indent = indentOf(rows[start - 1]);
  let first = start;
  for (; first > 1; first--) {
    const above = rows[first - 2] ?? '';
    if (above.trim() === '' || indentOf(above) !== indent || closes(above)) break;
  }
  return first;
}

/** Comments, decorators and attributes right above belong to what they are about. */
function withLeading(rows: readonly string[], start: number): number {
  const indent = indentOf(rows[start - 1]);
  let first = start;
  while (first > 1) {
    const row = rows[first - 2] ?? '';
    if (!/^\s*(?:@|#|\/\/|\/\*|\*|--)/.test(row)) break;
    // The lines inside a block comment stand one further in.
    if (indentOf(row) < indent || indentOf(row) > indent + 1) break;
    first--;
  }
  return first;
}

function closes(row: string | undefined): boolean {
  return /^\s*(?:[\])}]|end\b|else\b|elif\b|elsif\b|except\b|finally\b|catch\b|rescue\b)/.test(row ?? '');
}

/** Width of the white space in front, a tab counted as four. */
function indentOf(row: string | undefined): number {
  let width = 0;
  for (const character of row ?? '') {
    if (character === ' ') width += 1;
    else if (character === '\t') width += 4;
    else break;
  }
  return width;
}
