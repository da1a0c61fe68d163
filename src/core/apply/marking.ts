// Marks what a proposal adds as AI-generated: once above every change that brings lines, never twice in a row.
import { bare, isBlank, keyOf, linesOf } from './lines.ts';
import { Review } from './review.ts';

/** `mark` gives code with its mark above it, or the code as it is where no mark can be written. */
export function withMarks(base: string, proposed: string, mark: (code: string) => string): string {
  const fresh = linesOf(proposed);
  const result: string[] = [];
  let at = 0;
  for (const { newStart, newEnd } of new Review(base, proposed).changes) {
    const added = fresh.slice(newStart, newEnd);
    result.push(...fresh.slice(at, newStart));
    at = newEnd;
    const code = added.join('');
    const marked = added.every(isBlank) ? code : mark(code);
    const comment = marked === code ? '' : keyOf(bare(linesOf(marked)[0] ?? ''));
    // Code that came with this mark before has it in the lines right above.
    const isThere = comment !== '' && (keyOf(result.at(-1) ?? '') === comment || code.includes(comment));
    result.push(isThere ? code : marked);
  }
  result.push(...fresh.slice(at));
  return result.join('');
}
