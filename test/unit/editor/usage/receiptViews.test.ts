// A receipt in the list of the usage page says in the person's words what went wrong.
import { strict as assert } from 'node:assert';
import { failureKinds } from '../../../../src/core/failure.ts';
import type { Receipt } from '../../../../src/core/spend/receipt.ts';
import { receiptViews } from '../../../../src/editor/usage/usageView.ts';
import { exact } from '../../store/storeFixture.ts';

const context = { say: ({ text }: { text: string }) => `«${text}»`, locale: 'en', nowMs: 0 };

function failureOf(receipt: Receipt): string | undefined {
  const place = { day: '2026-11-22', number: '1' };
  return receiptViews({ receipts: [{ place, receipt }], next: null }, context)[0]?.failure;
}

describe('a receipt in the list', () => {
  it('tells every kind of failure in words', () => {
    for (const failure of failureKinds)
      assert.match(failureOf(exact('r', 1n, { failure })) ?? '', /^«[A-Za-z ]+»$/);
    assert.equal(failureOf(exact('r', 1n)), undefined);
  });

  it('tells a kind that a newer version wrote as it is', () => {
    const newer: Receipt = { ...exact('r', 1n), ...JSON.parse('{"failure": "moonfall"}') };
    assert.equal(failureOf(newer), 'moonfall');
  });
});
