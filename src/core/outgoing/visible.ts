// Makes seen what a person does not see but a machine reads: the carriers of hidden instructions and forged names.

/**
 * Code points without a shape of their own, as ranges: soft hyphen, joiners, fillers, bidi marks, embeddings and
 * isolates, variation selectors, byte-order mark, annotation marks, and the tag block U+E0000 that carries hidden ASCII.
 * Sources: Unicode's Default_Ignorable_Code_Point, and Bidi_Control (Trojan Source, CVE-2021-42574).
 */
const invisible = [
  '\\u{ad}\\u{34f}\\u{61c}\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}\\u{180b}-\\u{180f}\\u{200b}-\\u{200f}',
  '\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}\\u{fe00}-\\u{fe0f}\\u{feff}\\u{ffa0}\\u{fff0}-\\u{fffb}',
  '\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}',
].join('');
/** Control characters other than tab, line feed and carriage return. */
const controls = '\\u{0}-\\u{8}\\u{b}\\u{c}\\u{e}-\\u{1f}\\u{7f}-\\u{9f}';

const everyInvisible = new RegExp(`[${invisible}]`, 'gu');
const everyHidden = new RegExp(`[${invisible}${controls}]`, 'gu');

/** Scripts whose spelling needs the zero-width (non-)joiner. */
const joiningLetter =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Mn}]$/u;
const emoji = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{fe0f}|[0-9#*])$/u;

export function withoutInvisible(text: string): string {
  return text.replace(everyInvisible, '');
}

/** Whether `makeVisible` would change the text. */
export function hasHidden(text: string): boolean {
  return makeVisible(text) !== text;
}

/**
 * The text with every invisible, bidi and control character written out, such as `[U+202E]`. What writing needs stays:
 * tab and line ends, the joiners inside emoji and inside words of the scripts that use them, emoji style selectors.
 */
export function makeVisible(text: string): string {
  return text.replace(everyHidden, (character, at: number) => {
    const before = text.slice(Math.max(0, at - 2), at);
    const last = [...before].at(-1) ?? '';
    const next = String.fromCodePoint(text.codePointAt(at + character.length) ?? 0);
    if ((character === '\u{fe0f}' || character === '\u{fe0e}') && emoji.test(last)) return character;
    if (character === '\u{200d}' && emoji.test(last) && emoji.test(next)) return character;
    if ((character === '\u{200c}' || character === '\u{200d}') && joiningLetter.test(last)) return character;
    return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}
