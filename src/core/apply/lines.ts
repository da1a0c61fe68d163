// Texts as lines that keep their ends, so that what is put together again is the same byte for byte.
import { withoutTail } from '../withoutTail.ts';

/** Every line with its terminator; only the last may have none. Joined they are the text. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

/** The line without its terminator. */
export function bare(line: string): string {
  return withoutTail(line, '\r\n');
}

/** The line end that most lines of the text have; `\n` where there is none. */
export function eolOf(text: string): string {
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  const lf = (text.match(/\n/g)?.length ?? 0) - crlf;
  const cr = (text.match(/\r/g)?.length ?? 0) - crlf;
  if (crlf > 0 && crlf >= lf && crlf >= cr) return '\r\n';
  return cr > lf ? '\r' : '\n';
}

/** What two lines are compared by where only white space at the end may differ. */
export function endTrimmed(line: string): string {
  return line.trimEnd();
}

/** What two lines are compared by where the indentation may differ as well. */
export function keyOf(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}
