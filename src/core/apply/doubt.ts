// What a change brings that a person may not see in its diff and would want to know before accepting it.
import { hasHidden } from '../outgoing/visible.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { bringsRemoteSchema } from './protectedPath.ts';

/** Null for nothing. `holdsPlaceholder` tells texts in which something stands for a masked value. */
export function doubtAbout(
  before: string,
  after: string,
  holdsPlaceholder: (text: string) => boolean,
): Sentence | null {
  if (bringsRemoteSchema(before, after))
    return sentence('It names a schema on the web, which the editor would fetch.');
  if (hasHidden(after) && !hasHidden(before)) return sentence('It brings characters that cannot be seen.');
  if (holdsPlaceholder(after) && !holdsPlaceholder(before))
    return sentence('It holds the placeholder of a masked value that is not known here any more.');
  return null;
}
