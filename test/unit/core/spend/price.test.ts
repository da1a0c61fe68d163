import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { PriceRow, PriceTier, PriceWindow } from '../../../../src/core/models/model.ts';
import { boundOf, costOf } from '../../../../src/core/spend/cost.ts';
import { dearestPrice, isOld, priceRowAt, tierFor, tiersAt } from '../../../../src/core/spend/price.ts';

const hourMs = 3_600_000;
const at = (text: string) => Date.parse(text);

function row(over: Partial<PriceRow> = {}): PriceRow {
  return {
    id: 'r',
    currency: 'CNY',
    validFromMs: at('2026-01-01T00:00:00Z'),
    checkedOn: '2026-01-01',
    confidence: 'high',
    source: 'test',
    tiers: [{ inputMicro: 3_000_000, outputMicro: 9_000_000, cachedMicro: 300_000 }],
    ...over,
  };
}

/** DeepSeek-V4-Flash: half price from 02:00 to 08:00 Beijing time. */
const night: PriceWindow = {
  fromMinute: 120,
  toMinute: 480,
  utcOffsetMinutes: 480,
  tiers: [{ inputMicro: 1_500_000, outputMicro: 4_500_000, cachedMicro: 150_000 }],
};

describe('the price in force', () => {
  it('is that of the newest row that has begun, in whatever order rows are listed', () => {
    const old = row({ id: 'old' });
    const next = row({ id: 'next', validFromMs: at('2026-08-03T00:00:00Z') });
    for (const rows of [
      [old, next],
      [next, old],
    ]) {
      assert.equal(priceRowAt(rows, at('2026-08-02T23:59:59.999Z'))?.id, 'old');
      assert.equal(priceRowAt(rows, at('2026-08-03T00:00:00Z'))?.id, 'next');
    }
    assert.equal(priceRowAt([], 0), null);
  });

  it('is the earliest row when the clock lies before all of them, so that a wrong clock escapes no budget', () => {
    assert.equal(priceRowAt([row({ id: 'only' })], 0)?.id, 'only');
  });

  it('follows a daily window by the zone of the schedule, start inclusive, end exclusive', () => {
    const scheduled = row({ windows: [night] });
    const input = (text: string) => tiersAt(scheduled, at(text))[0]?.inputMicro;
    assert.equal(input('2026-09-01T17:59:59Z'), 3_000_000); // 01:59 in Beijing
    assert.equal(input('2026-09-01T18:00:00Z'), 1_500_000); // 02:00
    assert.equal(input('2026-09-01T23:59:59Z'), 1_500_000); // 07:59
    assert.equal(input('2026-09-02T00:00:00Z'), 3_000_000); // 08:00
  });

  it('follows a window across midnight', () => {
    const late = row({ windows: [{ ...night, fromMinute: 1_320, toMinute: 60, utcOffsetMinutes: 0 }] });
    const input = (text: string) => tiersAt(late, at(text))[0]?.inputMicro;
    assert.equal(input('2026-09-01T21:59:00Z'), 3_000_000);
    assert.equal(input('2026-09-01T22:00:00Z'), 1_500_000);
    assert.equal(input('2026-09-02T00:59:00Z'), 1_500_000);
    assert.equal(input('2026-09-02T01:00:00Z'), 3_000_000);
  });

  it('holds before 1970 and in zones west of Greenwich', () => {
    const west = row({ windows: [{ ...night, utcOffsetMinutes: -300 }] });
    assert.equal(tiersAt(west, at('1969-12-31T08:00:00Z'))[0]?.inputMicro, 1_500_000); // 03:00 local
  });

  it('goes by the tier of the prompt length, the bound included, the last tier beyond it', () => {
    const tiers: PriceTier[] = [
      { inputMicro: 8, outputMicro: 28 },
      { upToPromptTokens: 31_999, inputMicro: 6, outputMicro: 24 },
    ];
    assert.equal(tierFor(tiers, 31_999)?.inputMicro, 6);
    assert.equal(tierFor(tiers, 32_000)?.inputMicro, 8);
    assert.equal(tierFor([{ upToPromptTokens: 10, inputMicro: 1, outputMicro: 1 }], 11)?.inputMicro, 1);
    assert.equal(tierFor([], 1), null);
  });

  it('is old after thirty days, and when nobody can read its date', () => {
    const price = row({ checkedOn: '2026-01-01' });
    assert.equal(isOld(price, at('2026-01-31T00:00:00Z')), false);
    assert.equal(isOld(price, at('2026-01-31T00:00:01Z')), true);
    assert.equal(isOld(row({ checkedOn: 'soon' }), 0), true);
  });
});

describe('the dearest price in reach', () => {
  it('sees the dear hours that begin while a cheap request may still run', () => {
    const scheduled = [row({ windows: [night] })];
    const cheapHour = at('2026-09-01T23:30:00Z'); // 07:30 in Beijing
    assert.equal(dearestPrice(scheduled, cheapHour, cheapHour + hourMs / 4, 1)?.outputMicro, 4_500_000);
    assert.equal(dearestPrice(scheduled, cheapHour, cheapHour + hourMs, 1)?.outputMicro, 9_000_000);
  });

  it('sees a price row that begins on the way', () => {
    const rows = [
      row(),
      row({ validFromMs: at('2026-08-03T00:00:00Z'), tiers: [{ inputMicro: 5e6, outputMicro: 1 }] }),
    ];
    const before = at('2026-08-02T23:59:00Z');
    assert.deepEqual(dearestPrice(rows, before, before + hourMs, 1), {
      currency: 'CNY',
      inputMicro: 5_000_000,
      outputMicro: 9_000_000,
    });
  });

  it('is none when no price is known, or another currency begins on the way', () => {
    assert.equal(dearestPrice([], 0, 1, 1), null);
    const rows = [row(), row({ validFromMs: at('2026-08-03T00:00:00Z'), currency: 'USD' })];
    assert.equal(dearestPrice(rows, at('2026-08-02T23:59:00Z'), at('2026-08-03T00:01:00Z'), 1), null);
    assert.deepEqual(boundOf([], 0, 1, 1_000), { currency: null, promptPico: 0n, picoPerOutputToken: 0n });
  });

  it('bounds the cost of every usage at every moment in reach', () => {
    const micro = fc.integer({ min: 0, max: 100_000_000 });
    const tier = fc.record(
      {
        upToPromptTokens: fc.integer({ min: 1, max: 300_000 }),
        inputMicro: micro,
        outputMicro: micro,
        cachedMicro: micro,
      },
      { requiredKeys: ['inputMicro', 'outputMicro'] },
    );
    const tiers = fc.array(tier, { minLength: 1, maxLength: 4 });
    const minute = fc.integer({ min: 0, max: 1_439 });
    const window = fc.record({
      fromMinute: minute,
      toMinute: minute,
      utcOffsetMinutes: fc.integer({ min: -720, max: 840 }),
      tiers,
    });
    const startMs = at('2026-03-01T00:00:00Z');
    const priceRow = fc
      .record({
        tiers,
        windows: fc.array(window, { maxLength: 3 }),
        laterMs: fc.integer({ min: 0, max: 72 * hourMs }),
      })
      .map(({ laterMs, ...rest }) => row({ ...rest, validFromMs: startMs - 24 * hourMs + laterMs }));
    fc.assert(
      fc.property(
        fc.array(priceRow, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 48 * hourMs }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 400_000 }),
        fc.integer({ min: 0, max: 400_000 }),
        fc.integer({ min: 0, max: 20_000 }),
        (rows, longestMs, part, maxPrompt, prompt, completionTokens) => {
          const promptTokens = Math.min(prompt, maxPrompt);
          const bound = boundOf(rows, startMs, longestMs, maxPrompt);
          const thenMs = startMs + Math.floor(part * longestMs);
          const then = priceRowAt(rows, thenMs);
          assert.ok(then !== null && bound.currency === 'CNY');
          const usage = {
            promptTokens,
            cachedTokens: promptTokens >> 1,
            completionTokens,
            reasoningTokens: 0,
          };
          const cost = costOf(usage, then, thenMs);
          assert.ok(cost !== null);
          assert.ok(cost <= bound.promptPico + BigInt(completionTokens) * bound.picoPerOutputToken);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the cost of a usage', () => {
  const usage = (promptTokens: number, cachedTokens: number, completionTokens: number) => ({
    promptTokens,
    cachedTokens,
    completionTokens,
    reasoningTokens: 0,
  });

  it('takes cached tokens as part of the prompt, at their own price', () => {
    // 600 × ¥3 + 400 × ¥0.3 + 100 × ¥9, each per million = ¥0.00282
    assert.equal(costOf(usage(1_000, 400, 100), row(), at('2026-02-01T00:00:00Z')), 2_820_000_000n);
  });

  it('takes the full input price where no cache price was published', () => {
    const noCache = row({ tiers: [{ inputMicro: 3_000_000, outputMicro: 9_000_000 }] });
    assert.equal(costOf(usage(1_000, 400, 0), noCache, 0), costOf(usage(1_000, 0, 0), noCache, 0));
  });

  it('never credits more cached tokens than the prompt has', () => {
    assert.equal(costOf(usage(10, 1_000, 0), row(), 0), 3_000_000n);
  });

  it('does not add reasoning tokens, which are inside the completion tokens', () => {
    const thought = { ...usage(0, 0, 100), reasoningTokens: 90 };
    assert.equal(costOf(thought, row(), 0), 900_000_000n);
  });

  it('is unknown without tiers', () => {
    assert.equal(costOf(usage(1, 0, 1), row({ tiers: [] }), 0), null);
  });

  it('equals a sum made token by token in decimal text', () => {
    // The independent formula: prices as decimal strings per million, summed in units of 1e-12 by long multiplication.
    const digits = fc.integer({ min: 0, max: 999_999_999 });
    fc.assert(
      fc.property(
        digits,
        digits,
        digits,
        fc.nat(200_000),
        fc.nat(200_000),
        fc.nat(30_000),
        (i, c, o, p, cached, out) => {
          fc.pre(cached <= p);
          const price = row({ tiers: [{ inputMicro: i, outputMicro: o, cachedMicro: c }] });
          assert.equal(
            costOf(usage(p, cached, out), price, 0),
            decimalCost([
              [p - cached, i],
              [cached, c],
              [out, o],
            ]),
          );
        },
      ),
    );
  });
});

/** Long multiplication on decimal digits, digit by digit; shares nothing with the code under test. */
function decimalCost(parts: readonly (readonly [number, number])[]): bigint {
  const sum: number[] = new Array(40).fill(0);
  for (const [tokens, micro] of parts) {
    const a = [...String(tokens)].reverse().map(Number);
    const b = [...String(micro)].reverse().map(Number);
    a.forEach((x, i) => {
      b.forEach((y, j) => {
        sum[i + j] = (sum[i + j] ?? 0) + x * y;
      });
    });
  }
  for (let k = 0; k < sum.length - 1; k += 1) {
    const digit = sum[k] ?? 0;
    sum[k + 1] = (sum[k + 1] ?? 0) + Math.floor(digit / 10);
    sum[k] = digit % 10;
  }
  return BigInt(sum.reverse().join(''));
}
