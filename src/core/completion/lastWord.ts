// The word that a text ends with, as code counts words.

const wordCharacter = /^[\p{L}\p{N}_$]$/u;

/**
 * Letters, digits, `_` and `$` at the end of `text`; empty when there are none. A loop, because a pattern with `+$` begins
 * anew at every word of a long line.
 */
export function lastWord(text: string): string {
  let start = text.length;
  while (start > 0) {
    const width = (text.codePointAt(start - 2) ?? 0) > 0xffff ? 2 : 1;
    if (!wordCharacter.test(text.slice(start - width, start))) break;
    start -= width;
  }
  return text.slice(start);
}
