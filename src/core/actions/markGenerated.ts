// Marks code as AI-generated where it goes: a comment above it, or a trailer below a commit message.
import { commentSyntax } from './commentSyntax.ts';

/** null where the language has no comments. `words` are in the person's language. */
export function markedCode(code: string, languageId: string, words: string): string | null {
  const syntax = commentSyntax(languageId);
  if (syntax === null) return null;
  const { open, close } = syntax;
  const comment = `${open} ${plainWords(words, close)}${close && ` ${close}`}`;
  const eol = /\r\n/.test(code) ? '\r\n' : '\n';
  const indent = /^[ \t]*/.exec(code)?.[0] ?? '';
  // What must stand in the first line of a file stays there.
  const first = /^(?:#!|<\?xml\b|<\?php\b|<!doctype\b)[^\n]*\n/i.exec(code)?.[0] ?? '';
  return `${first}${first ? '' : indent}${comment}${eol}${code.slice(first.length)}`;
}

/** A name of a model comes from a site: it must neither end the comment nor begin another line. */
function plainWords(words: string, close: string): string {
  const oneLine = words.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return close === '' ? oneLine : oneLine.replaceAll(close, '');
}

const trailerLine = /^[A-Za-z][A-Za-z0-9-]*: \S.*$/;

/**
 * The message with `Assisted-by: MODEL (SiliconFlow)` as its last trailer, in the form of git-interpret-trailers(1). A
 * message that has it keeps it once.
 */
export function withAssistTrailer(message: string, model: string): string {
  const trailer = `Assisted-by: ${plainWords(model, '')} (SiliconFlow)`;
  const text = message.trimEnd();
  const lines = text.split('\n');
  if (lines.includes(trailer)) return text;
  const lastBlock = lines.slice(lines.lastIndexOf('') + 1);
  // The subject alone is no block of trailers, even when it reads like one (`fix: …`).
  const hasTrailers = lines.includes('') && lastBlock.every((one) => trailerLine.test(one));
  return `${text}${hasTrailers ? '\n' : '\n\n'}${trailer}`;
}
