// Whether a message asks for a search of the project first, and for what.

const mention = /(^|\s)@codebase(?=\s|$)/iu;

/** The message without its `@codebase`; null when it has none. */
export function codebaseQuestion(message: string): string | null {
  return mention.test(message) ? message.replace(mention, '$1').trim() : null;
}
