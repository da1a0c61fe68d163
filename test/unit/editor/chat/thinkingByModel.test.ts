import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import { ownThinking, thinkingBudget } from '../../../../src/core/chat/thinking.ts';
import { ThinkingByModel } from '../../../../src/editor/chat/thinkingByModel.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { thinkingBudgetRange, thinkingChange } from '../../../../src/protocol/chatThinking.ts';

const a = { site: 'cn', id: 'a/one' } as const;
const elsewhere = { site: 'global', id: 'a/one' } as const;

describe('how each model is to think', () => {
  it('follows the settings of now until something was chosen, and in what was not', async () => {
    let thinking: 'auto' | 'on' | 'off' = 'auto';
    const byModel = new ThinkingByModel(windowMemory(), () => ({ thinking, thinkingBudgetTokens: 4_096 }));
    assert.deepEqual(byModel.of(a), { mode: 'auto', budgetTokens: 4_096, effort: null });
    thinking = 'off';
    await byModel.set(a, { budgetTokens: 512 });
    assert.deepEqual(byModel.of(a), { mode: 'off', budgetTokens: 512, effort: null });
  });

  it('is kept for one model of one site, change by change, until the settings are followed again', async () => {
    const memory = windowMemory();
    const defaults = (): { readonly thinking: 'auto'; readonly thinkingBudgetTokens: number } => ({
      ...{ thinking: 'auto', thinkingBudgetTokens: 4_096 },
    });
    const byModel = new ThinkingByModel(memory, defaults);
    await byModel.set(a, { mode: 'on' });
    await byModel.set(a, { effort: 'max' });
    const again = new ThinkingByModel(memory, defaults);
    assert.deepEqual(again.of(a), { mode: 'on', budgetTokens: 4_096, effort: 'max' });
    assert.equal(again.own(elsewhere), null);
    assert.equal(again.own({ site: 'cn', id: 'a/two' }), null);
    await again.set(a, null);
    assert.equal(byModel.own(a), null);
    assert.equal(byModel.of(a).mode, 'auto');
  });

  it('follows the settings where what is kept has another shape', () => {
    for (const text of ['', '{', 'null', '{"mode":"often"}', '{"budgetTokens":1}', '{"budgetTokens":1e9}']) {
      const byModel = new ThinkingByModel({ get: () => text, set: async () => undefined }, () => ({
        thinking: 'off',
        thinkingBudgetTokens: 256,
      }));
      assert.deepEqual(byModel.of(a), { mode: 'off', budgetTokens: 256, effort: null }, text);
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
