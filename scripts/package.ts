// `npm run package [-- --update]`: builds the VSIX, compares its files with the golden list and its sizes with their bounds.
// `--update` rewrites the golden list.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension } from './buildExtension.ts';
import { parseManifest } from './manifestSchema.ts';
import { checkNotices } from './notices.ts';
import { goldenList, listFaults, sizeRows } from './packageSizes.ts';
import { packVsix } from './vsix.ts';
import { zipEntries } from './zipEntries.ts';

const root = join(import.meta.dirname, '..');
const golden = join(root, 'test/fixtures/vsix-files.txt');

const built = await buildExtension(root);
const { name, version } = parseManifest(readFileSync(join(root, 'package.json'), 'utf8'));
const packagePath = join(root, `${name}-${version}.vsix`);
rmSync(packagePath, { force: true });
await packVsix(root, packagePath);

const files = zipEntries(readFileSync(packagePath)).sort();
if (process.argv.includes('--update')) {
  mkdirSync(join(root, 'test/fixtures'), { recursive: true });
  writeFileSync(golden, `${goldenList(files).join('\n')}\n`);
}
const rows = sizeRows(built, statSync(packagePath).size, files);
for (const { what, value, unit, bound, holds } of rows)
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}: ${value} ${unit} (bound ${bound})`);
const faults = [
  ...listFaults(files, readFileSync(golden, 'utf8').trim().split('\n')),
  ...(await checkNotices(root)),
  ...rows.filter((row) => !row.holds).map((row) => `${row.what} is over its bound.`),
];
for (const fault of faults) console.error(fault);
console.log(`${packagePath}: ${files.length} files`);
process.exitCode = faults.length > 0 ? 1 : 0;
