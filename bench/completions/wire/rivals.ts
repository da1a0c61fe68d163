// The rivals as their makers publish them on npm: exact versions, put into the cache folder when a bench first asks for them.
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runQuietly } from '../../../scripts/children.ts';
import { installOnce } from '../../../test/editor/lockedInstall.ts';

export type Rival = 'Copilot' | 'Continue' | 'Tabby';

interface Source {
  readonly packages: readonly string[];
  /** What has to be done beside the installation, in its folder. */
  readonly finish?: (folder: string) => Promise<void>;
}

const SOURCES: Readonly<Record<Rival, Source>> = {
  Copilot: {
    packages: ['@vscode/chat-lib@0.66.0', 'tsx@4.23.15'],
    // Its own script for after the installation is TypeScript, run by a tool that it does not bring along.
    finish: (folder) =>
      run(
        folder,
        process.execPath,
        'node_modules/tsx/dist/cli.mjs',
        'node_modules/@vscode/chat-lib/script/postinstall.ts',
      ),
  },
  Continue: {
    // What its sources import on the way to the completions; the list of the package has native modules that nothing here needs.
    packages: [
      '@continuedev/fetch@1.9.0',
      '@continuedev/openai-adapters@1.37.0',
      '@continuedev/llm-info@1.8.0',
      '@continuedev/config-yaml@1.42.0',
      'uri-js@4.4.1',
      'ignore@7.0.16',
      'handlebars@4.7.10',
      'fastest-levenshtein@1.0.16',
      'yaml@2.9.1',
      'workerpool@9.3.4',
      'winston@3.19.0',
      'web-tree-sitter@0.21.0',
      'tree-sitter-wasms@0.1.13',
      'uuid@9.0.1',
      'quick-lru@7.3.0',
      'p-limit@6.2.0',
      'lru-cache@11.5.3',
      'js-tiktoken@1.0.21',
      'dotenv@16.6.1',
      'comment-json@4.6.2',
      'async-mutex@0.5.0',
    ],
    finish: bundleContinue,
  },
  Tabby: { packages: ['tabby-agent@1.5.0'] },
};

/** The folder a rival is installed in. Throws when it cannot be fetched. */
export async function installed(rival: Rival, cache: string): Promise<string> {
  const { packages, finish } = SOURCES[rival];
  const folder = join(cache, 'rivals', rival.toLowerCase());
  await installOnce(folder, packages.join(' '), async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    await run(folder, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages);
    await finish?.(folder);
  });
  return folder;
}

async function run(folder: string, command: string, ...args: readonly string[]): Promise<void> {
  const shell = process.platform === 'win32' && command === 'npm';
  const { code, output } = await runQuietly(command, args, { cwd: folder, shell });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${output.trim().split('\n').at(-1) ?? ''}`);
}

/** Continue publishes TypeScript; its cache is kept, on `node:sqlite` instead of the native module. */
async function bundleContinue(folder: string): Promise<void> {
  await run(folder, 'npm', 'pack', '--silent', '@continuedev/core@1.1.0');
  await run(folder, 'tar', 'xzf', 'continuedev-core-1.1.0.tgz');
  const sqlite = join(folder, 'sqlite.cjs');
  writeFileSync(
    sqlite,
    `const { DatabaseSync } = require('node:sqlite');
exports.Database = class {};
exports.open = async () => {
  const database = new DatabaseSync(':memory:');
  const having = (how) => async (sql, ...values) => database.prepare(sql)[how](...values.flat());
  return { run: having('run'), get: having('get'), all: having('all'), exec: async (sql) => database.exec(sql), close: async () => database.close() };
};
`,
  );
  await build({
    stdin: {
      contents:
        'export { CompletionProvider } from "./package/autocomplete/CompletionProvider"; export { default as OpenAI } from "./package/llm/llms/OpenAI";',
      resolveDir: folder,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: join(folder, 'continue.cjs'),
    loader: { '.node': 'empty' },
    alias: { sqlite, sqlite3: sqlite },
    nodePaths: [join(folder, 'node_modules')],
    logLevel: 'error',
  });
  // Parsers, grammars and tokenizers are looked for beside the bundle.
  cpSync(join(folder, 'node_modules/web-tree-sitter/tree-sitter.wasm'), join(folder, 'tree-sitter.wasm'));
  cpSync(join(folder, 'node_modules/tree-sitter-wasms/out'), join(folder, 'tree-sitter-wasms'), {
    recursive: true,
  });
  for (const file of readdirSync(join(folder, 'package/llm'))) {
    if (/\.mjs$|^llamaTokenizer\.js$/.test(file))
      cpSync(join(folder, 'package/llm', file), join(folder, file));
  }
}
