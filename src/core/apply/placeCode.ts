// Puts a piece of code into its file: whole definitions where they stand there, the rest by the lines that both have. What
// the code leaves out (`// ... existing code ...`) and what it does not speak of stays as it is in the file.
import { type Alignment, align, type Pair, tells } from './alignment.ts';
import { endOfUnit, nameOf, startWithRemarks } from './definitions.ts';
import { hunksOfLines } from './hunks.ts';
import { reindented, sharedIndent, stepOf } from './indentation.ts';
import { indentOf, isBlank, keyOf } from './lines.ts';
import { chunksOf, type Piece, piecesOf } from './pieces.ts';

/** Lines `start` to `end` of the file (the end not included) become `lines`. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * The replacements in the order of the file, or null when nobody can say where a part of it goes. `isLeftOut` tells the
 * lines that stand for others.
 */
export function placeCode(
  file: readonly string[],
  code: readonly string[],
  isLeftOut: (line: string) => boolean,
): readonly Replacement[] | null {
  const alignment = align(code, file);
  const step = stepOf(file);
  const found: Replacement[] = [];
  const chunks = chunksOf(code, isLeftOut);
  for (const chunk of chunks) {
    const pieces = piecesOf(code, chunk, isLeftOut);
    const placed = pieces.map((piece) => placePiece(file, code, piece, alignment));
    for (const [at, piece] of pieces.entries()) {
      const lines = code.slice(piece.from, piece.to);
      const isEnd = chunk.from > 0 && chunk.to === code.length;
      const place = placed[at] ?? beside(file, lines, placed, at, isEnd);
      if (!place) return null;
      const { start, end, target, own } = place;
      const moved = own === null ? lines : reindented(lines, own, target, step);
      found.push({ start, end, lines: spaced(moved, file, code, piece, place, placed[at] === null) });
    }
  }
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  const overlap = found.some((one, at) => at > 0 && one.start < (found[at - 1]?.end ?? 0));
  return overlap || found.length === 0 ? null : found;
}

/** The file with the replacements. */
export function withReplacements(file: readonly string[], found: readonly Replacement[]): readonly string[] {
  const result: string[] = [];
  let at = 0;
  for (const { start, end, lines } of found) {
    result.push(...file.slice(at, start), ...lines);
    at = end;
  }
  return [...result, ...file.slice(at)];
}

interface Place {
  readonly start: number;
  readonly end: number;
  /** The indentation of the code that becomes `target`; null for none. */
  readonly own: string | null;
  readonly target: string;
  /** New code that goes in front of its neighbour. */
  readonly isBefore?: true;
}

/** What is new keeps the blank line that parts it from its neighbours. */
function spaced(
  lines: readonly string[],
  file: readonly string[],
  code: readonly string[],
  piece: Piece,
  { start, end, isBefore }: Place,
  isNew: boolean,
): readonly string[] {
  const isParted = (at: number): boolean => at < 0 || at >= file.length || isBlank(file[at] ?? '');
  const begins = /[{([:]\s*$/.test(file[start - 1] ?? '');
  const name = nameOf(lines[0] ?? '');
  const addsFunction = name.startsWith('function') && name !== nameOf(file[start] ?? '');
  if (isNew && isBefore) return isBlank(code[piece.to] ?? 'x') && !isParted(end) ? [...lines, ''] : lines;
  const wants = isNew ? isBlank(code[piece.from - 1] ?? 'x') : addsFunction;
  return wants && !begins && !isParted(start - 1) ? ['', ...lines] : lines;
}

function placePiece(
  file: readonly string[],
  code: readonly string[],
  piece: Piece,
  { pairs, heads }: Alignment,
): Place | null {
  const at = piece.head === undefined ? undefined : heads.get(piece.head);
  if (piece.head !== undefined && at !== undefined) {
    // Remarks above it stay, unless the code brings its own.
    const start = piece.head > piece.from ? startWithRemarks(file, at) : at;
    const target = indentOf(file[at] ?? '');
    return { start, end: endOfUnit(file, at), own: indentOf(code[piece.head] ?? ''), target };
  }
  const inside = pairs.filter(({ own }) => own >= piece.from && own < piece.to);
  const [top, bottom] = grown(inside, file, code, piece);
  if (!top || !bottom) return null;
  const start = above(file, code, piece, top);
  const end = below(file, code, piece, bottom);
  return { start, end, own: indentOf(code[top.own] ?? ''), target: indentOf(file[top.file] ?? '') };
}

/** First and last pair, with the equal lines right before and after them: blank ones and brackets too. */
function grown(
  pairs: readonly Pair[],
  file: readonly string[],
  code: readonly string[],
  piece: Piece,
): readonly [Pair, Pair] | readonly [] {
  let first = pairs[0];
  let last = pairs.at(-1);
  if (!first || !last) return [];
  const same = (own: number, at: number): boolean =>
    own >= piece.from &&
    own < piece.to &&
    at >= 0 &&
    at < file.length &&
    keyOf(code[own] ?? '') === keyOf(file[at] ?? '');
  for (let by = 1; same(first.own - by, first.file - by); by++)
    if (isSure(code, piece, first.own - by))
      [first, by] = [{ own: first.own - by, file: first.file - by }, 0];
  for (let by = 1; same(last.own + by, last.file + by); by++)
    if (isSure(code, piece, last.own + by)) [last, by] = [{ own: last.own + by, file: last.file + by }, 0];
  return [first, last];
}

/** Brackets and blank lines are the same in many places: they count up to the end of the piece or to a line that tells. */
function isSure(code: readonly string[], piece: Piece, own: number): boolean {
  return own === piece.from || own === piece.to - 1 || tells(keyOf(code[own] ?? ''));
}

/** Lines above the first pair are new; a line of the file that one of them resembles is what it replaces. */
function above(file: readonly string[], code: readonly string[], piece: Piece, top: Pair): number {
  const fresh = code
    .slice(piece.from, top.own)
    .filter((line) => !isBlank(line))
    .reverse();
  let start = top.file;
  for (const line of fresh) {
    for (let at = start - 1; at >= Math.max(0, start - fresh.length - 2); at--) {
      if (!isAlike(line, file[at] ?? '')) continue;
      start = at;
      break;
    }
  }
  return start;
}

/** The same below the last pair. */
function below(file: readonly string[], code: readonly string[], piece: Piece, bottom: Pair): number {
  const fresh = code.slice(bottom.own + 1, piece.to).filter((line) => !isBlank(line));
  let end = bottom.file + 1;
  for (const line of fresh) {
    for (let at = end; at < Math.min(file.length, end + fresh.length + 2); at++) {
      if (!isAlike(line, file[at] ?? '')) continue;
      end = at + 1;
      break;
    }
  }
  return end;
}

/** A piece with nothing in common goes beside its neighbour: after the one before it, else before the next one. */
function beside(
  file: readonly string[],
  lines: readonly string[],
  placed: readonly (Place | null)[],
  at: number,
  isEnd: boolean,
): Place | null {
  const here = (line: number): Place => ({ start: line, end: line, own: null, target: '' });
  const filled = lines.filter((line) => !isBlank(line));
  if (filled.every((line) => nameOf(line) === 'import')) return here(afterImports(file));
  const before = placed.slice(0, at).findLast((one) => one !== null);
  if (before) return { start: before.end, end: before.end, own: sharedIndent(lines), target: before.target };
  const next = placed.slice(at + 1).find((one) => one !== null);
  if (next)
    return {
      start: next.start,
      end: next.start,
      own: sharedIndent(lines),
      target: next.target,
      isBefore: true,
    };
  // New definitions after everything that was left out go to the end of the file.
  const isWhole = filled.some((line) => nameOf(line) !== '') && sharedIndent(filled) === '';
  return isEnd && isWhole ? here(file.length) : null;
}

/** The line after the last import, or the first that is not a mark of the file itself. */
function afterImports(file: readonly string[]): number {
  const last = file.findLastIndex((line) => nameOf(line) === 'import' && indentOf(line) === '');
  if (last >= 0) return endOfUnit(file, last);
  const first = file.findIndex(
    (line) => !/^(?:#!|<\?|\/\/|\/\*|\s*\*|#(?!include)|"use |'use |package\b|\s*$)/.test(line),
  );
  return first < 0 ? file.length : first;
}

/** Whether one line is the other with a change: most of their words are the same, or they define the same. */
export function isAlike(a: string, b: string): boolean {
  const name = nameOf(a);
  if (name !== nameOf(b)) return false;
  if (name !== '' && name !== 'import') return true;
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left.length === 0 || right.length === 0) return false;
  if (left[0] === 'return' && right[0] === 'return') return true;
  const changed = hunksOfLines(left, right).reduce(
    (sum, hunk) => sum + (hunk.end - hunk.start) + (hunk.newEnd - hunk.newStart),
    0,
  );
  return 1 - changed / (left.length + right.length) >= 0.6;
}

/** Without brackets and operators, which all lines of code have in common. */
function wordsOf(line: string): readonly string[] {
  return line.match(/[\p{L}\p{N}_$]+/gu) ?? [];
}
