// Cuts characters off the end of a text in time that goes with their number; a pattern anchored at the end takes its square.

/** The text without the characters of `tail` that it ends with. */
export function withoutTail(text: string, tail: string): string {
  let end = text.length;
  while (end > 0 && tail.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
