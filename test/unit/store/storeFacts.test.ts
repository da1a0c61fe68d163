import { strict as assert } from 'node:assert';
import { day, exact, Place } from './storeFixture.ts';

describe('what a diagnosis is told of the store', () => {
  it('is its schema, its journal, and the latest failures by kind and trace id, latest first', async () => {
    const place = new Place();
    try {
      const store = await place.open();
      for (let n = 0; n < 14; n += 1)
        await store.ledger.settle(
          exact(`r${n}`, 5n, {
            startedMs: 1_000 + n,
            ...(n % 7 === 0 ? {} : { outcome: 'failed', failure: 'serverError', traceId: `ti_${n}` }),
          }),
        );
      const facts = store.facts(day);
      assert.ok(facts.ok);
      assert.ok(facts.value.schema >= 1);
      assert.match(facts.value.journal, /^(?:wal|delete)$/);
      assert.equal(facts.value.failures.length, 10);
      assert.deepEqual(facts.value.failures[0], {
        atMs: 1_013,
        purpose: 'chat',
        kind: 'serverError',
        traceId: 'ti_13',
      });
      const later = store.facts('2026-03-11');
      assert.deepEqual(later.ok && later.value.failures, []);
    } finally {
      place.remove();
    }
  });
});
