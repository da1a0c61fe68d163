// `npm run check [-- STEP …]`: everything that can be known about the code without running it, in under a minute.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './children.ts';
import { checkArrows } from './importArrows.ts';
import { checkLocalisation } from './localisation.ts';
import { checkManifest } from './manifestCheck.ts';
import { checkNotices } from './notices.ts';
import { checkPromises } from './promises.ts';
import { checkReadme } from './readmeSettings.ts';

const root = join(import.meta.dirname, '..');

/** A step answers with what is wrong, one finding a line; empty means it holds. */
type Step = () => Promise<readonly string[]> | readonly string[];

const steps: Readonly<Record<string, Step>> = {
  style: () => program('@biomejs/biome/bin/biome', 'ci', '--colors=off', '.'),
  types: () => types('.', ['src/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts']),
  'types-core': () => types('src/core', ['src/core/**/*.ts']),
  'types-webview': () => types('webview', ['webview/**/*.ts']),
  'types-test-webview': () => types('test/webview', ['test/webview/**/*.ts']),
  arrows: () => checkArrows(root),
  manifest: () => checkManifest(root),
  texts: () => checkLocalisation(root),
  readme: () => checkReadme(root),
  notices: () => checkNotices(root),
  promises: () => checkPromises(root),
  unused: () => program('knip/bin/knip.js', '--no-progress'),
};

/** Runs a program of node_modules on this Node; its output is the finding. */
async function program(file: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, output } = await runQuietly(process.execPath, [join(root, 'node_modules', file), ...args], {
    cwd: root,
  });
  return code === 0 ? [] : output.trimEnd().split('\n');
}

function types(project: string, sources: readonly string[]): Promise<readonly string[]> | readonly string[] {
  // tsc calls a project without files an error; a room that nobody has built yet is none.
  if (globSync([...sources], { cwd: root }).length === 0) return [];
  return program('typescript/bin/tsc', '-p', project);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; the steps are ${Object.keys(steps).join(', ')}.`);
  process.exit(2);
}

let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const startMs = performance.now();
  const findings = await step();
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  console.log(`${findings.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  for (const finding of findings) console.log(`     ${finding}`);
  if (findings.length > 0) failed++;
}
if (failed > 0) console.error(`${failed} of the checks failed.`);
process.exitCode = failed > 0 ? 1 : 0;
