// Wall clocks that jump: what was booked stays on its day, budgets stay spent, and no reservation outlives its window.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { leaseMs } from '../../../src/core/spend/booking.ts';
import { formatMoney } from '../../../src/core/spend/money.ts';
import { checkFile } from '../../../src/store/check.ts';
import { exportPages } from '../../../src/store/exportRows.ts';
import { ask, costOn, day, estimated, exact, Place } from './storeFixture.ts';

const hourMs = 3_600_000;
const startMs = Date.parse('2026-03-10T12:00:00Z');
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

describe('a clock that jumps', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('back over midnight takes nothing out of the day that shows a request, also when it settles late', async () => {
    const store = await place.open();
    await store.ledger.admit(ask('a', { windowId: 'asleep' }), {});
    await store.ledger.renew('w1', startMs + leaseMs + 1);
    assert.equal(costOn(store, { day }), 1_000n);
    await store.ledger.settle(estimated('a', 900n, 1_100n, 1_200n, { day: '2026-03-09' }));
    await store.ledger.settle(exact('a', 1_150n, { day: '2026-02-28' }));
    assert.equal(costOn(store, { day }), 1_150n);
    assert.equal(costOn(store, { day: '2026-03-09' }) + costOn(store, { day: '2026-02-28' }), 0n);
    assert.ok(checkFile(place.file).sumsAgree);
  });

  it('to and fro, by hours or by years, never makes a day less, adds no currencies, and leaves no reservation', async () => {
    const jump = fc.constantFrom(0, 1, -1, 2, 24, -24, -30 * 24, 31 * 24, 366 * 24, -366 * 24, 20 * 366 * 24);
    const step = fc.record({
      jumpHours: jump,
      currency: fc.constantFrom('CNY', 'USD'),
      window: fc.constantFrom('w1', 'w2'),
      pico: fc.bigInt(0n, 2_000n),
      fate: fc.constantFrom('settled', 'settled', 'dead', 'late'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const place = new Place();
        try {
          const stores = { w1: await place.open(), w2: await place.open({ windowId: 'w2' }) };
          let nowMs = startMs;
          const shown = new Map<string, bigint>();
          const late: { id: string; pico: bigint; currency: string }[] = [];
          for (const [n, { jumpHours, currency, window, pico, fate }] of steps.entries()) {
            nowMs += jumpHours * hourMs;
            const { ledger } = stores[window === 'w1' ? 'w1' : 'w2'];
            const request = ask(`r${n}`, {
              nowMs,
              day: dayOf(nowMs),
              windowId: fate === 'dead' ? 'dead' : window,
              currency,
            });
            assert.equal((await ledger.admit(request, {})).kind, 'admitted');
            const receipt = exact(`r${n}`, pico, { day: dayOf(nowMs), currency });
            if (fate === 'settled') await ledger.settle(receipt);
            if (fate === 'late') late.push({ id: `r${n}`, pico, currency });
            // Every sum shown so far, by currency: only a late settle of an estimate may lower one.
            for (const one of [...shown.keys(), `${dayOf(nowMs)} ${currency}`]) {
              const [on = '', of = ''] = one.split(' ');
              const cost = costOn(stores.w1, { day: on }, of);
              assert.ok(cost >= (shown.get(one) ?? 0n), one);
              shown.set(one, cost);
            }
          }
          for (const { id, pico, currency } of late)
            await stores.w2.ledger.settle(exact(id, pico, { day: dayOf(nowMs), currency }));
          await stores.w1.ledger.renew('w1', nowMs + 3 * leaseMs);
          const receipts = [
            ...exportPages(place.file, { fromDay: '1970-01-01', toDay: '9999-12-31' }),
          ].flat();
          assert.equal(receipts.length, steps.length, 'each has its receipt, none is reserved for ever');
          for (const currency of ['CNY', 'USD']) {
            const mine = receipts.filter((receipt) => receipt.currency === currency);
            const sum = mine.reduce((all, { costPico }) => all + (costPico ?? 0n), 0n);
            assert.equal(costOn(stores.w2, {}, currency), sum);
          }
          const room = stores.w1.ledger.rooms('CNY', 'chat', dayOf(nowMs), { dailyPico: 1n });
          const uncertain = receipts
            .filter((receipt) => receipt.currency === 'CNY' && receipt.outcome === 'lost')
            .reduce((all, { costPico, highPico }) => all + (highPico ?? 0n) - (costPico ?? 0n), 0n);
          assert.ok(room.ok && (room.value[0]?.reservedPico ?? 0n) <= uncertain);
          assert.ok(checkFile(place.file).sumsAgree);
        } finally {
          place.remove();
        }
      }),
      { numRuns: 20 },
    );
  });

  it('shows the same amount in every locale, whatever its digits', () => {
    for (const locale of [
      'ar-EG',
      'fa-IR',
      'th-TH-u-ca-buddhist',
      'th-TH-u-nu-thai',
      'zh-CN',
      'hi-IN-u-nu-deva',
    ]) {
      const digits = [
        ...new Intl.NumberFormat(locale, { useGrouping: false }).format(9_876_543_210),
      ].reverse();
      const text = formatMoney({ currency: 'CNY', pico: 12_340_000_000_000n }, locale);
      const plain = [...text].map((one) => (digits.includes(one) ? digits.indexOf(one) : one)).join('');
      assert.match(plain.replace('٫', '.'), /12[.,]34/, `${locale}: ${text}`);
    }
  });
});
