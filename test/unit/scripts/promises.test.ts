import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { checkPromises, promiseFindings } from '../../../scripts/promises.ts';

const promised = (tests: string): string =>
  `# Security\n\n## What we promise\n\nHow to read it.\n\n### The key\n\nIt stays here.\n\n${tests}\n\n## What we cannot\n\nAll.\n`;
const read = (path: string): string | null => (path === 'test/a.test.ts' ? "it('stays', …)" : null);

describe('the promises of SECURITY.md', () => {
  it('hold in this repository', () => {
    assert.deepEqual(checkPromises(join(import.meta.dirname, '../../..')), []);
  });

  it('are fine with a test that is there', () => {
    assert.deepEqual(promiseFindings(promised('- `test/a.test.ts`: “stays”'), read), []);
  });

  it('are found out without a test, with a file that is gone, with another title, and when there are none', () => {
    for (const tests of [
      '',
      'Believe it.',
      '- `test/b.test.ts`: “stays”',
      '- `test/a.test.ts`: “goes”',
      '- see code',
    ])
      assert.notDeepEqual(promiseFindings(promised(tests), read), [], tests);
    assert.notDeepEqual(promiseFindings('# Security\n', read), []);
  });
});
