import { strict as assert } from 'node:assert';
import { unsent } from '../../../../src/core/failure.ts';
import { closedLedger } from '../../../../src/core/spend/closedLedger.ts';
import { picoOf } from '../../../../src/core/spend/money.ts';
import { Budgets } from '../../../../src/editor/budget/budgets.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { ManualClock } from '../accountFakes.ts';

const units = (amount: number): bigint => picoOf(amount) ?? 0n;

/** Two windows of one machine, each with the settings as it has read them. */
function open(daily: number) {
  const memory = windowMemory();
  const clock = new ManualClock();
  let today = '2026-11-22';
  clock.localDay = () => today;
  const tomorrow = (): void => {
    today = '2026-11-23';
  };
  const ledger = closedLedger(unsent('ledger'));
  const window = () => {
    const state = { daily };
    const budgets = new Budgets(
      () => ({
        daily: new Map([['CNY', units(state.daily)]]),
        monthly: new Map(),
        completionDaily: new Map(),
        perMinute: new Map(),
        warnAtPercent: 80,
      }),
      memory,
      ledger,
      clock,
    );
    return { state, budgets, daily: () => budgets.limits('CNY').dailyPico };
  };
  return { memory, tomorrow, one: window(), two: window() };
}

describe('the budgets of a machine', () => {
  it('are raised in one window and felt in the other, until the day ends', async () => {
    const { tomorrow, one, two } = open(20);
    await one.budgets.raiseForToday('day', 'CNY', units(30));
    assert.equal(two.daily(), units(30));
    tomorrow();
    assert.equal(two.daily(), units(20));
  });

  it('are raised for good in one window and felt in the other, which has not read the setting yet', async () => {
    const { one, two } = open(20);
    await one.budgets.raiseForToday('day', 'CNY', units(30));
    one.state.daily = 30;
    assert.deepEqual([one.daily(), two.daily()], [units(30), units(30)]);
  });

  it('follow a setting that is lowered after a raise', async () => {
    const { one } = open(20);
    await one.budgets.raiseForToday('day', 'CNY', units(30));
    one.state.daily = 10;
    assert.equal(one.daily(), units(10));
  });

  it('take a raise of any size, and do not lose the others by it', async () => {
    const { one, two } = open(1e11);
    await one.budgets.raiseForToday('day', 'CNY', units(2e11));
    assert.equal(two.daily(), units(2e11));
  });

  it('have no raise where there is no limit, and none from garbage', async () => {
    const { memory, one } = open(20);
    await one.budgets.raiseForToday('month', 'CNY', units(30));
    assert.equal(one.budgets.limits('CNY').monthlyPico, undefined);
    await memory.set('budget.raised', '[{"day":"x","limitPico":"-1"}]');
    assert.equal(one.daily(), units(20));
  });
});
