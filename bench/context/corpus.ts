// The packages whose sources stand for a person's workspace, installed on demand at exact versions into the cache, and the
// language server that knows them.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runQuietly } from '../../scripts/children.ts';
import { installOnce } from '../../test/editor/lockedInstall.ts';
import { type Workspace, workspaceOf } from './places.ts';

const root = join(import.meta.dirname, '../..');

interface Source {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly folder: string;
  readonly endings: RegExp;
}

/** The ranking was made with those before `ajv` at hand; the others were looked at by nobody. */
const sources: readonly Source[] = [
  { name: 'rxjs', package: 'rxjs', version: '7.8.2', folder: 'src/internal', endings: /\.ts$/ },
  { name: 'mobx', package: 'mobx', version: '7.1.3', folder: 'src', endings: /\.ts$/ },
  { name: 'zod', package: 'zod', version: '4.6.7', folder: 'src', endings: /\.ts$/ },
  { name: 'fastify', package: 'fastify', version: '5.12.8', folder: 'lib', endings: /\.js$/ },
  { name: 'node-gyp', package: 'node-gyp', version: '13.1.0', folder: 'gyp/pylib', endings: /\.py$/ },
  { name: 'ajv', package: 'ajv', version: '8.17.1', folder: 'lib', endings: /\.ts$/ },
  { name: 'table', package: '@tanstack/table-core', version: '8.21.3', folder: 'src', endings: /\.ts$/ },
  { name: 'query', package: '@tanstack/query-core', version: '5.90.2', folder: 'src', endings: /\.ts$/ },
];

export const compilerVersion = '5.9.3';

/** Installs npm packages, `name@version` each, into a cache folder of their own, once. No script of theirs runs. */
export async function installed(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(root, '.cache', name);
  await installOnce(folder, packages.join(' '), async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const { code, output } = await runQuietly(
      'npm',
      ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', ...packages],
      { cwd: folder, shell: process.platform === 'win32' },
    );
    if (code !== 0) throw new Error(`cannot install ${packages.join(', ')}: ${output.slice(-400)}`);
  });
  return folder;
}

export interface Corpus {
  readonly workspaces: readonly Workspace[];
  /** For loading the TypeScript compiler. */
  readonly require: NodeJS.Require;
}

export async function corpus(): Promise<Corpus> {
  const folder = await installed('context-corpus', [
    ...sources.map((source) => `${source.package}@${source.version}`),
    `typescript@${compilerVersion}`,
  ]);
  const workspaces = sources.map((source) => {
    const at = join(folder, 'node_modules', source.package);
    if (!existsSync(join(at, source.folder))) throw new Error(`${source.package} ships no ${source.folder}`);
    return workspaceOf(source.name, at, source.folder, source.endings);
  });
  return { workspaces, require: createRequire(join(folder, 'package.json')) };
}
