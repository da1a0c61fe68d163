// A text read once: its lines with their names, and where each name stands. What is read again and again is remembered.
import { wordsOf } from './words.ts';

export interface ReadLines {
  readonly lines: readonly string[];
  /** Names by line; none where a line is no example of code: imports, comments, and lines too long to quote. */
  readonly words: readonly (readonly string[])[];
  /** Lines by name. */
  readonly linesOf: ReadonlyMap<string, readonly number[]>;
}

/** Of a longer text the beginning is read. */
export const MOST_CHARACTERS = 60_000;
const LONGEST_LINE = 160;
/** What these lines name is known from elsewhere, or is prose. */
const NO_EXAMPLE = /^(import\b|from\b.*\bimport\b|export\b.*\bfrom\s*['"]|#|\/\/|\/\*|\*|--|"""|''')/;

/** Texts remembered: more than the neighbours of one document. */
const MOST_READ = 32;
const remembered = new Map<string, ReadLines>();

export function readLines(text: string): ReadLines {
  const known = remembered.get(text);
  if (known !== undefined) {
    remembered.delete(text);
    remembered.set(text, known);
    return known;
  }
  const lines = text.slice(0, MOST_CHARACTERS).split('\n');
  const linesOf = new Map<string, number[]>();
  const words = lines.map((line, number) => {
    if (line.length > LONGEST_LINE || NO_EXAMPLE.test(line.trimStart())) return [];
    const names = wordsOf(line);
    for (const name of names) {
      const places = linesOf.get(name);
      if (places === undefined) linesOf.set(name, [number]);
      else places.push(number);
    }
    return names;
  });
  const fresh = { lines, words, linesOf };
  remembered.set(text, fresh);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_READ && oldest !== undefined) remembered.delete(oldest);
  return fresh;
}
