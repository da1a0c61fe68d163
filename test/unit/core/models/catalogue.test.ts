import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { catalogueOf, differences, readSource, render } from '../../../../scripts/catalogue.ts';
import { factsOf, joinWithLive, listed, wholeCatalogue } from '../../../../src/core/models/catalogue.ts';
import { packCatalogue, unpackCatalogue } from '../../../../src/core/models/packedCatalogue.ts';
import { priceText } from '../../../../src/core/models/priceText.ts';
import { officialSites } from '../../../../src/core/models/sites.ts';
import { priceRowAt, tiersAt } from '../../../../src/core/spend/price.ts';

const sourceText = readFileSync(new URL('../../../../catalogue/models.source.json', import.meta.url), 'utf8');
const generatedText = readFileSync(
  new URL('../../../../src/core/models/catalogue.generated.ts', import.meta.url),
  'utf8',
);
const at = (moment: string): number => Date.parse(moment);

describe('the shipped catalogue', () => {
  it('is what its source generates, and small', () => {
    assert.equal(generatedText, render(catalogueOf(readSource(sourceText))));
    assert.ok(generatedText.length < 16_000);
  });

  it('loses no fact on its way through the bundle', () => {
    const stated = catalogueOf(readSource(sourceText));
    assert.deepEqual(wholeCatalogue().checkedOn, stated.checkedOn);
    for (const site of ['cn', 'global'])
      assert.deepEqual(
        wholeCatalogue().models.filter((facts) => facts.site === site),
        stated.models.filter((facts) => facts.site === site),
      );
  });

  it('says where its text is not the catalogue', () => {
    const text = packCatalogue(wholeCatalogue());
    const line = 'zai-org/GLM-5.3||clnyy?n|1048576||high max|||@3=6 28';
    assert.ok(text.includes(line));
    for (const wrong of [
      'xlnyy?n|1048576',
      'clnyy?n|many',
      'clnyy?n|1||high|||@99=6 28',
      'clnyy?n|1||high|||@3=6',
    ])
      assert.throws(
        () => unpackCatalogue(text.replace(line, `zai-org/GLM-5.3||${wrong}`)),
        /catalogue|origin/,
      );
  });

  it('is refused with a reason when the source contradicts itself', () => {
    const broken = (change: (model: Record<string, unknown>) => void): string => {
      const source = JSON.parse(sourceText);
      change(source.models.find((model: { id: string }) => model.id === 'zai-org/GLM-4.6V'));
      return JSON.stringify(source);
    };
    assert.throws(
      () => readSource(broken((model) => delete model.retiredOn)),
      /zai-org\/GLM-4.6V: "retiredOn"/,
    );
    assert.throws(
      () => readSource(broken((model) => Object.assign(model, { replacedBy: 'no/such' }))),
      /no\/such/,
    );
    assert.throws(
      () => readSource(broken((model) => Object.assign(model, { id: 'Qwen/Qwen3-8B' }))),
      /twice/,
    );
    assert.throws(() => readSource(broken((model) => Object.assign(model, { vison: true }))), /vison/);
  });

  it('names what changed from one version to the next', () => {
    const [one, two] = [factsOf('cn', 'Qwen/Qwen3-8B'), factsOf('cn', 'Qwen/Qwen3-14B')];
    assert.deepEqual(differences([one, two], [{ ...one, windowTokens: 1 }, factsOf('global', one.id)]), [
      '~ cn Qwen/Qwen3-8B windowTokens: 131072 -> 1',
      '+ global Qwen/Qwen3-8B',
      '- cn Qwen/Qwen3-14B',
    ]);
  });

  it('holds every default model, with a price and the ability it is chosen for', () => {
    for (const { id: site, defaults, currency } of Object.values(officialSites)) {
      for (const id of Object.values(defaults)) {
        const facts = factsOf(site, id);
        assert.equal(facts.status, 'listed', id);
        assert.equal(priceRowAt(facts.prices, at('2026-11-22'))?.currency, currency, id);
      }
      assert.equal(factsOf(site, defaults.vision).vision, 'yes');
    }
  });

  it('prices DeepSeek-V4-Flash by the hour of Beijing since September, and flat before', () => {
    const { prices } = factsOf('cn', 'deepseek-ai/DeepSeek-V4-Flash');
    const inputAt = (moment: string): number | undefined => {
      const row = priceRowAt(prices, at(moment));
      return row === null ? undefined : tiersAt(row, at(moment))[0]?.inputMicro;
    };
    assert.equal(inputAt('2026-08-31T15:59:59Z'), 1_000_000);
    assert.equal(inputAt('2026-08-31T16:00:00Z'), 3_000_000);
    assert.equal(inputAt('2026-11-21T17:59:59Z'), 3_000_000);
    assert.equal(inputAt('2026-11-21T18:00:00Z'), 1_500_000);
    assert.equal(inputAt('2026-11-22T00:00:00Z'), 3_000_000);
  });

  it('keeps the tenfold cache price of DeepSeek-V4-Pro apart from the one before it', () => {
    const { prices } = factsOf('cn', 'deepseek-ai/DeepSeek-V4-Pro');
    assert.equal(priceRowAt(prices, at('2026-08-02T15:00:00Z'))?.tiers[0]?.cachedMicro, 100_000);
    assert.equal(priceRowAt(prices, at('2026-08-02T16:00:00Z'))?.tiers[0]?.cachedMicro, 1_000_000);
  });

  it('changes tier at 32,000 prompt tokens where the site says 32k', () => {
    const tiers = factsOf('cn', 'Pro/zai-org/GLM-5.1').prices[0]?.tiers;
    assert.deepEqual(
      tiers?.map((tier) => [tier.upToPromptTokens, tier.inputMicro, tier.outputMicro]),
      [
        [31_999, 6_000_000, 24_000_000],
        [undefined, 8_000_000, 28_000_000],
      ],
    );
  });

  it('knows no price where a zero is not sure, and a real zero where it is', () => {
    assert.deepEqual(factsOf('cn', 'zai-org/GLM-5.3-Flash').prices, []);
    assert.deepEqual(factsOf('cn', 'XingChenAGI/Xing4.0-29B').prices, []);
    assert.equal(factsOf('cn', 'Qwen/Qwen3-8B').prices[0]?.tiers[0]?.inputMicro, 0);
  });

  it('lists chat models only, and none that is retired', () => {
    assert.equal(listed('cn').length, 61);
    assert.equal(listed('global').length, 57);
    assert.ok(listed('cn').every((facts) => facts.type === 'chat' && facts.site === 'cn'));
    assert.ok(!listed('cn').some((facts) => facts.id === 'zai-org/GLM-4.6V'));
  });

  it('says of an unknown id that everything is unknown', () => {
    const facts = factsOf('cn', 'new-lab/Model-9');
    assert.equal(facts.name, 'Model-9');
    assert.deepEqual(
      [facts.windowTokens, facts.vision, facts.thinkingSwitch, facts.prices, facts.status],
      [null, 'unknown', 'unknown', [], 'uncertain'],
    );
  });

  it('gives a custom site abilities from either catalogue, and prices only in its own currency, marked as unsure', () => {
    const facts = factsOf('custom', 'deepseek-ai/DeepSeek-V3.2', 'CNY');
    assert.equal(facts.site, 'custom');
    assert.deepEqual(
      [facts.prices[0]?.tiers[0]?.inputMicro, facts.prices[0]?.confidence],
      [4_000_000, 'low'],
    );
    assert.deepEqual(factsOf('custom', 'deepseek-ai/DeepSeek-V3.2').prices, []);
    assert.deepEqual(factsOf('custom', 'deepseek-ai/DeepSeek-V3.2', 'EUR').prices, []);
    assert.equal(factsOf('custom', 'zai-org/GLM-5V-Turbo', 'CNY').vision, 'yes');
    // Retired on CN, where hardly anything is known of it; alive on Global.
    assert.equal(factsOf('custom', 'MiniMaxAI/MiniMax-M2.5', 'CNY').windowTokens, 197_000);
  });
});

describe('the live list joined with the catalogue', () => {
  const presences = (...args: Parameters<typeof joinWithLive>): readonly (readonly [string, string])[] =>
    joinWithLive(...args).map(({ facts, presence }) => [facts.id, presence] as const);

  it('offers exactly what the site serves, in its order, known or not', () => {
    assert.deepEqual(presences('cn', ['new-lab/Model-9', 'Qwen/Qwen3-8B', 'Qwen/Qwen3-8B']), [
      ['new-lab/Model-9', 'live'],
      ['Qwen/Qwen3-8B', 'live'],
    ]);
  });

  it('keeps a model in use that is gone, marked, with its successor', () => {
    const [, gone, missing] = joinWithLive('cn', ['Qwen/Qwen3-8B'], ['Pro/zai-org/GLM-5', 'Qwen/Qwen3-14B']);
    assert.deepEqual([gone?.presence, gone?.facts.replacedBy], ['retired', 'Pro/zai-org/GLM-5.1']);
    assert.equal(missing?.presence, 'missing');
  });

  it('believes the site when it serves what the catalogue calls retired', () => {
    const [model] = joinWithLive('cn', ['zai-org/GLM-4.6V']);
    assert.deepEqual(
      [model?.presence, model?.facts.status, model?.facts.retiredOn],
      ['live', 'listed', undefined],
    );
  });

  it('falls back on the catalogue while there is no list', () => {
    const offered = joinWithLive('global', null, ['my/own']);
    assert.equal(offered.length, 58);
    assert.ok(offered.every(({ presence }) => presence === 'unconfirmed'));
  });
});

describe('the price in words', () => {
  const inWords = (site: 'cn' | 'global', id: string, moment = '2026-10-20T04:00:00Z'): string => {
    const { main, notes, toCheck } = priceText(factsOf(site, id), at(moment), 'en');
    const fill = (text: string, args: readonly (string | number)[] = []): string =>
      text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)]));
    return (
      [main, ...notes].map(({ text, args }) => fill(text, args)).join('; ') + (toCheck ? ' (check)' : '')
    );
  };

  it('gives input, output and what else to know', () => {
    assert.equal(
      inWords('cn', 'deepseek-ai/DeepSeek-V3.2'),
      '¥4.00 in, ¥6.00 out per million tokens; ¥0.40 for cached input',
    );
    assert.equal(
      inWords('cn', 'deepseek-ai/DeepSeek-V4-Flash'),
      '¥3.00 in, ¥9.00 out per million tokens; The price depends on the time of day; ¥0.30 for cached input',
    );
    assert.equal(
      inWords('cn', 'Qwen/Qwen3.5-9B', '2026-08-01'),
      '¥0.50 in, ¥4.00 out per million tokens; ¥1.50 in, ¥12.00 out for prompts of more than 127999 tokens',
    );
  });

  it('calls free only what is, and unknown what is', () => {
    assert.equal(inWords('cn', 'Qwen/Qwen3-8B'), 'Free');
    assert.equal(inWords('cn', 'zai-org/GLM-5.3-Flash'), 'Price unknown (check)');
  });

  it('asks to check a price that is old or unsure', () => {
    assert.match(inWords('cn', 'deepseek-ai/DeepSeek-V3.2', '2026-11-22'), /\(check\)$/);
    assert.match(inWords('cn', 'tencent/Hy4-preview'), /This price is not certain \(check\)$/);
  });
});
