// How much of an arriving text is final: no later text can change how those blocks are drawn.
import { blockStarts, type References } from './parse.ts';

/** How much of `lines`, which ends with a line end, no later text can change: all before the block that is still open. */
export function settledLength(lines: string, references: References): number {
  const starts = blockStarts(lines, references);
  for (let at = starts.length - 1; at >= 0; at--) {
    const start = starts[at];
    if (!start) break;
    const offset = lineOffset(lines, start.line);
    // A paragraph or code right under another line may yet turn out to be the title of a link definition, and a formula
    // that is open there a part of what is above it.
    if (!start.unsure || offset === 0 || /\n[ \t]*\n$/.test(lines.slice(Math.max(0, offset - 200), offset)))
      return offset;
  }
  return 0;
}

/** Offset of the first character of line `line` (counted from 0). */
function lineOffset(text: string, line: number): number {
  let offset = 0;
  for (let at = 0; at < line; at++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}
