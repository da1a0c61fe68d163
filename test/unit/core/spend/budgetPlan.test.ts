import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { SpendSummary } from '../../../../src/core/ports.ts';
import {
  budgetStates,
  limitsInForce,
  proposedLimitPico,
  type RaisedLimits,
} from '../../../../src/core/spend/budgetPlan.ts';
import type { BudgetSettings } from '../../../../src/core/spend/budgetSettings.ts';
import { picoOf } from '../../../../src/core/spend/money.ts';

function units(amount: number): bigint {
  return picoOf(amount) ?? 0n;
}

const settings: BudgetSettings = {
  daily: new Map([['CNY', units(20)]]),
  monthly: new Map([['CNY', units(100)]]),
  completionDaily: new Map(),
  perMinute: new Map(),
};

function raised(limit: number, day = '2026-11-22', currency = 'CNY', over = 20): RaisedLimits {
  return { day, currency, window: 'day', limitPico: units(limit), overPico: units(over) };
}

function spent(amount: number): SpendSummary {
  const total = {
    currency: 'CNY',
    costPico: units(amount),
    lowPico: 0n,
    highPico: 0n,
    estimatedPico: 0n,
    requests: 1,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
  };
  return { totals: [total], unpricedRequests: 0, unpricedTokens: 0 };
}

describe('budgets in force', () => {
  it('hold a raise for its day and currency only', () => {
    const limits = (raise: RaisedLimits) => limitsInForce('CNY', settings, [raise], '2026-11-22').dailyPico;
    assert.equal(limits(raised(30)), units(30));
    assert.equal(limits(raised(30, '2026-11-21')), units(20));
    assert.equal(limits(raised(30, '2026-11-22', 'USD')), units(20));
  });

  it('are those of the setting once it was changed after the raise', () => {
    const raise = raised(30, '2026-11-22', 'CNY', 25);
    assert.equal(limitsInForce('CNY', settings, [raise], '2026-11-22').dailyPico, units(20));
  });

  it('are never lowered by a raise, and a raise makes no limit where none is set', () => {
    assert.equal(limitsInForce('CNY', settings, [raised(5)], '2026-11-22').dailyPico, units(20));
    const none: BudgetSettings = {
      daily: new Map(),
      monthly: new Map(),
      completionDaily: new Map(),
      perMinute: new Map(),
    };
    assert.deepEqual(limitsInForce('CNY', none, [raised(5)], '2026-11-22'), {});
  });

  it('do not turn yuan into dollars: another currency has the limits of its own setting', () => {
    assert.deepEqual(limitsInForce('USD', settings, [], '2026-11-22'), {});
    assert.deepEqual(limitsInForce(null, settings, [], '2026-11-22'), {});
  });

  it('name the worst first', () => {
    const limits = limitsInForce('CNY', settings, [], '2026-11-22');
    const levels = (day: number, month: number) =>
      budgetStates('CNY', limits, { day: spent(day), month: spent(month), completionDay: spent(0) }, 80).map(
        (state) => `${state.window} ${state.level}`,
      );
    assert.deepEqual(levels(1, 1), ['day fine', 'month fine']);
    assert.deepEqual(levels(17, 100), ['month reached', 'day warn']);
  });

  it('say nothing of what is gone while the ledger cannot say it', () => {
    const limits = limitsInForce('CNY', settings, [], '2026-11-22');
    const unknown = { totals: [], unpricedRequests: 0, unpricedTokens: 0, stale: true } as const;
    const states = budgetStates(
      'CNY',
      limits,
      { day: unknown, month: spent(50), completionDay: unknown },
      80,
    );
    assert.deepEqual(
      states.map(({ window }) => window),
      ['month'],
    );
  });

  it('are proposed with room for what was refused, in round figures', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 16n }),
        fc.bigInt({ min: 0n, max: 10n ** 16n }),
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        (limit, gone, needed) => {
          const proposed = proposedLimitPico(limit, gone, 0n, needed);
          assert.ok(proposed > limit && proposed >= gone + needed);
          assert.match(proposed.toString(), /^[125]0+$/);
        },
      ),
    );
  });
});
