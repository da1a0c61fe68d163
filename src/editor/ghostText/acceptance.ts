// Tells from a document's changes whether a suggestion was taken: the stable API has no event for it.
import type { DocumentEdit, Suggestion } from '../../core/completion/pipeline.ts';

/**
 * Characters of the suggestion that this edit took, 0 when none. Accepting inserts the whole text or, by word or line,
 * its beginning, at the place it was made for; a person types one character at a time, so a single one proves nothing.
 */
export function acceptedCharacters(suggestion: Suggestion, edit: DocumentEdit): number {
  if (edit.uri !== suggestion.uri || edit.from !== suggestion.offset) return 0;
  if (edit.removed > suggestion.replaceRight) return 0;
  if (edit.inserted.length < 2 || !suggestion.insertText.startsWith(edit.inserted)) return 0;
  return edit.inserted.length;
}
