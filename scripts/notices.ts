// THIRD-PARTY-NOTICES.txt: the licence of every package whose code is inside dist/, generated from what is bundled.
// `node scripts/notices.ts` rewrites the file; `npm run check` says when it is out of date.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { buildExtension } from './buildExtension.ts';

const noticesFile = 'THIRD-PARTY-NOTICES.txt';
const packageSchema = v.looseObject({
  name: v.string(),
  version: v.string(),
  license: v.optional(v.string(), ''),
  homepage: v.optional(v.string()),
});

/** Packages that ship without being imported: their files are copied into what users get. */
const copied: readonly string[] = [];

/** The names of the packages that the built bundles contain, from esbuild's list of inputs. */
export function bundledPackages(inputs: readonly string[]): string[] {
  const names = inputs.flatMap((path) => {
    const inside = path.replaceAll('\\', '/').split('node_modules/').slice(1).at(-1);
    const match = /^(@[^/]+\/[^/]+|[^/]+)/.exec(inside ?? '');
    return match?.[1] === undefined ? [] : [match[1]];
  });
  return [...new Set([...names, ...copied])].sort();
}

/** The text of the notices for what the bundles were built from. Throws when a package states no licence. */
export function noticesText(root: string, inputs: readonly string[]): string {
  const entries = bundledPackages(inputs).map((name) => entryOf(root, name));
  const head = 'This extension contains code of the following packages, each under its own licence.\n';
  return [head, ...entries].join(`\n${'-'.repeat(78)}\n\n`);
}

function entryOf(root: string, name: string): string {
  const folder = join(root, 'node_modules', name);
  const { version, license, homepage } = v.parse(
    packageSchema,
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  if (license === '') throw new Error(`${name} states no licence.`);
  const texts = globSync('{LICEN[CS]E,licen[cs]e,NOTICE,COPYING}{,.*,-*}', { cwd: folder }).sort();
  const body = texts.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  if (body.length === 0) body.push(`(The package carries no licence text; it states ${license}.)`);
  return `${name} ${version} (${license})\n${homepage === undefined ? '' : `${homepage}\n`}\n${body.join('\n\n')}\n`;
}

/** Builds, and compares the file with what it should be. */
export async function checkNotices(root: string): Promise<string[]> {
  const { inputs } = await buildExtension(root);
  const path = join(root, noticesFile);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return current === noticesText(root, inputs)
    ? []
    : [`${noticesFile} is out of date: run "npm run notices".`];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..');
  const { inputs } = await buildExtension(root);
  writeFileSync(join(root, noticesFile), noticesText(root, inputs));
}
