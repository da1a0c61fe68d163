import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import { ownThinking, thinkingBudget } from '../../../../src/core/chat/thinking.ts';
import { ThinkingByModel, type ThinkingPorts } from '../../../../src/editor/chat/thinkingByModel.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { thinkingBudgetRange, thinkingChange } from '../../../../src/protocol/chatThinking.ts';
import { model } from '../../siliconflow/fakes.ts';

const eager = model({ reasoningEfforts: ['high', 'max'] });

function setUp(over: Partial<ThinkingPorts> = {}): ThinkingByModel {
  return new ThinkingByModel({
    memory: windowMemory(),
    defaults: () => ({ thinking: 'auto', thinkingBudgetTokens: 4_096 }),
    refused: () => [],
    ...over,
  });
}

describe('how each model is to think', () => {
  it('follows the settings of now until something was chosen, and in what was not', async () => {
    let thinking: 'auto' | 'on' | 'off' = 'auto';
    const byModel = setUp({ defaults: () => ({ thinking, thinkingBudgetTokens: 4_096 }) });
    assert.deepEqual(byModel.of(eager), { mode: 'auto', budgetTokens: 4_096, effort: null });
    thinking = 'off';
    await byModel.set(eager, { budgetTokens: 512 });
    assert.deepEqual(byModel.of(eager), { mode: 'off', budgetTokens: 512, effort: null });
  });

  it('is kept for one model of one site, change by change, until the settings are followed again', async () => {
    const memory = windowMemory();
    const byModel = setUp({ memory });
    await byModel.set(eager, { mode: 'on' });
    await byModel.set(eager, { effort: 'max' });
    const again = setUp({ memory });
    assert.deepEqual(again.of(eager), { mode: 'on', budgetTokens: 4_096, effort: 'max' });
    assert.equal(again.own({ ...eager, site: 'global' }), null);
    assert.equal(again.own({ ...eager, id: 'another' }), null);
    await again.set(eager, null);
    assert.equal(byModel.own(eager), null);
    assert.equal(byModel.of(eager).mode, 'auto');
  });

  it('follows the settings where what is kept has another shape', () => {
    for (const text of ['', '{', 'null', '{"mode":"often"}', '{"budgetTokens":1}', '{"budgetTokens":1e9}']) {
      const byModel = setUp({
        memory: { get: () => text, set: async () => undefined },
        defaults: () => ({ thinking: 'off', thinkingBudgetTokens: 256 }),
      });
      assert.deepEqual(byModel.of(eager), { mode: 'off', budgetTokens: 256, effort: null }, text);
    }
  });

  it('is nothing that the model has refused, and what was chosen is there when it takes it again', async () => {
    let refused: readonly string[] = [];
    const byModel = setUp({ refused: () => refused });
    await byModel.set(eager, { mode: 'on', budgetTokens: 512, effort: 'max' });
    refused = ['thinking_budget'];
    assert.deepEqual(byModel.of(eager), { mode: 'on', budgetTokens: null, effort: 'max' });
    refused = ['reasoning_effort'];
    assert.deepEqual(byModel.of(eager), { mode: 'on', budgetTokens: 512, effort: null });
    refused = ['enable_thinking'];
    assert.deepEqual(byModel.of(eager), { mode: 'auto', budgetTokens: null, effort: 'max' });
    assert.deepEqual(byModel.terms(eager), { mode: false, budget: false, efforts: ['high', 'max'] });
    refused = [];
    assert.deepEqual(byModel.of(eager), { mode: 'on', budgetTokens: 512, effort: 'max' });
  });

  it('is nothing that the catalogue does not allow, whatever is kept', async () => {
    const byModel = setUp();
    for (const thinkingSwitch of ['no', 'unknown'] as const) {
      const one = model({ thinkingSwitch, id: thinkingSwitch });
      await byModel.set(one, { mode: 'on', budgetTokens: 512, effort: 'max' });
      assert.deepEqual(byModel.of(one), { mode: 'auto', budgetTokens: null, effort: null });
    }
  });

  it('has the same bounds in the page, in what is kept and on the wire', () => {
    assert.deepEqual(thinkingBudgetRange, thinkingBudget);
    for (const budgetTokens of [127, 128, 32_768, 32_769, 4_096.5, Number.NaN]) {
      const [page, kept] = [thinkingChange, ownThinking].map((one) => v.is(one, { budgetTokens }));
      assert.equal(page, kept, String(budgetTokens));
    }
  });
});
