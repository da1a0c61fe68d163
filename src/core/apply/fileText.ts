// Puts new lines into a text so that what is not changed stays byte for byte: line ends, byte-order mark, white space at
// the ends of lines, and whether the last line ends.
import { hunksOfLines } from './hunks.ts';
import { bare, endTrimmed, eolOf, linesOf } from './lines.ts';

/**
 * The text with the content `fresh` (lines, their own ends do not count). Lines that differ from the text's only in white
 * space at their end stay the text's own; new ones get the line end that most of the text's have. The last line ends as
 * the text's did; a text that was empty ends with a line end.
 */
export function rewritten(text: string, fresh: readonly string[]): string {
  const eol = eolOf(text);
  // The mark stays out of the comparison: it counts as white space at the end of a line that is empty else.
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(mark.length);
  const old = linesOf(body);
  const wanted = fresh.map(bare);
  if (mark && wanted[0]?.startsWith(mark)) wanted[0] = wanted[0].slice(mark.length);
  const result: string[] = [];
  let [at, freshAt] = [0, 0];
  for (const hunk of hunksOfLines(old.map(endTrimmed), wanted.map(endTrimmed))) {
    result.push(...old.slice(at, hunk.start));
    result.push(...wanted.slice(hunk.newStart, hunk.newEnd).map((line) => `${line}${eol}`));
    at = hunk.end;
    freshAt = hunk.newEnd;
  }
  result.push(...old.slice(at));
  if (wanted.length === freshAt && result.length === 0) return mark;
  return mark + withLastEnd(result, body === '' || /[\r\n]$/.test(body), eol);
}

function withLastEnd(lines: readonly string[], ends: boolean, eol: string): string {
  return lines
    .map((line, index) => {
      const isLast = index === lines.length - 1;
      if (isLast && !ends) return bare(line);
      // What was the last line and had no end may have got others after it.
      return /[\r\n]$/.test(line) ? line : `${line}${eol}`;
    })
    .join('');
}
