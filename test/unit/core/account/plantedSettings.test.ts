import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { plantedSettings } from '../../../../src/core/account/plantedSettings.ts';
import { spentMs } from '../../fakes/spentMs.ts';

describe('settings planted by a workspace', () => {
  it('are named in dotted and in nested form, for a language, and once each', () => {
    const text = `{
      // "siliconflow.commented": 1,
      "siliconflow.site": "custom", "siliconflow.budget.daily": {}, "siliconflow.site": "cn",
      "siliconflow": { "site": "custom" },
      "[typescript]": { "siliconflow.completion.enabled": { "*": true } },
    }`;
    assert.deepEqual(plantedSettings(text), [
      'siliconflow.site',
      'siliconflow.budget.daily',
      'siliconflow',
      'siliconflow.completion.enabled',
    ]);
  });

  it('are found behind escapes and addresses', () => {
    assert.deepEqual(plantedSettings('{"a": "http://x", "siliconflo\\u0077.site": "custom"}'), [
      'siliconflow.site',
    ]);
  });

  it('are none in the settings of others, in values and in comments', () => {
    const text = '{"siliconflowish.a": 1, "b": "siliconflow.site", /* "siliconflow.site": 1 */ "c": 2}';
    assert.deepEqual(plantedSettings(text), []);
  });

  it('are few and found quickly in any text', () => {
    fc.assert(fc.property(fc.string(), (text) => plantedSettings(text).length <= 5));
    for (const sign of ['"\\', '/*']) {
      const tookMs = spentMs(() => plantedSettings(sign.repeat(50_000)));
      assert.ok(tookMs < 500, `${tookMs} ms`);
    }
  });
});
