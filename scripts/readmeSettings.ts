// The tables of both readmes: settings from the manifest and its texts, costs from the catalogue, so that they cannot
// tell another story. `npm run readme` rewrites them between their marks; `npm run check` says when one is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Manifest, parseManifest, parseTexts } from './manifestSchema.ts';
import { costsTable, type Language } from './readmeCosts.ts';

type Texts = Readonly<Record<string, string>>;

interface Readme {
  readonly file: string;
  readonly texts: string;
  readonly language: Language;
  /** Titles of the three columns. */
  readonly columns: readonly [string, string, string];
}

const readmes: readonly Readme[] = [
  {
    file: 'README.md',
    texts: 'package.nls.json',
    language: 'en',
    columns: ['Setting', 'Default', 'What it does'],
  },
  {
    file: 'README.zh-cn.md',
    texts: 'package.nls.zh-cn.json',
    language: 'zh-CN',
    columns: ['设置', '默认值', '作用'],
  },
];

/** What is written between two marks. */
type Table = 'settings' | 'costs';

/** All settings as one Markdown table, group after group in the order of the settings page. */
export function settingsTable(manifest: Manifest, texts: Texts, columns: Readme['columns']): string {
  const say = (text: string | undefined): string =>
    texts[/^%(.+)%$/.exec(text ?? '')?.[1] ?? ''] ?? text ?? '';
  const groups = manifest.contributes.configuration.toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const rows = groups.flatMap((group) => [
    [`**${say(group.title)}**`, '', ''],
    ...Object.entries(group.properties)
      .toSorted(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0))
      .map(([key, setting]) => [
        `\`${key}\``,
        defaultOf(setting.default),
        sentenceOf(say(setting.markdownDescription ?? setting.description), setting.enum ?? []),
      ]),
  ]);
  return [columns, ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map(cellOf).join(' | ')} |`)
    .join('\n');
}

/** The readme with a table in its place; null when it has no place for it. */
export function withTable(readme: string, name: Table, table: string): string | null {
  const [begin, end] = marksOf(name);
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) return null;
  return `${readme.slice(0, from)}${begin}\n\n${table}\n\n${readme.slice(to)}`;
}

export function checkReadme(root: string): string[] {
  return readmes.flatMap((readme) => {
    const path = join(root, readme.file);
    if (!existsSync(path)) return [`${readme.file} is missing.`];
    const text = readFileSync(path, 'utf8');
    return tablesFor(root, readme).flatMap(([name, table]) => {
      const wanted = withTable(text, name, table);
      if (wanted === null) return [noPlace(readme, name)];
      return text === wanted ? [] : [`The ${name} in ${readme.file} are out of date: run "npm run readme".`];
    });
  });
}

function marksOf(name: Table): readonly [string, string] {
  return [`<!-- ${name}: written by \`npm run readme\` -->`, `<!-- /${name} -->`];
}

function noPlace(readme: Readme, name: Table): string {
  return `${readme.file} has no place for the ${name}: ${marksOf(name).join(' … ')}`;
}

function tablesFor(
  root: string,
  { texts, columns, language }: Readme,
): readonly (readonly [Table, string])[] {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  return [
    ['settings', settingsTable(parseManifest(read('package.json')), parseTexts(read(texts)), columns)],
    ['costs', costsTable(language)],
  ];
}

/** Nothing set shows as nothing: `null`, an empty text, list or object. */
function defaultOf(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return ['null', '""', '[]', '{}'].includes(json) ? '' : `\`${json}\``;
}

/** Links to other settings, `#key#`, work on the settings page only. */
function sentenceOf(description: string, values: readonly unknown[]): string {
  const text = description.replaceAll(/`#([\w.]+)#`/g, '`$1`');
  return values.length === 0 ? text : `${text} (${values.map((value) => `\`${value}\``).join(', ')})`;
}

function cellOf(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..');
  for (const readme of readmes) {
    const path = join(root, readme.file);
    let text = readFileSync(path, 'utf8');
    for (const [name, table] of tablesFor(root, readme)) {
      const written = withTable(text, name, table);
      if (written === null) throw new Error(noPlace(readme, name));
      text = written;
    }
    writeFileSync(path, text);
  }
}
