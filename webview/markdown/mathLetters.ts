// Letters of MathML's `mathvariant`, which browsers no longer draw: each is a character of its own in Unicode
// (Mathematical Alphanumeric Symbols, U+1D400 on; https://www.w3.org/TR/mathml-core/#new-text-transform-values).

/** First code points of the capital letters, the small ones and the digits; 0 where there are none. */
const alphabets: Readonly<Record<string, readonly [capital: number, small: number, digit: number]>> = {
  bold: [0x1d400, 0x1d41a, 0x1d7ce],
  italic: [0x1d434, 0x1d44e, 0],
  'bold-italic': [0x1d468, 0x1d482, 0],
  script: [0x1d49c, 0x1d4b6, 0],
  'bold-script': [0x1d4d0, 0x1d4ea, 0],
  fraktur: [0x1d504, 0x1d51e, 0],
  'double-struck': [0x1d538, 0x1d552, 0x1d7d8],
  'bold-fraktur': [0x1d56c, 0x1d586, 0],
  'sans-serif': [0x1d5a0, 0x1d5ba, 0x1d7e2],
  'bold-sans-serif': [0x1d5d4, 0x1d5ee, 0x1d7ec],
  'sans-serif-italic': [0x1d608, 0x1d622, 0],
  'sans-serif-bold-italic': [0x1d63c, 0x1d656, 0],
  monospace: [0x1d670, 0x1d68a, 0x1d7f6],
};

/** Letters that Unicode had before the block was made, by the place they would have in it. */
const earlier: ReadonlyMap<number, string> = new Map([
  [0x1d455, 'ℎ'], [0x1d49d, 'ℬ'], [0x1d4a0, 'ℰ'], [0x1d4a1, 'ℱ'], [0x1d4a3, 'ℋ'], [0x1d4a4, 'ℐ'], [0x1d4a7, 'ℒ'],
  [0x1d4a8, 'ℳ'], [0x1d4ad, 'ℛ'], [0x1d4ba, 'ℯ'], [0x1d4bc, 'ℊ'], [0x1d4c4, 'ℴ'], [0x1d506, 'ℭ'], [0x1d50b, 'ℌ'],
  [0x1d50c, 'ℑ'], [0x1d515, 'ℜ'], [0x1d51d, 'ℨ'], [0x1d53a, 'ℂ'], [0x1d53f, 'ℍ'], [0x1d545, 'ℕ'], [0x1d547, 'ℙ'],
  [0x1d548, 'ℚ'], [0x1d549, 'ℝ'], [0x1d551, 'ℤ'],
]); // biome-ignore format: a table

/** `text` in the letters of `variant`; characters that have none there stay. */
export function inVariant(text: string, variant: string): string {
  const alphabet = alphabets[variant];
  if (!alphabet) return text;
  const [capital, small, digit] = alphabet;
  return text.replace(/[A-Za-z0-9]/g, (letter) => {
    const code = letter.charCodeAt(0);
    const [first, from] = code >= 97 ? [small, 97] : code >= 65 ? [capital, 65] : [digit, 48];
    if (first === 0) return letter;
    const point = first + code - from;
    return earlier.get(point) ?? String.fromCodePoint(point);
  });
}
