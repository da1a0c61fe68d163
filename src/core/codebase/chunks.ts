// Cuts a file into pieces of 20 to 60 lines, fewer where they are long, where its structure has seams: between functions before inside of them.
import { definedIn } from './definitions.ts';

export interface Chunk {
  /** Lines from 1, both inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  /** What is defined in it, and last the definition it stands in, if that began before. */
  readonly names: readonly string[];
}

const fewest = 20;
const most = 60;
/** Of a piece, unless its first line is longer: a paragraph of a document is one line. */
const mostCharacters = 8_000;

/** Pieces that cover the text without a gap; blank ones are left out. */
export function chunksOf(text: string): readonly Chunk[] {
  const lines = text.split(/\r\n|\r|\n/);
  const seams = lines.map((_line, index) => seamBefore(lines, index));
  const chunks: Chunk[] = [];
  let outer: string | undefined;
  for (let start = 0; start < lines.length; ) {
    const end = nextCut(seams, start, reachOf(lines, start));
    const piece = lines.slice(start, end);
    const names: string[] = [];
    let opened = outer;
    for (const line of piece) {
      const name = definedIn(line);
      if (name === null) continue;
      names.push(name);
      if (indentOf(line) === 0) opened = name;
    }
    const startsInside = indentOf(piece[0] ?? '') > 0;
    if (startsInside && outer !== undefined && !names.includes(outer)) names.push(outer);
    if (piece.some((line) => line.trim() !== ''))
      chunks.push({ startLine: start + 1, endLine: end, text: piece.join('\n'), names });
    outer = opened;
    start = end;
  }
  return chunks;
}

/** The first of the best seams in reach; what is left at the end stays together when it is short. */
function nextCut(seams: readonly number[], start: number, reach: number): number {
  const left = seams.length - start;
  if (left <= fewest + fewest / 2 && reach === seams.length) return seams.length;
  let best = reach;
  let cost = Number.POSITIVE_INFINITY;
  for (let at = start + fewest; at <= reach && at < seams.length; at += 1) {
    const here = seams[at] ?? 0;
    if (here < cost) [best, cost] = [at, here];
  }
  return best;
}

/** The furthest end of a piece that begins here. */
function reachOf(lines: readonly string[], start: number): number {
  let characters = 0;
  for (let at = start; at < start + most && at < lines.length; at += 1) {
    characters += (lines[at]?.length ?? 0) + 1;
    if (characters > mostCharacters && at > start) return at;
  }
  return Math.min(start + most, lines.length);
}

/** How bad a cut before this line is: deep inside, within a paragraph, or between a comment and what it says. */
function seamBefore(lines: readonly string[], index: number): number {
  const line = lines[index] ?? '';
  const before = lines[index - 1] ?? '';
  if (line.trim() === '') return 1_000;
  const isClosing = /^\s*(?:[)\]}]|end\b|else\b|<\/)/.test(line);
  const followsComment =
    /^\s*(?:\/\/|\/?\*|#(?!include|define)|--|@\w)/.test(before) && !/\*\/\s*$/.test(before);
  const endsComment = /\*\/\s*$/.test(before);
  return (
    Math.min(indentOf(line), 40) * 4 +
    (before.trim() === '' ? 0 : 3) +
    (isClosing ? 40 : 0) +
    (followsComment || endsComment ? 30 : 0)
  );
}

/** Columns, with a tab as four. */
function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns += 1;
    else if (character === '\t') columns += 4;
    else break;
  }
  return columns;
}
