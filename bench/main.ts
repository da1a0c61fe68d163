// `npm run bench [-- ID … [--option VALUE …]]`: measures, prints a table, writes bench/results.json.
import { globSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { stopAllChildren } from '../scripts/children.ts';
import type { Bench, Measured, Row } from './row.ts';

const words = process.argv.slice(2);
const firstOption = words.findIndex((word) => word.startsWith('--'));
const ids = firstOption < 0 ? words : words.slice(0, firstOption);
const options = firstOption < 0 ? [] : words.slice(firstOption);

const benches: Bench[] = [];
for (const file of globSync('*.bench.ts', { cwd: import.meta.dirname }).sort()) {
  const bench: Bench = await import(join(import.meta.dirname, file));
  benches.push(bench);
}
const unknown = ids.filter((id) => !benches.some((bench) => bench.id === id));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}; there are ${benches.map((bench) => bench.id).join(', ')}.`,
  );
  process.exit(2);
}

const date = new Date().toISOString();
const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, ${platform()} ${arch()}, Node ${process.versions.node}`;
const rows: Row[] = [];
let broken = 0;
for (const bench of benches) {
  if (ids.length > 0 && !ids.includes(bench.id)) continue;
  try {
    const measured = await bench.run(options);
    rows.push(...measured.map((row) => ({ ...row, date, machine })));
    for (const row of measured) print(row);
  } catch (error) {
    broken++;
    console.error(`FAIL ${bench.id}: ${error instanceof Error ? error.message : error}`);
  }
}
await stopAllChildren();
writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(rows, null, 2)}\n`);
console.log(`\n${machine}\n${rows.length} rows in bench/results.json`);
process.exitCode = broken > 0 || rows.some((row) => !row.holds) ? 1 : 0;

function print({ id, what, value, unit, bound, holds, beside }: Measured): void {
  const number = `${value} ${unit}`.padStart(14);
  const reference = beside === undefined ? '' : `   beside: ${beside}`;
  console.log(
    `${holds ? 'ok  ' : 'FAIL'} ${id.padEnd(16)}${what.padEnd(44)}${number}   ${bound}${reference}`,
  );
}
