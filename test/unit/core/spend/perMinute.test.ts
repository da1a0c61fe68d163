import { strict as assert } from 'node:assert';
import { listed } from '../../../../src/core/models/catalogue.ts';
import { boundOf } from '../../../../src/core/spend/cost.ts';
import { defaultPerMinute, waitMsFor } from '../../../../src/core/spend/perMinute.ts';

describe('the limit per minute', () => {
  it('leaves room, unless set, for three questions with much context to the dearest model of each site', () => {
    const nowMs = Date.parse('2026-11-22T12:00:00Z');
    for (const [site, currency] of [
      ['cn', 'CNY'],
      ['global', 'USD'],
    ] as const) {
      const models = listed(site, currency).filter(
        ({ type, status }) => type === 'chat' && status !== 'retired',
      );
      const questions = models.map(({ id, prices }) => {
        const { promptPico, picoPerOutputToken } = boundOf(prices, nowMs, 30 * 60_000, 40_000);
        return { id, pico: promptPico + picoPerOutputToken * BigInt(8_192 + 32_768) };
      });
      const dearest = questions.toSorted((a, b) => Number(b.pico - a.pico))[0];
      assert.ok(dearest);
      const limit = defaultPerMinute.get(currency) ?? 0n;
      assert.ok(dearest.pico * 3n <= limit, `three of ${dearest.id}: ${dearest.pico * 3n} of ${limit}`);
      // A loop is stopped within a few requests more.
      assert.ok(dearest.pico * 5n > limit, `five of ${dearest.id}: ${dearest.pico * 5n} of ${limit}`);
    }
  });

  it('knows how long until enough has stopped counting, in whatever order it was given', () => {
    const passing = [
      { inMs: 40_000, pico: 5n },
      { inMs: 10_000, pico: 3n },
    ];
    assert.equal(waitMsFor(3n, passing), 10_000);
    assert.equal(waitMsFor(4n, passing), 40_000);
    assert.equal(waitMsFor(9n, passing), null);
  });
});
