// Placeholders that stand in for secrets on the way out, and the way back into an answer. In memory only.

/**
 * Stand-ins for one session. The same value always gets the same placeholder, so that the model can speak of it and
 * cached prefixes stay equal.
 */
export interface Vault {
  /** `SECRET_GITHUB_TOKEN_1_K7Q2ZD`: see `createVault`. */
  placeholderFor(rule: string, value: string): string;
  /** Whether one of this vault's placeholders lies in or reaches into `text.slice(start, end)`: what is masked is no secret. */
  touchesPlaceholder(text: string, start: number, end: number): boolean;
  /** How many of its placeholders stand in a text, by the rule that put them there. */
  maskedIn(text: string): ReadonlyMap<string, number>;
  /** Whether a placeholder stands in a text, whole or spoilt by a model: what was unmasked and still has one is of no use. */
  holdsPlaceholder(text: string): boolean;
  /** Puts values back where placeholders stand: all, or those whose value `allows` takes. */
  unmask(text: string, allows?: (value: string) => boolean): string;
  /** What a placeholder stands for, and the rule that asked for it; undefined for one that was never handed out. */
  behind(placeholder: string): { readonly rule: string; readonly value: string } | undefined;
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
/** Head, kind, number, nonce and the signs between them. */
const longestPlaceholder = head.length + 60 + 1 + 9 + 1 + 32;

/**
 * A placeholder is one plain word: models copy words faithfully, and it fits wherever the value stood, in a string, an
 * address or a `.env` line, with no quoting. Text cannot forge one: it ends in a random `nonce` (at least six capital
 * letters and digits, drawn anew for each session) and only those handed out are ever replaced.
 */
export function createVault(nonce: string): Vault {
  if (!/^[A-Z0-9]{6,32}$/.test(nonce))
    throw new Error('A vault needs a nonce of 6 to 32 capital letters and digits.');
  const placeholders = new Map<string, string>();
  const values = new Map<string, { readonly rule: string; readonly value: string }>();
  const tail = `_${nonce}`;
  // A placeholder may be glued to other letters on either side, so it is looked for from its end, which is unique.
  const replaced = (text: string, by: (placeholder: string) => string | undefined): string => {
    if (values.size === 0) return text;
    let restored = '';
    let from = 0;
    for (let at = text.indexOf(tail); at >= 0; at = text.indexOf(tail, at + 1)) {
      const end = at + tail.length;
      const earliest = Math.max(from, end - longestPlaceholder);
      for (
        let start = text.indexOf(head, earliest);
        start >= 0 && start < at;
        start = text.indexOf(head, start + 1)
      ) {
        const value = by(text.slice(start, end));
        if (value === undefined) continue;
        restored += text.slice(from, start) + value;
        from = end;
        break;
      }
    }
    return restored + text.slice(from);
  };
  const unmask = (text: string, allows: (value: string) => boolean = () => true): string =>
    replaced(text, (placeholder) => {
      const masked = values.get(placeholder);
      return masked && allows(masked.value) ? masked.value : undefined;
    });
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
      values.set(placeholder, { rule, value });
      return placeholder;
    },
    touchesPlaceholder(text, start, end) {
      const latest = end + longestPlaceholder;
      for (
        let at = text.indexOf(tail, Math.max(0, start - tail.length + 1));
        at >= 0 && at < latest;
        at = text.indexOf(tail, at + 1)
      ) {
        const after = at + tail.length;
        for (
          let from = text.indexOf(head, Math.max(0, after - longestPlaceholder));
          from >= 0 && from < Math.min(at, end);
          from = text.indexOf(head, from + 1)
        )
          if (values.has(text.slice(from, after))) return true;
      }
      return false;
    },
    maskedIn(text) {
      const counts = new Map<string, number>();
      replaced(text, (placeholder) => {
        const rule = values.get(placeholder)?.rule;
        if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1);
        return rule && placeholder;
      });
      return counts;
    },
    holdsPlaceholder: (text) =>
      values.size > 0 &&
      text.includes(head) &&
      (text.includes(tail) ||
        [...values.keys()].some((whole) => standsIn(text, whole.slice(0, -tail.length)))),
    unmask,
    behind: (placeholder) => values.get(placeholder),
    unmasker() {
      let held = '';
      return {
        push(chunk) {
          const text = held + chunk;
          const cut = values.size === 0 ? text.length : heldFrom(text, tail);
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

/** Whether a stem such as `SECRET_PASSWORD_1` is in a text, as a word or at its end: its nonce was lost or changed. */
function standsIn(text: string, stem: string): boolean {
  for (let at = text.indexOf(stem); at >= 0; at = text.indexOf(stem, at + 1)) {
    if (!/^[0-9A-Za-z]/.test(text.slice(at + stem.length))) return true;
  }
  return false;
}

/**
 * Where a placeholder may begin that the text so far does not end. Text after the last finished one is looked at, no
 * further back than a placeholder is long.
 */
function heldFrom(text: string, tail: string): number {
  const finished = text.lastIndexOf(tail);
  const earliest = Math.max(finished < 0 ? 0 : finished + tail.length, text.length - longestPlaceholder);
  for (let start = text.indexOf('S', earliest); start >= 0; start = text.indexOf('S', start + 1)) {
    const rest = text.slice(start);
    if (head.startsWith(rest) || (rest.startsWith(head) && /^[A-Z0-9_]*$/.test(rest))) return start;
  }
  return text.length;
}
