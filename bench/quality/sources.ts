// Open code in twelve languages, as npm packages ship it, and the grammars that say whether a file parses. All fetched into the
// cache at exact versions, without their dependencies; nothing of it is in the repository.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runQuietly } from '../../scripts/children.ts';
import { installOnce } from '../../test/editor/lockedInstall.ts';

const root = join(import.meta.dirname, '../..');
const grammars = '@vscode/tree-sitter-wasm@0.3.1';

export interface Language {
  /** The editor's id. */
  readonly id: string;
  readonly grammar: string;
  readonly package: string;
  readonly folder: string;
  readonly ending: string;
}

export const languages: readonly Language[] = [
  { id: 'typescript', grammar: 'typescript', package: 'rxjs@7.8.2', folder: 'src', ending: '.ts' },
  { id: 'javascript', grammar: 'javascript', package: 'fastify@5.12.8', folder: 'lib', ending: '.js' },
  { id: 'python', grammar: 'python', package: 'node-gyp@13.1.0', folder: 'gyp', ending: '.py' },
  { id: 'java', grammar: 'java', package: 'react-native@0.76.0', folder: 'ReactAndroid', ending: '.java' },
  { id: 'cpp', grammar: 'cpp', package: 'react-native@0.76.0', folder: 'ReactCommon', ending: '.cpp' },
  { id: 'ruby', grammar: 'ruby', package: 'react-native@0.76.0', folder: 'scripts', ending: '.rb' },
  { id: 'shellscript', grammar: 'bash', package: 'react-native@0.76.0', folder: '.', ending: '.sh' },
  { id: 'c', grammar: 'cpp', package: 'tree-sitter@0.25.1', folder: 'vendor', ending: '.c' },
  { id: 'csharp', grammar: 'c-sharp', package: 'edge-js@26.1.0', folder: '.', ending: '.cs' },
  { id: 'php', grammar: 'php', package: '@wordpress/block-library@11.1.0', folder: '.', ending: '.php' },
  { id: 'css', grammar: 'css', package: '@wordpress/block-library@11.1.0', folder: '.', ending: '.css' },
  { id: 'rust', grammar: 'rust', package: '@temporalio/core-bridge@1.24.0', folder: '.', ending: '.rs' },
];

const MOST_BYTES = 60_000;
const FEWEST_LINES = 25;

/** Whether a text parses without an error, by a tree-sitter grammar. */
export type Parses = (text: string) => boolean;

export interface LanguageSources {
  readonly language: Language;
  readonly files: readonly string[];
  readonly parses: Parses;
}

/** Of the parser's package only what is called here. */
interface TreeSitter {
  readonly Parser: {
    init(): Promise<void>;
    new (): {
      setLanguage(language: unknown): void;
      parse(text: string): { readonly rootNode: { readonly hasError: boolean }; delete(): void } | null;
    };
  };
  readonly Language: { load(wasm: Uint8Array): Promise<unknown> };
}

/** All languages, their files in an order that never changes. */
export async function qualitySources(): Promise<readonly LanguageSources[]> {
  const folder = join(root, '.cache/quality-corpus');
  const packages = [...new Set([grammars, ...languages.map((language) => language.package)])];
  await installOnce(folder, packages.join(' '), () => fetchAll(folder, packages));
  const wasm = join(folder, folderOf(grammars), 'wasm');
  const treeSitter: TreeSitter = createRequire(join(folder, 'package.json'))(join(wasm, 'tree-sitter.js'));
  await treeSitter.Parser.init();
  const sources: LanguageSources[] = [];
  for (const language of languages) {
    const parser = new treeSitter.Parser();
    const file = join(wasm, `tree-sitter-${language.grammar}.wasm`);
    parser.setLanguage(await treeSitter.Language.load(readFileSync(file)));
    const parses: Parses = (text) => {
      const tree = parser.parse(text);
      const isWhole = tree?.rootNode.hasError === false;
      tree?.delete();
      return isWhole;
    };
    const files = filesIn(join(folder, folderOf(language.package), language.folder), language.ending);
    sources.push({ language, files, parses });
  }
  return sources;
}

async function fetchAll(folder: string, packages: readonly string[]): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const shell = process.platform === 'win32';
  for (const name of packages) {
    const packed = await runQuietly('npm', ['pack', '--silent', name], { cwd: folder, shell });
    const archive = packed.output.trim().split('\n').at(-1) ?? '';
    if (packed.code !== 0) throw new Error(`cannot fetch ${name}: ${packed.output.slice(-400)}`);
    mkdirSync(join(folder, folderOf(name)));
    const arguments_ = ['xzf', archive, '-C', folderOf(name), '--strip-components=1'];
    const { code, output } = await runQuietly('tar', arguments_, { cwd: folder });
    if (code !== 0) throw new Error(`cannot unpack ${archive}: ${output.slice(-400)}`);
  }
}

function folderOf(packed: string): string {
  return packed.replace(/[@/]+/g, '-').replace(/^-/, '');
}

function filesIn(folder: string, ending: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith(ending) && !/\.min\.|-rtl\.|\.d\.ts$|(^|\/)build\//.test(name));
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'))
    .filter((text) => text.length <= MOST_BYTES && text.split('\n').length >= FEWEST_LINES);
}
