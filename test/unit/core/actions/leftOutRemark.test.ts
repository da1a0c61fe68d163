import { strict as assert } from 'node:assert';
import { leftOutRemark } from '../../../../src/core/actions/leftOutRemark.ts';

describe('the remark on a chip of changes', () => {
  it('counts the files that are left out and those that are cut, and names none', () => {
    const leftOut = [{ path: 'config/secrets.json' }, { path: 'package-lock.json' }];
    const cut = ['src/long.ts'];
    assert.deepEqual(leftOutRemark({ leftOut, cut })?.args, [2, 1]);
    assert.deepEqual(leftOutRemark({ leftOut, cut: [] })?.args, [2]);
    assert.match(leftOutRemark({ leftOut, cut: [] })?.text ?? '', /left out/);
    assert.match(leftOutRemark({ leftOut: [], cut })?.text ?? '', /only the beginning/);
    assert.ok(!JSON.stringify(leftOutRemark({ leftOut, cut })).includes('secrets'));
  });

  it('is none where everything is attached', () => {
    assert.equal(leftOutRemark({ leftOut: [], cut: [] }), undefined);
  });
});
