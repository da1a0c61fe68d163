// Finds long runs of characters of one kind in a text by looking at few of them.

/** For each code below 128 whether it belongs to a run. */
export type CharacterKind = Uint8Array;

export function kindOf(characters: string): CharacterKind {
  const kind = new Uint8Array(128);
  for (const character of characters) kind[character.charCodeAt(0)] = 1;
  return kind;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** What tokens are made of. */
export const tokenCharacters = kindOf(`${letters}0123456789_-.`);
/** Both alphabets of Base64, without its padding. */
export const base64Characters = kindOf(`${letters}0123456789+/_-`);

export function isOf(kind: CharacterKind, code: number): boolean {
  return code < 128 && kind[code] === 1;
}

/**
 * Visits every run of at least `shortest` characters, in order. Such a run covers a position divisible by that length:
 * only these positions are looked at.
 */
export function forEachRun(
  text: string,
  kind: CharacterKind,
  shortest: number,
  visit: (start: number, end: number) => void,
): void {
  let seenTo = 0;
  for (let probe = shortest - 1; probe < text.length; probe += shortest) {
    if (!isOf(kind, text.charCodeAt(probe))) continue;
    let start = probe;
    while (start > seenTo && isOf(kind, text.charCodeAt(start - 1))) start -= 1;
    const end = runEnd(text, kind, probe + 1);
    seenTo = end;
    if (end - start >= shortest) visit(start, end);
    probe = end - (end % shortest) - 1;
  }
}

/** Where the run that reaches to `from` ends. */
export function runEnd(text: string, kind: CharacterKind, from: number): number {
  let end = from;
  while (end < text.length && isOf(kind, text.charCodeAt(end))) end += 1;
  return end;
}
