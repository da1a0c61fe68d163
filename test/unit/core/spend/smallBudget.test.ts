import { strict as assert } from 'node:assert';
import { listed } from '../../../../src/core/models/catalogue.ts';
import { decide } from '../../../../src/core/spend/budget.ts';
import { boundOf } from '../../../../src/core/spend/cost.ts';

/** An ordinary question as the chat asks it: two thousand tokens with its instructions, the longest answer, thinking too. */
const promptTokens = 2_000;
const asked = { outputTokens: 8_192 + 32_768, floorOutputTokens: 1_024 };

describe('a small budget', () => {
  for (const [site, currency, leftPico, shown] of [
    ['cn', 'CNY', 50_000_000_000n, '¥0.05'],
    ['global', 'USD', 20_000_000_000n, '$0.02'],
  ] as const)
    it(`with ${shown} left still lets every model of ${site} answer an ordinary question`, () => {
      const nowMs = Date.parse('2026-11-22T12:00:00Z');
      const models = listed(site, currency).filter(
        ({ type, status, prices }) => type === 'chat' && status !== 'retired' && prices.length > 0,
      );
      assert.ok(models.length > 20);
      for (const { id, prices } of models) {
        const bound = boundOf(prices, nowMs, 30 * 60_000, promptTokens);
        const room = { window: 'day', limitPico: leftPico, spentPico: 0n, reservedPico: 0n } as const;
        const decision = decide({ ...bound, ...asked }, [room]);
        assert.ok(decision.kind === 'admitted' && decision.outputTokens >= 1_024, id);
      }
    });
});
