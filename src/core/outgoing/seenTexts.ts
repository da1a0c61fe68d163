// Secrets of a text that is sent again and again: what stands to the right of the caret goes with the request of nearly every key.
import { findSecrets, type SecretScope, type SecretSpan } from './secrets.ts';

const textsKept = 4;
/** Longer ones are no part of a prompt that is built while a person types. */
const longestKept = 20_000;

const kept: Readonly<Record<SecretScope, Map<string, readonly SecretSpan[]>>> = {
  all: new Map(),
  platformKeyOnly: new Map(),
};

/** What `findSecrets` finds; the text alone decides that, so that nothing makes it untrue. */
export function secretsOf(text: string, scope: SecretScope): readonly SecretSpan[] {
  if (text.length > longestKept) return findSecrets(text, scope);
  const known = kept[scope];
  const found = known.get(text) ?? findSecrets(text, scope);
  // The last ones asked for stay.
  known.delete(text);
  known.set(text, found);
  const [oldest] = known.keys();
  if (known.size > textsKept && oldest !== undefined) known.delete(oldest);
  return found;
}
