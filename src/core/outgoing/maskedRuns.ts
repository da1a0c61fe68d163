// Finds the placeholders that stand in a masked text, so that a person can be shown where something was masked.
import type { Placeholder } from './letThrough.ts';

export type MaskedRun =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'masked'; readonly placeholder: Placeholder };

const head = 'SECRET_';
const shortest = 'SECRET_A_1_ABCDEF'.length;
const longest = 120;

/** The text as runs, in order, none empty; `isPlaceholder` knows those that were handed out (`Vault.behind`). */
export function maskedRuns(text: string, isPlaceholder: (word: string) => boolean): readonly MaskedRun[] {
  const runs: MaskedRun[] = [];
  let from = 0;
  for (let at = text.indexOf(head); at >= 0; at = text.indexOf(head, at + 1)) {
    const placeholder = at < from ? null : placeholderAt(text, at, isPlaceholder);
    if (placeholder === null) continue;
    if (at > from) runs.push({ kind: 'text', text: text.slice(from, at) });
    runs.push({ kind: 'masked', placeholder });
    from = at + placeholder.length;
  }
  if (from < text.length) runs.push({ kind: 'text', text: text.slice(from) });
  return runs;
}

/** It may be glued to other letters, so every end that it can have is tried. */
function placeholderAt(
  text: string,
  at: number,
  isPlaceholder: (word: string) => boolean,
): Placeholder | null {
  const word = /^[A-Z0-9_]+/.exec(text.slice(at, at + longest))?.[0] ?? '';
  for (let length = shortest; length <= word.length; length += 1) {
    const placeholder = word.slice(0, length);
    if (isPlaceholder(placeholder)) return placeholder;
  }
  return null;
}
