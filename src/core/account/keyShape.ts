// What a person types into the key box: cleaned of what copying adds, and judged only as far as certainty goes.
import { type Sentence, sentence } from '../sentence.ts';

/**
 * The key inside pasted text: without surrounding space, quotes, a `Bearer` in front, an `NAME=` in front (a line of an
 * environment file) and invisible characters.
 */
export function cleanKey(typed: string): string {
  return typed
    .replace(/[\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g, '')
    .trim()
    .replace(/^(?:export\s+)?[A-Z][A-Z0-9_]*\s*=\s*/, '')
    .replace(/^(?:Authorization\s*:\s*)?Bearer\s+/i, '')
    .replace(/^(["'`])(.*)\1$/, '$2')
    .trim();
}

export type KeyRemark =
  | { readonly kind: 'impossible'; readonly why: Sentence }
  | { readonly kind: 'unusual'; readonly why: Sentence };

/**
 * null when nothing is to be said. `impossible`: it could not even be sent as a header. `unusual`: it is not `sk-` and
 * 48 lower-case letters; only a hint, because the platform never promised that shape (siliconflow-api.md §1).
 */
export function judgeKey(key: string): KeyRemark | null {
  if (key === '') return { kind: 'impossible', why: sentence('Paste the key here.') };
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return { kind: 'impossible', why: sentence('A key has no spaces and no letters outside ASCII.') };
  }
  if (key.length > 500) return { kind: 'impossible', why: sentence('This is too long for a key.') };
  if (/^sk-[a-z]{48}$/.test(key)) return null;
  return {
    kind: 'unusual',
    why: sentence(
      'SiliconFlow keys usually start with sk- followed by 48 lowercase letters. Press Enter to try this one anyway.',
    ),
  };
}
