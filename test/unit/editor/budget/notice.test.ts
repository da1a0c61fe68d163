import { strict as assert } from 'node:assert';
import type { BudgetState } from '../../../../src/core/spend/budgetPlan.ts';
import { BudgetNotices } from '../../../../src/editor/budget/notice.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';

const budget = (
  window: BudgetState['window'],
  level: BudgetState['level'],
  limitPico = 10n,
): BudgetState => ({ window, level, limitPico, spentPico: 9n });

describe('the notice about budgets', () => {
  it('offers one once, also to people who have one for completions only', async () => {
    const notices = new BudgetNotices(windowMemory());
    const now = () => notices.current('CNY', [budget('completionDay', 'fine')], '2026-11-22');
    const offer = now();
    assert.equal(offer?.kind, 'offer');
    await notices.dismiss(offer ?? { kind: 'offer' }, 'CNY', '2026-11-22');
    assert.equal(now(), null);
  });

  it('warns of the day once a day, of the month once a month, and anew when the limit was changed', async () => {
    const notices = new BudgetNotices(windowMemory());
    for (const [window, same, next] of [
      ['day', '2026-11-22', '2026-11-23'],
      ['month', '2026-11-30', '2026-12-01'],
    ] as const) {
      const at = (day: string, limit = 10n) => notices.current('CNY', [budget(window, 'warn', limit)], day);
      const notice = at('2026-11-22');
      assert.equal(notice?.kind, 'nearly');
      if (notice) await notices.dismiss(notice, 'CNY', '2026-11-22');
      assert.equal(at(same), null);
      assert.equal(at(next)?.kind, 'nearly');
      assert.equal(at(same, 11n)?.kind, 'nearly');
    }
  });

  it('is about the chat: the end of the completions’ budget neither shows nor hides another', () => {
    const notices = new BudgetNotices(windowMemory());
    const ended = budget('completionDay', 'reached');
    assert.equal(notices.current('CNY', [ended, budget('day', 'fine')], '2026-11-22'), null);
    assert.equal(notices.current('CNY', [ended, budget('day', 'warn')], '2026-11-22')?.kind, 'nearly');
  });

  it('of a budget that is used up cannot be put away', async () => {
    const notices = new BudgetNotices(windowMemory());
    const now = () => notices.current('CNY', [budget('day', 'reached')], '2026-11-22');
    const notice = now();
    if (notice) await notices.dismiss(notice, 'CNY', '2026-11-22');
    assert.equal(now()?.kind, 'reached');
  });
});
