import { strict as assert } from 'node:assert';
import { noRecordWords } from '../../../../src/core/outgoing/recordText.ts';

describe('a request without a record', () => {
  it('of a window that was killed says so, with what its reservation knew', () => {
    const { text, args } = noRecordWords(
      { outcome: 'lost', model: 'vendor/\u202emodel', host: 'api.siliconflow.cn', startedMs: 0 },
      'en',
    );
    assert.match(text, /its window ended before/);
    assert.equal(args?.length, 3);
    assert.ok(String(args[0]).includes('1970') || String(args[0]).includes('1969'));
    assert.ok(!String(args[1]).includes('\u202e'));
    assert.equal(args[2], 'api.siliconflow.cn');
  });

  it('is too old, or records are off, when its answer was booked or nobody knows it', () => {
    const booked = { outcome: 'done', model: 'm', host: 'h', startedMs: 0 } as const;
    for (const receipt of [booked, undefined]) assert.match(noRecordWords(receipt, 'en').text, /too old/);
  });
});
