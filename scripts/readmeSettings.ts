// The settings table of both readmes, generated from the manifest and its texts so that it cannot tell another story.
// `npm run readme` rewrites it between its marks; `npm run check` says when it is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Manifest, parseManifest, parseTexts } from './manifestSchema.ts';

type Texts = Readonly<Record<string, string>>;

interface Readme {
  readonly file: string;
  readonly texts: string;
  /** Titles of the three columns. */
  readonly columns: readonly [string, string, string];
}

const readmes: readonly Readme[] = [
  { file: 'README.md', texts: 'package.nls.json', columns: ['Setting', 'Default', 'What it does'] },
  { file: 'README.zh-cn.md', texts: 'package.nls.zh-cn.json', columns: ['设置', '默认值', '作用'] },
];
const begin = '<!-- settings: written by `npm run readme` -->';
const end = '<!-- /settings -->';

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

/** The readme with the table in its place; null when it has no place for one. */
export function withTable(readme: string, table: string): string | null {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) return null;
  return `${readme.slice(0, from)}${begin}\n\n${table}\n\n${readme.slice(to)}`;
}

export function checkReadme(root: string): string[] {
  return readmes.flatMap((readme) => {
    const path = join(root, readme.file);
    if (!existsSync(path)) return [`${readme.file} is missing.`];
    const text = readFileSync(path, 'utf8');
    const wanted = withTable(text, tableFor(root, readme));
    if (wanted === null) return [`${readme.file} has no place for the settings: ${begin} … ${end}`];
    return text === wanted ? [] : [`The settings in ${readme.file} are out of date: run "npm run readme".`];
  });
}

function tableFor(root: string, { texts, columns }: Readme): string {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  return settingsTable(parseManifest(read('package.json')), parseTexts(read(texts)), columns);
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
    const text = withTable(readFileSync(path, 'utf8'), tableFor(root, readme));
    if (text === null) throw new Error(`${readme.file} has no place for the settings: ${begin} … ${end}`);
    writeFileSync(path, text);
  }
}
