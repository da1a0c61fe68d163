// `sizes`: what the built files and the package weigh.
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension } from '../scripts/buildExtension.ts';
import { runQuietly } from '../scripts/children.ts';
import { sizeRows } from '../scripts/packageSizes.ts';
import { zipEntries } from '../scripts/zipEntries.ts';
import type { Measured } from './row.ts';

const root = join(import.meta.dirname, '..');

export const id = 'sizes';

export async function run(): Promise<readonly Measured[]> {
  const { code, output } = await runQuietly(process.execPath, [join(root, 'scripts/package.ts')], {
    cwd: root,
  });
  const [vsix, ...others] = globSync('*.vsix', { cwd: root });
  if (vsix === undefined || others.length > 0)
    throw new Error(`npm run package ended with ${code}:\n${output}`);
  const built = await buildExtension(root);
  const path = join(root, vsix);
  return sizeRows(built, statSync(path).size, zipEntries(readFileSync(path))).map((row) => ({
    ...row,
    id,
    bound: `≤ ${row.bound}`,
  }));
}
