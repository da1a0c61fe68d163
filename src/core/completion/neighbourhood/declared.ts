// What the language server said, joined with the files that were seen.
import type { Mark, Neighbour } from '../context.ts';
import { readLines } from './readLines.ts';

/** A declaration in another file, found from a name of the document; lines from 0. */
export interface Declaration {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Lines between the name and the caret; null when it was found from an import. */
  readonly linesAway: number | null;
}

const WEIGHT = 2;
const FADES_AFTER_LINES = 4;
/** Of a long declaration the beginning is taken. */
const MOST_LINES = 60;

/**
 * `seen` with the imported files among them named as such and the declarations marked; files that were not seen come in
 * with what `textOf` knows of them, undefined when they may not leave.
 */
export function withDeclarations(
  seen: readonly Neighbour[],
  declarations: readonly Declaration[],
  textOf: (path: string) => Pick<Neighbour, 'languageId' | 'text'> | undefined,
): readonly Neighbour[] {
  const byPath = new Map(seen.map((one) => [one.path, one]));
  const marks = new Map<string, Mark[]>();
  for (const { path, from, to, linesAway } of declarations) {
    const known = byPath.get(path) ?? unseen(path, textOf);
    if (known === undefined) continue;
    byPath.set(path, { ...known, isImported: true });
    if (linesAway === null) continue;
    const weight = WEIGHT * Math.exp(-linesAway / FADES_AFTER_LINES);
    const last = to > from ? to : lastLineOf(readLines(known.text).lines, from);
    const mark = { from, to: Math.min(last, from + MOST_LINES), weight };
    const some = marks.get(path);
    if (some === undefined) marks.set(path, [mark]);
    else some.push(mark);
  }
  return [...byPath.values()].map((one) => {
    const more = marks.get(one.path);
    return more === undefined ? one : { ...one, marks: [...(one.marks ?? []), ...more] };
  });
}

function unseen(
  path: string,
  textOf: (path: string) => Pick<Neighbour, 'languageId' | 'text'> | undefined,
): Neighbour | undefined {
  const text = textOf(path);
  return text && { path, ...text, recency: 0 };
}

/** Many servers name only the line of the name: what is indented below it belongs to it. */
function lastLineOf(lines: readonly string[], from: number): number {
  const depth = depthOf(lines[from] ?? '');
  let last = from;
  while (last + 1 < lines.length && last - from < MOST_LINES) {
    const next = lines[last + 1] ?? '';
    if (next.trim() !== '' && depthOf(next) <= depth) break;
    last += 1;
  }
  return last;
}

function depthOf(line: string): number {
  return line.length - line.trimStart().length;
}
