// The words a text is found by: identifiers whole and in their parts, other scripts in pairs of characters, all in lower case.

/** A run of letters and digits of any script, with what identifiers join them by. */
const runs = /[\p{L}\p{N}_$]+/gu;
/** `parseHTTPHeader2` as parse, HTTP, Header, 2; scripts without case and spaces stay together. */
const parts =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|\p{N}+|\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{Lt}]+/gu;
const spaceless = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Longer words are hashes, keys and encoded data: nobody asks for them. */
const longestWord = 40;

/**
 * Words in order, with repeats. An identifier of several parts gives its parts and itself: `getUser` as get, user, getuser.
 * Text without spaces between words gives each pair of neighbours: 请求头 as 请求, 求头.
 */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [run] of text.matchAll(runs)) {
    const found = run.match(parts);
    if (found === null) continue;
    let plain = 0;
    for (const part of found) {
      if (spaceless.test(part)) words.push(...pairsOf(part));
      else {
        plain += 1;
        if (part.length > 1 && part.length <= longestWord) words.push(part.toLowerCase());
      }
    }
    if (plain > 1 && plain === found.length) {
      const whole = found.join('').toLowerCase();
      if (whole.length <= longestWord) words.push(whole);
    }
  }
  return words;
}

/** Neighbouring characters two by two; a single one as it is. */
export function pairsOf(text: string): readonly string[] {
  const characters = [...text];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
