// Holds the texts that the sources show to a person against the translated bundle: complete, nothing stale, same placeholders.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTexts } from './manifestSchema.ts';
import { type SourceFile, sourceFiles, withoutComments } from './sourceText.ts';

interface ShownText {
  readonly key: string;
  readonly where: string;
}

const bundlePath = 'l10n/bundle.l10n.zh-cn.json';
const call =
  /(?<![\w$])(?:l10n\.t|t|sentence)\(\s*(?:'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`)\s*(\+)?/g;

/** What is wrong between the sources and one translated bundle, one sentence each. */
export function localisationFaults(
  files: readonly SourceFile[],
  bundle: Readonly<Record<string, string>>,
): string[] {
  const faults: string[] = [];
  const shown = files.flatMap((file) => shownTexts(file, faults));
  const keys = new Set(shown.map((text) => text.key));
  for (const { key, where } of shown) {
    const translated = bundle[key];
    if (!translated?.trim()) faults.push(`${where}: "${key}" is not in ${bundlePath}.`);
    else if (placeholders(translated) !== placeholders(key))
      faults.push(`${bundlePath}: "${key}" has other placeholders than its translation.`);
  }
  for (const key of Object.keys(bundle))
    if (!keys.has(key)) faults.push(`${bundlePath}: "${key}" is used nowhere.`);
  return [...new Set(faults)];
}

export function checkLocalisation(root: string): string[] {
  const path = join(root, bundlePath);
  if (!existsSync(path)) return [`${bundlePath} is missing.`];
  const files = sourceFiles(root, ['src/**/*.ts', 'webview/**/*.ts']);
  return localisationFaults(files, parseTexts(readFileSync(path, 'utf8')));
}

/** The literal keys given to `l10n.t`, `t` and `sentence`; a key that is put together is a fault. */
function shownTexts(file: SourceFile, faults: string[]): ShownText[] {
  const text = withoutComments(file.text);
  return [...text.matchAll(call)].map((match) => {
    const where = `${file.path}:${text.slice(0, match.index).split('\n').length}`;
    const template = match[3];
    if (match[4] !== undefined || template?.includes('${'))
      faults.push(`${where}: a text must be one literal, with {0} where values go.`);
    return { key: unescaped(match[1] ?? match[2] ?? template ?? ''), where };
  });
}

function unescaped(literal: string): string {
  return literal.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, code: string) => {
    if (code.startsWith('u') && code.length === 5)
      return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: '\n', t: '\t' }[code] ?? code;
  });
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g))].sort().join(' ');
}
