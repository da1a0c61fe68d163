// Placeholders that stand in for secrets on the way out, and the way back into an answer. In memory only.

/**
 * Stand-ins for one session. The same value always gets the same placeholder, so that the model can speak of it and
 * cached prefixes stay equal.
 */
export interface Vault {
  /** `SECRET_GITHUB_TOKEN_1_K7Q2ZD`: see `createVault`. */
  placeholderFor(rule: string, value: string): string;
  /** Whether a text holds one of this vault's placeholders: what is masked already is no secret. */
  holdsPlaceholder(text: string): boolean;
  /** Puts values back where placeholders stand. */
  unmask(text: string): string;
  /** The same for a stream. */
  unmasker(): Unmasker;
}

export interface Unmasker {
  /** What may be shown by now; the start of a possible placeholder is held back. */
  push(chunk: string): string;
  /** What was held back, at the end of the stream. */
  flush(): string;
}

const head = 'SECRET_';

/**
 * A placeholder is one plain word: models copy words faithfully, and it fits wherever the value stood, in a string, an
 * address or a `.env` line, with no quoting. Text cannot forge one: it ends in a random `nonce` (at least six capital
 * letters and digits, drawn anew for each session) and only those handed out are ever replaced.
 */
export function createVault(nonce: string): Vault {
  if (!/^[A-Z0-9]{6,32}$/.test(nonce))
    throw new Error('A vault needs a nonce of 6 to 32 capital letters and digits.');
  const placeholders = new Map<string, string>();
  const values = new Map<string, string>();
  const any = new RegExp(`${head}[A-Z0-9_]{1,80}?_[0-9]{1,9}_${nonce}(?![A-Z0-9_])`, 'g');
  const unmask = (text: string): string =>
    values.size === 0 ? text : text.replace(any, (placeholder) => values.get(placeholder) ?? placeholder);
  return {
    placeholderFor(rule, value) {
      const known = placeholders.get(value);
      if (known !== undefined) return known;
      const kind = rule
        .toUpperCase()
        .replace(/[^A-Z0-9]+/g, '_')
        .slice(0, 60);
      const placeholder = `${head}${kind}_${placeholders.size + 1}_${nonce}`;
      placeholders.set(value, placeholder);
      values.set(placeholder, value);
      return placeholder;
    },
    holdsPlaceholder: (text) => text.includes(`_${nonce}`),
    unmask,
    unmasker() {
      let held = '';
      return {
        push(chunk) {
          const text = held + chunk;
          const cut = values.size === 0 ? text.length : heldFrom(text);
          held = text.slice(cut);
          return unmask(text.slice(0, cut));
        },
        flush() {
          const rest = unmask(held);
          held = '';
          return rest;
        },
      };
    },
  };
}

/** Longest run that can still become a placeholder: head, kind, number, nonce. */
const longestPlaceholder = head.length + 60 + 1 + 9 + 1 + 32;

/**
 * Where a placeholder may begin that the text so far does not end: the run of its letters at the end of the text, as
 * long as it could be one. A finished placeholder at the very end is held too, since its last word may go on.
 */
function heldFrom(text: string): number {
  let start = text.length;
  while (start > 0 && text.length - start <= longestPlaceholder && /[A-Z0-9_]/.test(text.charAt(start - 1)))
    start -= 1;
  const run = text.slice(start);
  if (run.length > longestPlaceholder) {
    const again = run.lastIndexOf(head);
    return again > 0 ? start + again : text.length;
  }
  const at = run.indexOf(head);
  if (at >= 0) return start + at;
  for (let length = Math.min(head.length - 1, run.length); length > 0; length -= 1) {
    if (head.startsWith(run.slice(run.length - length))) return text.length - length;
  }
  return text.length;
}
