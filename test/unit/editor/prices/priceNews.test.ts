import { strict as assert } from 'node:assert';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { ModelFacts, PriceRow } from '../../../../src/core/models/model.ts';
import { changeWords } from '../../../../src/core/models/priceChanges.ts';
import { PriceNews } from '../../../../src/editor/prices/priceNews.ts';
import { FakeMemory, ManualClock } from '../accountFakes.ts';

const row = (input: number, cached: number, output: number, more: Partial<PriceRow> = {}): PriceRow => ({
  id: 'r',
  currency: 'CNY',
  validFromMs: 0,
  checkedOn: '2026-10-10',
  confidence: 'high',
  source: 's',
  tiers: [{ inputMicro: input * 1e6, outputMicro: output * 1e6, cachedMicro: cached * 1e6 }],
  ...more,
});
const model = (id: string, ...prices: PriceRow[]): ModelFacts => ({ ...factsOf('cn', id), prices });

/** One machine: what is kept outlives the windows; `concerns` are the models used or chosen. */
function machine() {
  const memory = new FakeMemory();
  const clock = new ManualClock();
  let used: readonly string[] | null = ['a/used'];
  const window = async (models: readonly ModelFacts[], checkedOn: string) => {
    const news = new PriceNews({
      memory,
      clock,
      catalogue: () => ({ models, checkedOn }),
      concerns: () => {
        const known = used;
        return known && ((facts) => known.includes(facts.id));
      },
      onChange: () => undefined,
    });
    await news.start();
    return news;
  };
  return {
    memory,
    clock,
    window,
    uses: (ids: readonly string[] | null) => {
      used = ids;
    },
  };
}
const changed = (news: PriceNews) => news.changes.map(({ facts }) => facts.id);
const filled = (text: string, args: readonly (string | number)[] = []) =>
  text.replace(/\{(\d)\}/g, (_, at) => String(args[Number(at)]));

describe('news of prices', () => {
  const old = [model('a/used', row(4, 0.1, 6)), model('b/other', row(1, 1, 1))];
  const next = [model('a/used', row(4, 1, 6)), model('b/other', row(2, 2, 2))];

  it('tells nothing at first, then what changed in a new version, of used models only, until it was read', async () => {
    const { window } = machine();
    assert.deepEqual(changed(await window(old, '2026-07-01')), []);
    const news = await window(next, '2026-10-10');
    assert.deepEqual(changed(news), ['a/used']);
    // Not read yet: a window that opens later tells it too.
    assert.deepEqual(changed(await window(next, '2026-10-10')), ['a/used']);
    await news.dismiss();
    assert.deepEqual(changed(news), []);
    assert.deepEqual(changed(await window(next, '2026-10-10')), []);
  });

  it('is read in all windows once it was read in one', async () => {
    const { window } = machine();
    await window(old, '2026-07-01');
    const [one, two] = [await window(next, '2026-10-10'), await window(next, '2026-10-10')];
    await one.dismiss();
    assert.deepEqual(changed(two), []);
  });

  it('does not call a price new that had changed before the model was ever used', async () => {
    const { window, uses } = machine();
    await window(old, '2026-07-01');
    await window(next, '2026-10-10');
    uses(['b/other']);
    assert.deepEqual(changed(await window(next, '2026-10-10')), []);
  });

  it('is silent in a window that still runs an older version', async () => {
    const { window } = machine();
    await window(next, '2026-10-10');
    assert.deepEqual(changed(await window(old, '2026-07-01')), []);
    assert.deepEqual(changed(await window(next, '2026-10-10')), []);
  });

  it('tells a price that comes into force while the version stays', async () => {
    const { window, clock } = machine();
    const startsLater = [model('a/used', row(4, 1, 6), row(8, 2, 6, { validFromMs: 1_000 }))];
    await window(startsLater, '2026-10-10');
    await clock.advance(1_000);
    assert.deepEqual(changed(await window(startsLater, '2026-10-10')), ['a/used']);
  });

  it('takes no notice of a new date or source of the same price, nor of garbage in the memory', async () => {
    const { window, memory } = machine();
    await window(old, '2026-07-01');
    const same = [model('a/used', row(4, 0.1, 6, { checkedOn: '2026-11-01', source: 'new' }))];
    assert.deepEqual(changed(await window(same, '2026-11-01')), []);
    await memory.set('prices.told', '{"checkedOn":5');
    assert.deepEqual(changed(await window(next, '2026-10-10')), []);
  });

  it('keeps quiet, and keeps what was told, while the store cannot say what was used', async () => {
    const { window, uses } = machine();
    await window(old, '2026-07-01');
    uses(null);
    assert.deepEqual(changed(await window(next, '2026-10-10')), []);
    uses(['a/used']);
    assert.deepEqual(changed(await window(next, '2026-10-10')), ['a/used']);
  });

  it('is said in words, with the day of the site’s own zone', () => {
    const facts = factsOf('cn', 'deepseek-ai/DeepSeek-V4-Pro');
    const [before, now] = [facts.prices.at(-2), facts.prices.at(-1)];
    assert.ok(before && now);
    const words = (nowText: string, locale: string) =>
      changeWords({ facts, before, now } as never, Date.parse(nowText), locale).map(({ text, args }) =>
        filled(text, args),
      );
    assert.deepEqual(words('2026-11-22', 'en'), ['cached input ¥0.10 → ¥1.00', 'since August 3']);
    assert.equal(words('2027-01-02', 'en').at(-1), 'since August 3, 2026');
    assert.equal(words('2026-11-22', 'zh-CN').at(-1), 'since 8月3日');
  });

  it('says that a price goes by the hour now', () => {
    const facts = model('a/used', row(3, 0.3, 9));
    const windows = [{ fromMinute: 0, toMinute: 60, utcOffsetMinutes: 480, tiers: row(1, 1, 1).tiers }];
    const texts = (before: PriceRow, now: PriceRow) =>
      changeWords({ facts, before, now } as never, 0, 'en').map(({ text }) => text);
    assert.deepEqual(texts(row(3, 0.3, 9), row(3, 0.3, 9, { windows })), ['now by the time of day']);
    assert.deepEqual(texts(row(3, 0.3, 9, { windows }), row(3, 0.3, 9)), ['no longer by the time of day']);
  });
});
