import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { limitsFor, parseAmounts } from '../../../../src/core/spend/budgetSettings.ts';
import { costPico, formatMoney, parseCurrency, picoOf, unitsOf } from '../../../../src/core/spend/money.ts';

const cny = (pico: bigint, locale = 'en') => formatMoney({ currency: 'CNY', pico }, locale);
const unit = 1_000_000_000_000n;

describe('money', () => {
  it('prices tokens without rounding, also where floating point would', () => {
    // ¥0.1 per million is 100,000 micro-units: one token costs 1e-7 units.
    assert.equal(costPico(1, 100_000), 100_000n);
    assert.equal(costPico(9_007_199_254, 1_000_003), 9_007_226_275_597_762n);
  });

  it('shows two decimals from one upward, else two significant digits', () => {
    assert.equal(cny(0n), '¥0.00');
    assert.equal(cny(12n * unit + unit / 2n), '¥12.50');
    assert.equal(cny((35n * unit) / 100n), '¥0.35');
    assert.equal(cny((123n * unit) / 100_000n), '¥0.0012');
    assert.equal(cny(2_000_000n), '¥0.000002');
    assert.equal(cny(1n), '<¥0.000001');
    assert.equal(cny((9_999n * unit) / 10_000n), '¥1.00');
  });

  it('uses the narrow symbol of each currency in both languages', () => {
    assert.equal(formatMoney({ currency: 'USD', pico: 3n * unit }, 'zh-cn'), '$3.00');
    assert.equal(formatMoney({ currency: 'CNY', pico: 1234n * unit }, 'zh-cn'), '¥1,234.00');
    assert.equal(formatMoney({ currency: 'USD', pico: 3n * unit }, 'en'), '$3.00');
  });

  it('shows an amount even under a locale or currency that Intl refuses', () => {
    assert.equal(formatMoney({ currency: 'CNY', pico: unit }, 'not a locale'), '¥1.00');
    assert.match(formatMoney({ currency: 'gold coins', pico: unit }, 'en'), /1\.00/);
  });

  it('never shows a cost as zero', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 18n), fc.constantFrom('en', 'zh-cn', 'de', 'fr'), (pico, locale) => {
        assert.match(formatMoney({ currency: 'CNY', pico }, locale), /[1-9]/);
      }),
    );
  });

  it('takes a decimal to the nearest millionth, and refuses what is no amount', () => {
    assert.equal(picoOf(0.1), 100_000_000_000n);
    assert.equal(picoOf(0.30000000000000004), 300_000_000_000n);
    assert.equal(picoOf(0), 0n);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1, -1e-9, 2e12])
      assert.equal(picoOf(bad), null);
    assert.equal(unitsOf(1_500_000_000_000n), 1.5);
  });

  it('reads a currency code and nothing else', () => {
    assert.equal(parseCurrency(' cny '), 'CNY');
    for (const bad of ['', '¥', 'CNYX', 'CN', 3, null, 'ＣＮＹ']) assert.equal(parseCurrency(bad), null);
  });
});

describe('budget settings', () => {
  it('keep what is right and name what is wrong', () => {
    const parsed = parseAmounts('siliconflow.budget.daily', { CNY: 20, usd: 0.5, EUR: '3', '¥': 4, GBP: -1 });
    assert.deepEqual(
      [...parsed.byCurrency],
      [
        ['CNY', 20n * unit],
        ['USD', unit / 2n],
      ],
    );
    assert.equal(parsed.problems.length, 3);
  });

  it('hold the tighter one of a currency that is named twice', () => {
    for (const twice of [
      { cny: 5, CNY: 20 },
      { CNY: 20, cny: 5 },
    ])
      assert.equal(parseAmounts('x', twice).byCurrency.get('CNY'), 5n * unit);
    const over = parseAmounts('x', { CNY: 20 }, new Map([['CNY', 5n * unit]]));
    assert.equal(over.byCurrency.get('CNY'), 20n * unit, 'what is named takes the place of a default');
  });

  it('are none when absent, and a sentence when they are garbage', () => {
    assert.equal(parseAmounts('x', undefined).problems.length, 0);
    assert.equal(parseAmounts('x', {}).byCurrency.size, 0);
    for (const bad of [20, '20', [20], true]) assert.equal(parseAmounts('x', bad).problems.length, 1);
  });

  it('never turn a limit in one currency into one in another', () => {
    const daily = parseAmounts('x', { CNY: 20 }).byCurrency;
    const settings = { daily, monthly: new Map(), completionDaily: new Map(), perMinute: new Map() };
    assert.deepEqual(limitsFor('CNY', settings), { dailyPico: 20n * unit });
    assert.deepEqual(limitsFor('USD', settings), {});
    assert.deepEqual(limitsFor(null, settings), {});
  });

  it('a limit of zero is a limit', () => {
    const daily = parseAmounts('x', { CNY: 0 }).byCurrency;
    assert.deepEqual(
      limitsFor('CNY', { daily, monthly: new Map(), completionDaily: new Map(), perMinute: new Map() }),
      {
        dailyPico: 0n,
      },
    );
  });
});
