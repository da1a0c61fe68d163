import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import { parseOverrides, withOverrides } from '../../../../src/core/models/overrides.ts';
import { checkBaseUrl, checkCurrency, endpointOf } from '../../../../src/core/models/sites.ts';

describe('the setting siliconflow.models', () => {
  it('lays a person’s figures over the catalogue', () => {
    const { byId, problems } = parseOverrides({
      'Qwen/Qwen3-8B': {
        name: 'Small one',
        contextWindow: 32_000,
        maxTokens: 4_000,
        reasoning: false,
        input: ['text', 'image'],
        prices: { currency: 'USD', input: 0.06, output: 0.07, cached: 0.01 },
      },
    });
    assert.deepEqual(problems, []);
    const facts = withOverrides(factsOf('cn', 'Qwen/Qwen3-8B'), byId.get('Qwen/Qwen3-8B'), '2026-11-22');
    assert.deepEqual(
      [facts.name, facts.windowTokens, facts.maxOutputTokens, facts.reasoning, facts.vision],
      ['Small one', 32_000, 4_000, 'no', 'yes'],
    );
    assert.equal(facts.prices.length, 1);
    assert.deepEqual(facts.prices[0]?.tiers, [
      { inputMicro: 60_000, outputMicro: 70_000, cachedMicro: 10_000 },
    ]);
    assert.equal(facts.prices[0]?.currency, 'USD');
  });

  it('leaves facts alone that it does not speak of', () => {
    const facts = factsOf('cn', 'Qwen/Qwen3-8B');
    assert.deepEqual(withOverrides(facts, undefined, '2026-11-22'), facts);
    assert.deepEqual(withOverrides(facts, {}, '2026-11-22'), facts);
  });

  it('names a bad entry and uses the others', () => {
    const { byId, problems } = parseOverrides({
      good: { maxTokens: 1 },
      bad: { prices: { currency: 'CNY', input: -1, output: 1 } },
      worse: 'x',
      odd: { contextwindow: 5 },
    });
    assert.deepEqual([...byId.keys()], ['good']);
    assert.deepEqual(
      problems.map(({ args }) => args?.slice(0, 2)),
      [
        ['bad', 'prices.input'],
        ['worse', ''],
        ['odd', 'contextwindow'],
      ],
    );
  });

  it('survives any setting at all', () => {
    fc.assert(fc.property(fc.anything(), (setting) => void parseOverrides(setting)));
    assert.equal(parseOverrides([1]).problems.length, 1);
    assert.equal(parseOverrides(undefined).problems.length, 0);
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
