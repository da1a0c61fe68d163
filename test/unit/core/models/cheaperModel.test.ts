import { strict as assert } from 'node:assert';
import { listed } from '../../../../src/core/models/catalogue.ts';
import { cheaperModel } from '../../../../src/core/models/cheaperModel.ts';
import type { ModelFacts } from '../../../../src/core/models/model.ts';

const nowMs = Date.parse('2026-11-22T12:00:00Z');
const [any] = listed('cn');

function model(id: string, inputMicro: number, outputMicro: number): ModelFacts {
  assert.ok(any);
  const row = {
    id,
    currency: 'CNY',
    validFromMs: 0,
    checkedOn: '2026-11-01',
    confidence: 'high',
    source: '',
  } as const;
  const prices = [{ ...row, tiers: [{ inputMicro, outputMicro }] }];
  return { ...any, id, status: 'listed', windowTokens: 100_000, vision: 'no', prices };
}

const dear = model('dear', 8_000_000, 28_000_000);
const models = [
  dear,
  model('nearly', 8_000_000, 24_000_000),
  model('middle', 4_000_000, 16_000_000),
  model('small', 400_000, 3_200_000),
  model('wordy', 7_000_000, 1_000_000),
];

describe('the cheaper model that is named after a refusal', () => {
  it('is the dearest of those that cost clearly less', () =>
    assert.equal(cheaperModel(models, dear, nowMs, false)?.id, 'middle'));

  it('is one that the budget lets answer: offering another refusal is no remedy', () => {
    const offered = (leftPico: bigint) =>
      cheaperModel(models, dear, nowMs, false, { neededPico: 1_000n, leftPico })?.id;
    assert.equal(offered(900n), 'middle');
    assert.equal(offered(500n), 'small');
    // "wordy" writes cheaply, but a long question to it would cost nearly as much.
    assert.equal(offered(100n), undefined);
    assert.equal(offered(-100n), undefined);
  });

  it('may be a free one when nothing is left at all', () =>
    assert.equal(
      cheaperModel([...models, model('free', 0, 0)], dear, nowMs, false, { neededPico: 9n, leftPico: -9n })
        ?.id,
      'free',
    ));
});
