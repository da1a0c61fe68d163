import { strict as assert } from 'node:assert';
import { customPlace, officialPlaces } from '../../../../src/core/account/place.ts';
import type { Result } from '../../../../src/core/failure.ts';
import { joinWithLive } from '../../../../src/core/models/catalogue.ts';
import type { RepriceOrder, RepriceReport } from '../../../../src/core/spend/reprice.ts';
import { outcome, setPrice } from '../../../../src/editor/prices/setPrice.ts';
import { ManualClock, ScriptedDialogs } from '../accountFakes.ts';

const done: Result<RepriceReport> = {
  ok: true,
  value: { priced: 12, costPico: 34_000_000_000n, estimatedPico: 0n, left: 0 },
};

function setUp(more: { setting?: unknown; report?: Result<RepriceReport>; currency?: string | null } = {}) {
  const dialogs = new ScriptedDialogs();
  const written: unknown[] = [];
  const orders: RepriceOrder[] = [];
  const custom = customPlace('http://127.0.0.1:9/v1', more.currency ?? null);
  assert.ok(custom.ok);
  const place = 'currency' in more ? custom.place : officialPlaces.cn;
  const models = joinWithLive(place.site, ['Qwen/Qwen3-8B', 'new-lab/Model-9'], [], place.currency);
  const run = (id?: string) =>
    setPrice(
      {
        clock: new ManualClock(),
        dialogs,
        place: () => place,
        models: () => models,
        facts: (wanted) => models.find(({ facts }) => facts.id === wanted)?.facts ?? null,
        readSetting: () => more.setting,
        writeSetting: async (value) => void written.push(value),
        reprice: async (order) => {
          orders.push(order);
          return more.report ?? done;
        },
        locale: () => 'en',
      },
      id,
    );
  return { dialogs, written, orders, run };
}
const told = (dialogs: ScriptedDialogs): string[] =>
  dialogs.told.flatMap(({ lines }) =>
    lines.map(({ text, args = [] }) => text.replace(/\{(\d)\}/g, (_, at) => String(args[Number(at)]))),
  );

describe('setting the price of a model', () => {
  it('writes the setting, prices that model’s receipts, and says what they cost now', async () => {
    const { dialogs, written, orders, run } = setUp({ setting: { other: { name: 'Kept' } } });
    dialogs.answers = ['2', '0,5', '8'];
    await run('new-lab/Model-9');
    const prices = { currency: 'CNY', input: 2, output: 8, cached: 0.5 };
    assert.deepEqual(written, [{ other: { name: 'Kept' }, 'new-lab/Model-9': { prices } }]);
    const [order] = orders;
    assert.deepEqual([order?.site, order?.model, order?.host], ['cn', 'new-lab/Model-9', null]);
    assert.deepEqual(order?.price.tiers, [
      { inputMicro: 2_000_000, outputMicro: 8_000_000, cachedMicro: 500_000 },
    ]);
    assert.deepEqual(told(dialogs), [
      '12 receipts now cost ¥0.034.',
      'They keep this price, also when you change or remove it later.',
    ]);
  });

  it('offers models without a price first when none is named', async () => {
    const { dialogs, written, run } = setUp();
    dialogs.choices = ['new-lab/Model-9'];
    dialogs.answers = ['1', '', '1'];
    await run();
    assert.deepEqual(
      dialogs.chosenFrom[0]?.choices.map(({ id }) => id),
      ['new-lab/Model-9', 'Qwen/Qwen3-8B'],
    );
    assert.deepEqual(written, [{ 'new-lab/Model-9': { prices: { currency: 'CNY', input: 1, output: 1 } } }]);
  });

  it('judges what is typed while it is typed, and begins with the price that is known', async () => {
    const { dialogs, run } = setUp();
    dialogs.answers = ['1', '', '1'];
    await run('Qwen/Qwen3-8B');
    const [input, cached, output] = dialogs.asked;
    assert.deepEqual([input?.value, cached?.value, output?.value], ['0', '', '0']);
    assert.equal(input?.judge('x')?.blocks, true);
    assert.equal(input?.judge('')?.blocks, true);
    assert.equal(input?.judge('0.5'), null);
    assert.equal(cached?.judge(''), null);
  });

  it('changes nothing when any question is closed', async () => {
    for (const answers of [[], ['2'], ['2', '']]) {
      const { dialogs, written, orders, run } = setUp();
      dialogs.answers = [...answers];
      await run('new-lab/Model-9');
      assert.deepEqual([written, orders, dialogs.told], [[], [], []]);
    }
  });

  it('loses nothing of a setting that has a mistake: it says which, and leads there', async () => {
    for (const setting of [[1], { 'new-lab/Model-9': { contextwindow: 5 } }]) {
      const { dialogs, written, orders, run } = setUp({ setting });
      dialogs.answers = ['2', '', '8'];
      dialogs.clicks = ['openSettings'];
      await run('new-lab/Model-9');
      assert.deepEqual([written, orders], [[], []]);
      assert.deepEqual(dialogs.opened, ['settings:siliconflow.models']);
    }
  });

  it('asks an own address for its currency where none is set, and prices receipts of that host only', async () => {
    const { dialogs, written, orders, run } = setUp({ currency: null });
    dialogs.answers = ['usd', '2', '', '8'];
    await run('new-lab/Model-9');
    assert.deepEqual(written, [{ 'new-lab/Model-9': { prices: { currency: 'USD', input: 2, output: 8 } } }]);
    assert.equal(orders[0]?.host, '127.0.0.1:9');
    assert.equal(dialogs.asked[0]?.judge('yuan')?.blocks, true);
  });

  it('says that earlier receipts could not be priced, and how to try again', async () => {
    const failure = { kind: 'ledger', detail: '', sent: false } as const;
    const { dialogs, written, run } = setUp({ report: { ok: false, failure } });
    dialogs.answers = ['2', '', '8'];
    await run('new-lab/Model-9');
    assert.equal(written.length, 1);
    assert.match(told(dialogs).join(' '), /could not be priced now/);
  });

  it('says one receipt as one, marks estimates, and names what stays unknown', () => {
    const price = {
      id: 'p',
      currency: 'USD',
      validFromMs: 0,
      checkedOn: '2026-11-22',
      confidence: 'high' as const,
      source: 's',
      tiers: [],
    };
    const words = (report: RepriceReport | null) => outcome('M', price, report, 'en').map(({ args }) => args);
    assert.deepEqual(words({ priced: 1, costPico: 2n * 10n ** 12n, estimatedPico: 1n, left: 3 }), [
      ['≈$2.00'],
      [3],
      undefined,
    ]);
    assert.deepEqual(words(null), [['M']]);
    assert.deepEqual(words({ priced: 0, costPico: 0n, estimatedPico: 0n, left: 0 }), [['M']]);
  });
});
