// Brackets inside a string, as those of `${name}` or f"{name}": the editor closes them there, too, and an answer brings them itself.
import { openQuote } from './codeOnly.ts';

const CLOSER_OF: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const CLOSERS = new Set(CLOSER_OF.values());

/** How many closers right after the caret belong to brackets that are open in its string and that the text closes itself. */
export function closedInString(text: string, linePrefix: string, lineRest: string): number {
  const quote = /^[)\]}]/.test(lineRest) ? openQuote(linePrefix) : '';
  if (quote === '') return 0;
  const { open } = unpaired(linePrefix.slice(linePrefix.lastIndexOf(quote) + 1));
  const { surplus } = unpaired(text.split(quote, 1)[0] ?? '');
  let count = 0;
  for (const closer of surplus) {
    if (open.pop() !== closer || lineRest.charAt(count) !== closer) break;
    count += 1;
  }
  return count;
}

/** Closers that are owed at the end, the innermost last, and those that nothing in the text has opened. */
function unpaired(text: string): { readonly open: string[]; readonly surplus: readonly string[] } {
  const open: string[] = [];
  const surplus: string[] = [];
  for (const character of text) {
    const closer = CLOSER_OF.get(character);
    if (closer !== undefined) open.push(closer);
    else if (CLOSERS.has(character) && open.pop() !== character) surplus.push(character);
  }
  return { open, surplus };
}
