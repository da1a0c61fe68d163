// Makes characters visible that hide or reorder text (Trojan Source, ASCII smuggling, terminal codes): they are shown as
// their code point in brackets. Joiners and variation selectors stay where a script or an emoji needs them.

/** C0 and C1 controls but tab and newline, bidi controls, zero-width and blank characters, tags, selectors. */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for by itself
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]+/gu;

/** A quick test, so that ordinary text costs one scan. */
export function hasUnseen(text: string): boolean {
  return text.search(unseen) >= 0;
}

const emoji = /\p{Extended_Pictographic}$|[\u{1F3FB}-\u{1F3FF}]$|[0-9#*]$/u;
const joined =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Sinhala}\p{Script=Malayalam}\p{Script=Khmer}]$/u;
const ideograph = /\p{Script=Han}$/u;

/** Whether the run is what a well-formed text of that script or emoji needs at this place. */
function belongs(run: string, before: string, after: string): boolean {
  if (run === '\u{FE0F}' || run === '\u{FE0E}') return emoji.test(before) || /[\u2000-\u33FF]$/u.test(before);
  if (run === '\u200D')
    return (emoji.test(before) && /^\p{Extended_Pictographic}/u.test(after)) || joined.test(before);
  if (run === '\u{FE0F}\u200D') return emoji.test(before) && /^\p{Extended_Pictographic}/u.test(after);
  if (run === '\u200C') return joined.test(before);
  // Ideographic variation sequences choose a form of one character.
  if (/^[\u{E0100}-\u{E01EF}]$/u.test(run)) return ideograph.test(before);
  return false;
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

/** `text` cut into pieces that can be shown as they are and marks that stand for what could not be seen. */
export function pieces(text: string): readonly { readonly text: string; readonly mark: boolean }[] {
  if (!hasUnseen(text)) return [{ text, mark: false }];
  const found: { text: string; mark: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(unseen)) {
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

/** The same as one plain string, for labels, titles and attributes. */
export function visible(text: string): string {
  return pieces(text)
    .map((piece) => piece.text)
    .join('');
}
