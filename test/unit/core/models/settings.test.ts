import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { ModelFacts, SiteId } from '../../../../src/core/models/model.ts';
import { parseOverrides, withOverrides } from '../../../../src/core/models/overrides.ts';
import { typedPrice, withOwnPrice } from '../../../../src/core/models/ownPrice.ts';
import { checkBaseUrl, checkCurrency, endpointOf } from '../../../../src/core/models/sites.ts';

const day = '2026-11-22';

describe('the setting siliconflow.models', () => {
  it('lays a person’s figures over the catalogue', () => {
    const { byId, problems } = parseOverrides({
      'Qwen/Qwen3-8B': {
        name: 'Small one',
        contextWindow: 32_000,
        maxTokens: 4_000,
        reasoning: false,
        input: ['text', 'image'],
        prices: { currency: 'CNY', input: 0.06, output: 0.07, cached: 0.01 },
      },
    });
    assert.deepEqual(problems, []);
    const facts = withOverrides(factsOf('cn', 'Qwen/Qwen3-8B'), byId.get('Qwen/Qwen3-8B'), day, null);
    assert.deepEqual(
      [facts.name, facts.windowTokens, facts.maxOutputTokens, facts.reasoning, facts.vision],
      ['Small one', 32_000, 4_000, 'no', 'yes'],
    );
    assert.equal(facts.prices.length, 1);
    assert.deepEqual(facts.prices[0]?.tiers, [
      { inputMicro: 60_000, outputMicro: 70_000, cachedMicro: 10_000 },
    ]);
    assert.equal(facts.prices[0]?.currency, 'CNY');
  });

  const overrides: readonly (readonly [string, object, Partial<ModelFacts>])[] = [
    ['name', { name: 'Mine' }, { name: 'Mine' }],
    ['window', { contextWindow: 9_000 }, { windowTokens: 9_000 }],
    ['longest answer', { maxTokens: 900 }, { maxOutputTokens: 900 }],
    ['thinking', { reasoning: false }, { reasoning: 'no' }],
    ['thinking it has', { reasoning: true }, { reasoning: 'yes' }],
    ['eyes', { input: ['text', 'image'] }, { vision: 'yes' }],
    ['lack of eyes', { input: ['text'] }, { vision: 'no' }],
  ];
  for (const [what, entry, expected] of overrides) {
    it(`overrides the ${what} alone`, () => {
      const facts = factsOf('cn', 'zai-org/GLM-4.5V');
      const { byId, problems } = parseOverrides({ [facts.id]: entry });
      assert.deepEqual(problems, []);
      assert.deepEqual(withOverrides(facts, byId.get(facts.id), day, 'CNY'), { ...facts, ...expected });
    });
  }

  it('overrides a price for the site that charges in its currency, and keeps the other site’s', () => {
    const id = 'deepseek-ai/DeepSeek-V3.2';
    const inputOf = (prices: unknown, site: SiteId, currency: string | null = null) => {
      const { byId } = parseOverrides({ [id]: { prices } });
      const [row] = withOverrides(factsOf(site, id, currency), byId.get(id), day, currency).prices;
      return row && [row.currency, row.tiers[0]?.inputMicro];
    };
    const yuan = { currency: 'CNY', input: 7, output: 8 };
    const dollars = { currency: 'USD', input: 1, output: 2 };
    const [catalogue] = factsOf('global', id).prices;
    assert.deepEqual(inputOf(yuan, 'cn'), ['CNY', 7_000_000]);
    assert.deepEqual(inputOf(yuan, 'global'), ['USD', catalogue?.tiers[0]?.inputMicro]);
    assert.deepEqual(inputOf([yuan, dollars], 'global'), ['USD', 1_000_000]);
    assert.deepEqual(inputOf([yuan, dollars], 'custom', 'USD'), ['USD', 1_000_000]);
    // Nobody said what the gateway charges in: the price says it.
    assert.deepEqual(inputOf(dollars, 'custom'), ['USD', 1_000_000]);
  });

  it('leaves facts alone that it does not speak of', () => {
    const facts = factsOf('cn', 'Qwen/Qwen3-8B');
    assert.deepEqual(withOverrides(facts, undefined, day, null), facts);
    assert.deepEqual(withOverrides(facts, {}, day, null), facts);
  });

  it('names a bad entry and uses the others', () => {
    const price = { currency: 'CNY', input: 1, output: 1 };
    const { byId, problems } = parseOverrides({
      good: { maxTokens: 1 },
      bad: { prices: { currency: 'CNY', input: -1, output: 1 } },
      worse: 'x',
      odd: { contextwindow: 5 },
      twice: { prices: [price, price] },
      colour: { input: ['smell'] },
    });
    assert.deepEqual([...byId.keys()], ['good']);
    assert.deepEqual(
      problems.map(({ args }) => args?.slice(0, 2)),
      [
        ['bad', 'prices.input'],
        ['worse', ''],
        ['odd', 'contextwindow'],
        ['twice', 'prices'],
        ['colour', 'input.0'],
      ],
    );
  });

  it('survives any setting at all', () => {
    fc.assert(fc.property(fc.anything(), (setting) => void parseOverrides(setting)));
    assert.equal(parseOverrides([1]).problems.length, 1);
    assert.equal(parseOverrides(undefined).problems.length, 0);
  });
});

describe('a price that a person enters', () => {
  it('is read with a point or a comma, and refused with the reason', () => {
    for (const [typed, units] of [
      ['4', 4],
      [' 0,35 ', 0.35],
      ['.5', 0.5],
      ['2.', 2],
      ['0', 0],
      ['0.000001', 0.000001],
      ['1000000', 1_000_000],
    ] as const) {
      assert.deepEqual(typedPrice(typed), { ok: true, units });
    }
    for (const typed of ['', '-1', '1e3', '¥4', '4 USD', '1,000,000', 'NaN', '0.0000001', '1000001', '٤']) {
      const read = typedPrice(typed);
      assert.ok(!read.ok && read.why.text !== '', typed);
    }
    // One and a quarter to one person, more than a thousand to another: neither is guessed.
    for (const typed of ['1,234', ' 12,500 ', '¥1,000', '１，２３４']) {
      const read = typedPrice(typed);
      assert.ok(!read.ok && read.why.text.startsWith('Enter {0} or {1}'), typed);
    }
    const asked = typedPrice('1,234');
    assert.deepEqual(!asked.ok && asked.why.args, ['1234', '1.234']);
    assert.deepEqual(typedPrice('0,125'), { ok: true, units: 0.125 });
  });

  const prices = { currency: 'CNY', input: 2, output: 8 };

  it('is added to the setting and changes nothing else there, good or bad', () => {
    const setting = {
      other: 'garbage',
      'a/b': { contextWindow: 9_000, prices: { currency: 'CNY', input: 1, output: 1 } },
    };
    const before = structuredClone(setting);
    assert.deepEqual(withOwnPrice(setting, 'a/b', prices), {
      ok: true,
      value: { other: 'garbage', 'a/b': { contextWindow: 9_000, prices } },
    });
    assert.deepEqual(setting, before);
    assert.deepEqual(withOwnPrice(undefined, 'a/b', prices), { ok: true, value: { 'a/b': { prices } } });
  });

  it('stands beside the price in another currency', () => {
    const dollars = { currency: 'USD', input: 1, output: 1 };
    assert.deepEqual(withOwnPrice({ 'a/b': { prices: dollars } }, 'a/b', prices), {
      ok: true,
      value: { 'a/b': { prices: [dollars, prices] } },
    });
  });

  it('is refused where a mistake in the setting would keep it from being used', () => {
    for (const setting of [[1], 'text', 5, { 'a/b': 'text' }, { 'a/b': { contextwindow: 5 } }]) {
      const changed = withOwnPrice(setting, 'a/b', prices);
      assert.ok(!changed.ok && changed.why.text !== '', JSON.stringify(setting));
    }
  });

  it('is used whenever it was taken, whatever else the setting holds', () => {
    fc.assert(
      fc.property(fc.anything(), (entry) => {
        const changed = withOwnPrice({ 'a/b': entry }, 'a/b', prices);
        if (!changed.ok) return;
        const used = parseOverrides(changed.value).byId.get('a/b')?.prices;
        assert.deepEqual(
          used?.find((one) => one.currency === 'CNY'),
          prices,
        );
      }),
    );
  });
});

describe('the address of a custom site', () => {
  const accepted: readonly (readonly [string, string])[] = [
    ['https://gateway.example.org/v1', 'https://gateway.example.org/v1'],
    [' https://Gateway.example.org/api/v1// ', 'https://gateway.example.org/api/v1'],
    ['https://gateway.example.org', 'https://gateway.example.org/v1'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['http://localhost:1/', 'http://localhost:1/v1'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1'],
    ['http://127.1/v1', 'http://127.0.0.1/v1'],
  ];
  const refused = [
    '',
    'nonsense',
    'ftp://host/v1',
    'http://gateway.example.org/v1',
    'http://127.0.0.1.evil.org/v1',
    'http://localhost.evil.org/v1',
    'http://0.0.0.0/v1',
    'https://user:pw@host/v1',
    'https://host/v1?key=1',
    'https://host/v1#x',
    'https://host/v1/chat',
    'https://host/v1/chat/completions',
    'javascript:alert(1)',
    'file:///etc/v1',
    'http://10.0.0.1/v1',
    'https:// host/v1',
  ];

  it('is https, or http on this machine, ends in /v1 and carries nothing else', () => {
    for (const [given, baseUrl] of accepted) {
      const checked = checkBaseUrl(given);
      assert.ok(checked.ok, given);
      assert.equal(checked.value.baseUrl, baseUrl);
    }
    for (const given of refused) {
      const checked = checkBaseUrl(given);
      assert.ok(!checked.ok && checked.reason.text !== '', given);
    }
  });

  it('is checked for any text without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void checkBaseUrl(text)));
  });

  it('has the currency that was set, or none', () => {
    assert.deepEqual(checkCurrency(' cny '), { ok: true, value: 'CNY' });
    assert.deepEqual(checkCurrency(''), { ok: true, value: null });
    assert.equal(checkCurrency('yuan').ok, false);
    const endpoint = endpointOf('custom', 'http://127.0.0.1:8080', 'CNY');
    assert.ok(endpoint.ok);
    assert.deepEqual([endpoint.value.host, endpoint.value.currency], ['127.0.0.1:8080', 'CNY']);
    assert.equal(endpoint.value.defaults.vision, 'zai-org/GLM-4.5V');
    assert.equal(endpointOf('custom', 'http://host/v1', '').ok, false);
    const global = endpointOf('global', 'ignored', 'ignored');
    assert.ok(global.ok && global.value.currency === 'USD');
  });
});
