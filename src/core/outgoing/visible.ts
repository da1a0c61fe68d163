// Makes characters visible that hide or reorder text (Trojan Source, ASCII smuggling, terminal codes, forged names): they
// are shown as their code point in brackets. Joiners and variation selectors stay where a script or an emoji needs them.

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
const hiddenRun = new RegExp(`[${invisible}${controls}]+`, 'gu');

/** What an emoji style selector or a joiner may follow. */
const emoji = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|[0-9#*])$/u;
/** Symbols and enclosed letters that a style selector may follow though they are no emoji by themselves. */
const symbol = /[\u2000-\u33FF]$/u;
/** Scripts whose spelling needs the zero-width (non-)joiner, with the marks that they share. */
const joining =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}]$/u;
const ideograph = /\p{Script=Han}$/u;

export function withoutInvisible(text: string): string {
  return text.replace(everyInvisible, '');
}

/** Whether `visible` would change the text. */
export function hasHidden(text: string): boolean {
  return pieces(text).some((piece) => piece.mark);
}

/** Whether the run is what a well-formed text of that script or emoji needs at this place. */
function belongs(run: string, before: string, after: string): boolean {
  switch (run) {
    case '\u{fe0e}':
    case '\u{fe0f}':
      return emoji.test(before) || symbol.test(before);
    case '\u{200d}':
      return (emoji.test(before) && /^\p{Extended_Pictographic}/u.test(after)) || joining.test(before);
    case '\u{fe0f}\u{200d}':
      return emoji.test(before) && /^\p{Extended_Pictographic}/u.test(after);
    case '\u{200c}':
      return joining.test(before);
    default:
      // Ideographic variation sequences choose a form of one character.
      return /^[\u{e0100}-\u{e01ef}]$/u.test(run) && ideograph.test(before);
  }
}

/** One run as words: at most four code points, then how many more. */
function marked(run: string): string {
  const points = Array.from(run);
  const named = points.slice(0, 4).map((point) => {
    const code = point.codePointAt(0) ?? 0;
    return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
  const more = points.length > 4 ? ` +${points.length - 4}` : '';
  return `[${named.join(' ')}${more}]`;
}

/** A stretch of text that can be shown as it is, or a mark that stands for what could not be seen. */
export interface Piece {
  readonly text: string;
  readonly mark: boolean;
}

/** `text` cut into what can be shown as it is and marks. Ordinary text costs one scan. */
export function pieces(text: string): readonly Piece[] {
  if (text.search(hiddenRun) < 0) return [{ text, mark: false }];
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(hiddenRun)) {
    const end = match.index + match[0].length;
    if (belongs(match[0], text.slice(Math.max(0, match.index - 2), match.index), text.slice(end, end + 2)))
      continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index), mark: false });
    found.push({ text: marked(match[0]), mark: true });
    from = end;
  }
  if (from < text.length) found.push({ text: text.slice(from), mark: false });
  return found;
}

/**
 * The text with every run of invisible, bidi and control characters written out, such as `[U+202E]`. What writing needs
 * stays: tab and line ends, the joiners inside emoji and inside words of the scripts that use them, emoji style selectors.
 */
export function visible(text: string): string {
  return pieces(text)
    .map((piece) => piece.text)
    .join('');
}
