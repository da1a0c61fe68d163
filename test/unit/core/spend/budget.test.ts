import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import {
  type Ask,
  type BudgetRoom,
  boundPico,
  budgetLevel,
  decide,
  leftPico,
  limitsThatApply,
} from '../../../../src/core/spend/budget.ts';
import { budgetDays, budgetMonths, isDay } from '../../../../src/core/spend/calendar.ts';
import { spendFigures } from '../../../../src/core/spend/summary.ts';

const ask: Ask = {
  promptPico: 1_000n,
  picoPerOutputToken: 10n,
  outputTokens: 8_192,
  floorOutputTokens: 1_024,
};
const room = (left: bigint, window: BudgetRoom['window'] = 'day'): BudgetRoom => ({
  window,
  limitPico: 1_000_000n,
  spentPico: 900_000n - left,
  reservedPico: 100_000n,
});

describe('a budget', () => {
  it('lets a request pass whole when it fits every room, or when there is none', () => {
    assert.deepEqual(decide(ask, []), { kind: 'admitted', outputTokens: 8_192 });
    assert.deepEqual(decide(ask, [room(1_000n + 81_920n)]), { kind: 'admitted', outputTokens: 8_192 });
  });

  it('shortens the answer to what fits and names the budget that did it', () => {
    assert.deepEqual(decide(ask, [room(50_000n, 'month'), room(21_000n)]), {
      kind: 'admitted',
      outputTokens: 2_000,
      limitedBy: 'day',
    });
  });

  it('answers down to the floor and refuses below it, saying what it may cost', () => {
    assert.equal(decide(ask, [room(11_240n)]).kind, 'admitted');
    assert.deepEqual(decide(ask, [room(11_239n)]), {
      kind: 'refused',
      window: 'day',
      limitPico: 1_000_000n,
      spentPico: 888_761n,
      reservedPico: 100_000n,
      neededPico: 11_240n,
    });
  });

  it('refuses by the tightest room, so that raising it helps', () => {
    const decision = decide(ask, [room(5_000n), room(-1n, 'month')]);
    assert.equal(decision.kind === 'refused' && decision.window, 'month');
  });

  it('gives completions all or nothing', () => {
    const completion: Ask = { ...ask, outputTokens: 256, floorOutputTokens: 256 };
    assert.deepEqual(decide(completion, [room(3_560n)]), { kind: 'admitted', outputTokens: 256 });
    assert.equal(decide(completion, [room(3_559n)]).kind, 'refused');
  });

  it('lets what costs nothing pass, also when overdrawn', () => {
    const free: Ask = { ...ask, promptPico: 0n, picoPerOutputToken: 0n };
    assert.deepEqual(decide(free, [room(-5n)]), { kind: 'admitted', outputTokens: 8_192 });
  });

  it('a budget of zero lets nothing pass that costs something', () => {
    const none: BudgetRoom = { window: 'day', limitPico: 0n, spentPico: 0n, reservedPico: 0n };
    assert.equal(decide(ask, [none]).kind, 'refused');
  });

  it('never admits more than any room holds, and never less than could be', () => {
    const pico = fc.bigInt(0n, 10n ** 9n);
    const rooms = fc.array(
      fc.record({
        window: fc.constantFrom<BudgetRoom['window']>('day', 'month', 'completionDay'),
        limitPico: pico,
        spentPico: pico,
        reservedPico: pico,
      }),
      { minLength: 1, maxLength: 3 },
    );
    const asks = fc.record({
      promptPico: fc.bigInt(0n, 10n ** 8n),
      picoPerOutputToken: fc.bigInt(0n, 10n ** 5n),
      outputTokens: fc.integer({ min: 1, max: 20_000 }),
      floorOutputTokens: fc.constantFrom(1, 256, 1_024),
    });
    fc.assert(
      fc.property(asks, rooms, (asked, open) => {
        const fits = (tokens: number) =>
          boundPico(asked, tokens) === 0n || open.every((one) => boundPico(asked, tokens) <= leftPico(one));
        const decision = decide(asked, open);
        if (decision.kind === 'refused') {
          assert.ok(!fits(Math.min(asked.floorOutputTokens, asked.outputTokens)));
        } else {
          assert.ok(fits(decision.outputTokens));
          assert.ok(decision.outputTokens === asked.outputTokens || !fits(decision.outputTokens + 1));
        }
      }),
    );
  });

  it('of completions binds completions only', () => {
    const limits = { dailyPico: 5n, completionDailyPico: 1n };
    assert.deepEqual(limitsThatApply('chat', limits), [{ window: 'day', limitPico: 5n }]);
    assert.equal(limitsThatApply('completion', limits).length, 2);
  });

  it('warns at its percentage and is reached at its limit', () => {
    const spent = (spentPico: bigint): BudgetRoom => ({
      window: 'day',
      limitPico: 100n,
      spentPico,
      reservedPico: 0n,
    });
    assert.equal(budgetLevel(spent(79n), 80), 'fine');
    assert.equal(budgetLevel(spent(80n), 80), 'warn');
    assert.equal(budgetLevel(spent(100n), 80), 'reached');
    assert.equal(budgetLevel(spent(99n), 1_000), 'fine');
  });
});

describe('budget days', () => {
  it('reach ahead, so that a clock set back opens no fresh budget, across month and year ends', () => {
    assert.deepEqual(budgetDays('2026-01-31'), ['2026-01-31', '2026-03-03']);
    assert.deepEqual(budgetDays('2027-12-31'), ['2027-12-31', '2028-01-31']);
    assert.deepEqual(budgetMonths('2026-12-15'), ['2026-12', '2027-01']);
    assert.deepEqual(budgetMonths('2026-01-31'), ['2026-01', '2026-02']);
  });

  it('are real days in ASCII digits', () => {
    for (const good of ['2026-02-28', '2028-02-29', '2038-01-19']) assert.ok(isDay(good), good);
    for (const bad of ['2026-02-29', '2026-13-01', '٢٠٢٦-٠١-٠١', '2026-1-1', '', '2026-01-01T'])
      assert.ok(!isDay(bad), bad);
  });
});

describe('the figures of the status bar', () => {
  const total = (currency: string, costPico: bigint, estimatedPico: bigint, highPico = costPico) => ({
    currency,
    costPico,
    lowPico: 0n,
    highPico,
    estimatedPico,
    requests: 1,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
  });

  it('are approximate only beyond one per cent of estimates', () => {
    const approximate = (cost: bigint, estimated: bigint, high?: bigint) =>
      spendFigures({ totals: [total('CNY', cost, estimated, high)], unpricedRequests: 0, unpricedTokens: 0 })
        .figures[0]?.approximate;
    assert.equal(approximate(10_000n, 100n), false);
    assert.equal(approximate(10_000n, 101n), true);
    assert.equal(approximate(0n, 0n), false);
    assert.equal(approximate(0n, 0n, 5n), true);
  });

  it("stand apart by currency, the site's own always among them, and tell of missing prices", () => {
    const sums = { totals: [total('USD', 2n, 0n)], unpricedRequests: 1, unpricedTokens: 10 };
    const shown = spendFigures(sums, 'CNY');
    assert.deepEqual(
      shown.figures.map((figure) => figure.amount),
      [
        { currency: 'CNY', pico: 0n },
        { currency: 'USD', pico: 2n },
      ],
    );
    assert.equal(shown.hasUnknown, true);
    const stale = spendFigures({ ...sums, stale: true }, 'CNY');
    assert.deepEqual(stale.figures, [{ amount: { currency: 'USD', pico: 2n }, approximate: true }]);
  });
});
