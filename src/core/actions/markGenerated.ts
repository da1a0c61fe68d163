// Marks code as AI-generated where it goes: a comment above it, or a trailer below a commit message.
import { commentSyntax } from './commentSyntax.ts';

/** null where the language has no comments. `words` are in the person's language. */
export function markedCode(code: string, languageId: string, words: string): string | null {
  const syntax = commentSyntax(languageId);
  if (syntax === null) return null;
  const { open, close } = syntax;
  const comment = `${open} ${inComment(words)}${close && ` ${close}`}`;
  const eol = /\r\n/.test(code) ? '\r\n' : '\n';
  const indent = /^[ \t]*/.exec(code)?.[0] ?? '';
  // What must stand in the first line of a file stays there.
  const first = /^(?:#!|<\?xml\b|<\?php\b|<!doctype\b)[^\n]*\n/i.exec(code)?.[0] ?? '';
  return `${first}${first ? '' : indent}${comment}${eol}${code.slice(first.length)}`;
}

/** A name of a model comes from a site: it must not begin another line. */
function oneLine(words: string): string {
  return words.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
}

/**
 * Without any sign that ends a comment somewhere (`*` of CSS, `?>` of PHP), opens one inside it (OCaml), takes the next
 * line along (`\` of C, `^` of a batch file) or must not stand in one (`--` of XML).
 */
function inComment(words: string): string {
  const harmless = words.replace(/[^\p{L}\p{M}\p{N}._\-/:@+,]+/gu, ' ');
  return harmless.replace(/-{2,}/g, '-').trim();
}

const trailerLine = /^[A-Za-z][A-Za-z0-9-]*: \S.*$/;

/**
 * The message with `Assisted-by: MODEL (SiliconFlow)` as its last trailer, in the form of git-interpret-trailers(1). A
 * message that has it keeps it once.
 */
export function withAssistTrailer(message: string, model: string): string {
  const trailer = `Assisted-by: ${oneLine(model)} (SiliconFlow)`;
  const text = message.trimEnd();
  const lines = text.split('\n');
  if (lines.includes(trailer)) return text;
  const lastBlock = lines.slice(lines.lastIndexOf('') + 1);
  // The subject alone is no block of trailers, even when it reads like one (`fix: …`).
  const hasTrailers = lines.includes('') && lastBlock.every((one) => trailerLine.test(one));
  return `${text}${hasTrailers ? '\n' : '\n\n'}${trailer}`;
}
