// The person's language: the only way from a sentence of the core to a text on the screen.
import * as vscode from 'vscode';
import type { Sentence } from '../core/sentence.ts';

/** A sentence in the editor's language, English where no translation is known. Numbers are counts, and get their separators. */
export function say({ text, args }: Sentence): string {
  if (args === undefined) return vscode.l10n.t(text);
  const numbers = new Intl.NumberFormat(locale());
  return vscode.l10n.t(text, ...args.map((arg) => (typeof arg === 'number' ? numbers.format(arg) : arg)));
}

/** All translations for the page, by their English source; empty in English. */
export function pageTexts(): Readonly<Record<string, string>> {
  return vscode.l10n.bundle ?? {};
}

/** BCP 47 tag of the editor's language, for `Intl`; English when the tag is one `Intl` cannot use. */
export function locale(): string {
  try {
    return Intl.getCanonicalLocales(vscode.env.language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** The time of day of a moment, to the second, as the person's language writes it. */
export function timeOfDay(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(ms);
}
