// Which names of a document the language server is asked about: what it imports, and what stands near the caret.
import { isSyntax } from './words.ts';

/** A name where it stands, line and character from 0 (UTF-16 units). */
export interface NameAt {
  readonly name: string;
  readonly line: number;
  readonly character: number;
}

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const IMPORT = /^\s*(import\b|from\b|use\b|using\b|include\b|require\b|(const|let|var)\b.*\brequire\s*\()/;
const IMPORT_SYNTAX =
  /^(import|from|as|type|use|using|export|const|let|var|require|default|static|pub|self|crate|super)$/;
/** Imports stand at the top. */
const IMPORT_LINES = 120;
const MOST_IMPORTED = 40;
const NEAR_LINES = 12;
const MOST_NEAR = 20;

/** Names that the first lines of a document import, in their order. */
export function importedNames(lines: readonly string[]): readonly NameAt[] {
  const found: NameAt[] = [];
  let isOpen = false;
  for (const [line, text] of lines.slice(0, IMPORT_LINES).entries()) {
    if (!isOpen && !IMPORT.test(text)) continue;
    // `import {` goes on until its bracket closes.
    isOpen = isOpen ? !/[})]/.test(text) : lastOf(text, '{', '(') > lastOf(text, '}', ')');
    const code = text.replace(/(['"`]).*?\1/g, (quoted) => ' '.repeat(quoted.length));
    for (const { 0: name, index } of code.matchAll(NAME)) {
      if (IMPORT_SYNTAX.test(name)) continue;
      found.push({ name, line, character: index });
      if (found.length === MOST_IMPORTED) return found;
    }
  }
  return found;
}

/** Names in the lines above and left of a caret, the nearest first, each once. `lines` end with the caret's, cut at the caret, which is line `caretLine`. */
export function namesNear(lines: readonly string[], caretLine: number): readonly NameAt[] {
  const found = new Map<string, NameAt>();
  for (let back = 0; back < Math.min(NEAR_LINES, lines.length); back++) {
    const text = lines[lines.length - 1 - back] ?? '';
    for (const { 0: name, index } of [...text.matchAll(NAME)].reverse()) {
      if (name.length < 2 || isSyntax(name) || found.has(name)) continue;
      found.set(name, { name, line: caretLine - back, character: index });
      if (found.size === MOST_NEAR) return [...found.values()];
    }
  }
  return [...found.values()];
}

function lastOf(text: string, ...marks: readonly string[]): number {
  return Math.max(...marks.map((mark) => text.lastIndexOf(mark)));
}
