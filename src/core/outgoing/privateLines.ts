// Recognises the lines of a private document in a text that has no path to judge it by: an untitled copy, a paste.

/** Shorter lines stand in every file. */
const shortestLine = 12;
/** Fewer shared characters are taken for coincidence. */
const fewestCharacters = 24;
/** Bounds the work on long documents; what is copied is mostly from the part one sees. */
const mostLines = 5_000;

/** What is kept of a private document: its lines, to compare with. */
export type PrivateLines = ReadonlySet<string>;

/** The lines that say something, trimmed, each once. */
export function linesOf(text: string): PrivateLines {
  const lines = new Set<string>();
  for (const line of text.split(/\r\n|\r|\n/, mostLines)) {
    const trimmed = line.trim();
    if (trimmed.length >= shortestLine) lines.add(trimmed);
  }
  return lines;
}

/**
 * Whether a text repeats a private document: a good part of the document stands in it, or it mostly consists of lines of
 * the document. A few lines that any two files share (an import, a licence) are neither.
 */
export function repeats(text: PrivateLines, hidden: PrivateLines): boolean {
  let shared = 0;
  let characters = 0;
  for (const line of text) {
    if (!hidden.has(line)) continue;
    shared += 1;
    characters += line.length;
  }
  if (characters < fewestCharacters) return false;
  return shared * 10 >= hidden.size * 3 || shared * 2 >= text.size;
}
