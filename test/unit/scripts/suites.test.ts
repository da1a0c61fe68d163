// The shares of a suite: together they are all of it, and none of it twice.
import { strict as assert } from 'node:assert';
import { existsSync, globSync } from 'node:fs';
import { join, sep } from 'node:path';
import { firstWalks, longest, planOf, root, secondWalks, timed } from '../../../scripts/suites.ts';

describe('the shares of a suite', () => {
  for (const suite of ['unit', 'webview', 'e2e'] as const)
    it(`of ${suite} hold each of its files once`, () => {
      const { shares, alone } = planOf(suite);
      const dealt = [...shares, ...alone].flatMap(({ args }) =>
        args.filter((arg) => arg.endsWith('.test.ts')),
      );
      const files = globSync(`test/${suite}/**/*.test.ts`, { cwd: root }).map((file) =>
        file.replaceAll(sep, '/'),
      );
      assert.deepEqual(dealt.toSorted(), files.toSorted());
    });

  it('name files that are there', () => {
    for (const file of [...longest, ...timed, ...firstWalks, ...secondWalks])
      assert.ok(existsSync(join(root, file)), file);
  });
});
