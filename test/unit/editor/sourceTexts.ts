// Finds the English texts in source files: the first argument of every `sentence(…)` and `l10n.t(…)`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const call = /\b(?:sentence|l10n\.t)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g;
/** A call whose text is no plain literal could not be collected, so it is an error of its own. */
const dynamicCall = /\b(?:sentence|l10n\.t)\(\s*(?!['")])(?!text\b)[^\s]/g;

export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export function sourceTexts(folder: string): { readonly texts: SourceText[]; readonly dynamic: string[] } {
  const texts: SourceText[] = [];
  const dynamic: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const source = readFileSync(file, 'utf8');
    for (const [, single, double] of source.matchAll(call)) {
      texts.push({ file, text: (single ?? double ?? '').replace(/\\(.)/g, '$1') });
    }
    for (const [found] of source.matchAll(dynamicCall)) dynamic.push(`${file}: ${found}`);
  }
  return { texts, dynamic };
}
