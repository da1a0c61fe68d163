// A text for a person, before it is put into their language: the English source string is the l10n key.

/** `text` holds `{0}`, `{1}` … where `args` go. The edge translates: `vscode.l10n.t(text, ...args)`. */
export interface Sentence {
  readonly text: string;
  readonly args?: readonly (string | number)[];
}

export function sentence(text: string, ...args: readonly (string | number)[]): Sentence {
  return args.length > 0 ? { text, args } : { text };
}
