// `npm run bench` without ids takes every module of the folder: one that it cannot run would end the whole table.
import { strict as assert } from 'node:assert';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../bench');

describe('the benchmarks', () => {
  for (const file of globSync('*.bench.ts', { cwd: folder }).sort()) {
    it(`${file} has an id and can be run`, async () => {
      const bench: unknown = await import(join(folder, file));
      assert.ok(typeof bench === 'object' && bench !== null && 'id' in bench && 'run' in bench);
      assert.match(String(bench.id), /^[a-z]+(?:-[a-z]+)*$/);
      assert.equal(typeof bench.run, 'function');
    });
  }
});
