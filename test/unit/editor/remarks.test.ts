import { strict as assert } from 'node:assert';
import type { Sentence } from '../../../src/core/sentence.ts';
import { ledgerFailure } from '../../../src/core/spend/ledgerTrouble.ts';
import { StoreRemark } from '../../../src/editor/remarks.ts';

const say = ({ text, args = [] }: Sentence): string =>
  text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)]));

describe('what is said of the store', () => {
  it('is one line about a file that was set aside, with its path behind it, until it is taken away', () => {
    let asidePath = '/data/ledger.damaged-1.db';
    const remark = new StoreRemark(() => ({ as: 'setAside', asidePath }), say);
    const banner = remark.banner();
    assert.ok((banner?.message.length ?? 100) < 60);
    assert.ok(!banner?.message.includes(asidePath));
    assert.ok(banner?.detail?.includes(asidePath));
    assert.deepEqual(
      banner?.actions.map(({ id }) => id),
      ['dismissBanner'],
    );
    assert.equal(remark.dismiss(), true);
    assert.equal(remark.banner(), null);
    assert.equal(remark.dismiss(), false);
    asidePath = '/data/ledger.damaged-2.db';
    assert.ok(remark.banner(), 'another file is another matter');
  });

  it('is nothing when all is well, and stays while nothing can be booked', () => {
    assert.equal(new StoreRemark(() => ({ as: 'existing' }), say).banner(), null);
    const locked = new StoreRemark(() => ledgerFailure('locked'), say);
    assert.equal(locked.dismiss(), false);
    assert.equal(locked.banner()?.level, 'error');
  });
});
