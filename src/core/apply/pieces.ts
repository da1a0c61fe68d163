// The pieces that an answer's code is placed in: what stands between the gaps it leaves, cut into definitions and the rest.
import { endOfUnit, nameOf, unitsAt } from './definitions.ts';
import { sharedIndent } from './indentation.ts';
import { indentOf, isBlank } from './lines.ts';

/** Lines `from` to `to` of the code that are placed together. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** The line that names it, of a definition that is written out whole. */
  readonly head?: number;
}

/** A stretch of the code between what it leaves out. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
}

export function chunksOf(code: readonly string[], isLeftOut: (line: string) => boolean): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  for (let at = 0; at <= code.length; at++) {
    if (at < code.length && !isLeftOut(code[at] ?? '')) continue;
    if (from > 0 || code.slice(from, at).some((line) => !isBlank(line))) chunks.push({ from, to: at });
    from = at + 1;
  }
  return chunks;
}

/** Definitions of several lines stand for themselves; what is between them, and imports, are pieces of their own. */
export function piecesOf(
  code: readonly string[],
  { from, to }: Chunk,
  isLeftOut: (line: string) => boolean,
): readonly Piece[] {
  const lines = code.slice(from, to);
  const indent = sharedIndent(lines);
  const cuts: Piece[] = [];
  for (const unit of unitsAt(lines, indent)) {
    const isImport = unit.name === 'import';
    const head = from + unit.head;
    // Its end as the whole code has it: what is left out inside makes it a fragment.
    const isWhole = unit.end > unit.head + 1 && !code.slice(head, endOfUnit(code, head)).some(isLeftOut);
    if (isWhole && unit.name !== '' && !isImport)
      cuts.push({ from: from + unit.start, to: from + unit.end, head });
  }
  const pieces: Piece[] = [];
  let at = from;
  const rest = (until: number): void => {
    pieces.push(...importsApart(code, at, until).flatMap((piece) => trimmed(code, piece)));
  };
  for (const cut of cuts) {
    rest(cut.from);
    pieces.push(cut);
    at = cut.to;
  }
  rest(to);
  return pieces;
}

/** Without the blank lines at its ends; nothing when there is nothing else. */
function trimmed(code: readonly string[], { from, to }: Piece): readonly Piece[] {
  let [start, end] = [from, to];
  while (start < end && isBlank(code[start] ?? '')) start++;
  while (end > start && isBlank(code[end - 1] ?? '')) end--;
  return start < end ? [{ from: start, to: end }] : [];
}

function importsApart(code: readonly string[], from: number, to: number): readonly Piece[] {
  let last = -1;
  for (let at = from; at < to; at++) {
    if (nameOf(code[at] ?? '') === 'import' && indentOf(code[at] ?? '') === '') last = endOfUnit(code, at);
    else if (last >= 0 && at >= last && !isBlank(code[at] ?? '')) break;
    else if (last < 0 && !isBlank(code[at] ?? '')) break;
  }
  const hasRest = last >= 0 && code.slice(last, to).some((line) => !isBlank(line));
  return hasRest
    ? [
        { from, to: last },
        { from: last, to },
      ]
    : [{ from, to }];
}
