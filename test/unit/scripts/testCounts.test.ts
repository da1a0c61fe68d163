// The closing line of the tests: it cannot say "0 failed" when something did not run.
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedFiles, failuresOf, readCounts, sumUp, withRepeated } from '../../../scripts/testCounts.ts';

const ofFile = (passes: number, failures = 0) => ({ passes, failures, pending: 0 });
const counts = (passes: number, failures = 0) => ({
  ...ofFile(passes, failures),
  files: { 'one.test.ts': ofFile(passes, failures) },
  failed: Array.from({ length: failures }, (_, at) => ({ title: `test ${at}`, reason: 'no\n  reason' })),
});

describe('the sum of the suites', () => {
  it('adds passes and failures', () => {
    const { passed, failed } = sumUp([
      { suite: 'a', exitCode: 0, counts: counts(3) },
      { suite: 'b', exitCode: 1, counts: counts(4, 2) },
    ]);
    assert.deepEqual([passed, failed], [7, 2]);
  });

  it('counts a suite that ran no test as a failure', () => {
    assert.equal(sumUp([{ suite: 'a', exitCode: 0, counts: counts(0) }]).failed, 1);
  });

  it('counts a suite that died as a failure', () => {
    assert.equal(sumUp([{ suite: 'a', exitCode: 137, counts: undefined }]).failed, 1);
  });

  it('counts an error after the last test as a failure', () => {
    assert.equal(sumUp([{ suite: 'a', exitCode: 7, counts: counts(5) }]).failed, 1);
  });

  it('takes the second result of a file that was run once more, and leaves the others alone', () => {
    const first = {
      ...ofFile(5, 3),
      files: { 'a.test.ts': ofFile(2, 1), 'b.test.ts': ofFile(3, 0), 'c.test.ts': ofFile(0, 2) },
      failed: [{ title: 'first', reason: 'a' }],
    };
    assert.deepEqual(failedFiles(first), ['a.test.ts', 'c.test.ts']);
    const again = {
      ...ofFile(4, 2),
      files: { 'a.test.ts': ofFile(4, 0), 'c.test.ts': ofFile(0, 2) },
      failed: [{ title: 'second', reason: 'b' }],
    };
    const both = withRepeated(first, again);
    assert.deepEqual([both.passes, both.failures], [7, 2]);
    assert.deepEqual(failedFiles(both), ['c.test.ts']);
    assert.deepEqual(
      both.failed.map(({ title }) => title),
      ['first', 'second'],
    );
  });

  it('names each failure with its reason on one line', () => {
    assert.deepEqual(failuresOf([{ suite: 'a', exitCode: 1, counts: counts(1, 2) }]), [
      'failed in a: test 0: no reason',
      'failed in a: test 1: no reason',
    ]);
  });

  it('reads no counts from a file that is missing or cut', () => {
    const folder = mkdtempSync(join(tmpdir(), 'counts-'));
    try {
      const file = join(folder, 'counts.json');
      assert.equal(readCounts(file), undefined);
      writeFileSync(file, '{"passes":1,"fail');
      assert.equal(readCounts(file), undefined);
      writeFileSync(file, JSON.stringify(counts(1)));
      assert.deepEqual(readCounts(file), counts(1));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
