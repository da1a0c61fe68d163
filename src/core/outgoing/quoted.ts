// Reads back what quote.ts writes: a text taken apart into the person's words and what is quoted between them.

/** A stretch of a text, in order; `source` is what the quoting mark says. */
export type QuotedPart =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'quote'; readonly text: string; readonly source: string };

/** The boundary that a system prompt announces (`quotingRule`), or null. */
export function announcedBoundary(systemText: string): string | null {
  return /<data-([A-Za-z0-9]{1,80}) …>/.exec(systemText)?.[1] ?? null;
}

/**
 * The parts of a text, none of them empty. No text can forge a mark that holds the boundary; one that is not closed
 * counts as words.
 */
export function quotedParts(text: string, boundary: string): readonly QuotedPart[] {
  const opening = `<data-${boundary} source="`;
  const closing = `</data-${boundary}>`;
  const parts: QuotedPart[] = [];
  let from = 0;
  for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, from)) {
    const named = text.indexOf('">\n', at);
    const end = named < 0 ? -1 : text.indexOf(closing, named);
    if (end < 0) break;
    addWords(parts, text.slice(from, at));
    parts.push({
      kind: 'quote',
      source: text.slice(at + opening.length, named),
      text: text.slice(named + 3, end),
    });
    from = end + closing.length;
  }
  addWords(parts, text.slice(from));
  return parts;
}

/** What joins the parts is no words. */
function addWords(parts: QuotedPart[], text: string): void {
  if (text.trim() !== '') parts.push({ kind: 'words', text: text.replace(/^\n\n|\n\n$/g, '') });
}
