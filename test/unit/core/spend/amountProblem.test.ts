import { strict as assert } from 'node:assert';
import { amountProblem } from '../../../../src/core/spend/amountProblem.ts';
import { parseCurrency, picoOf } from '../../../../src/core/spend/money.ts';

const currency = parseCurrency('CNY');
assert.ok(currency);
const problem = (typed: string, above: bigint | null = null) => amountProblem(typed, above, currency, 'en');

describe('the box of a budget', () => {
  it('asks which is meant by a comma that could be either', () => {
    assert.deepEqual(problem('1,234')?.args, ['1234', '1.234']);
    assert.deepEqual(problem('¥1,234', picoOf(20))?.args, ['1234', '1.234']);
    for (const typed of ['1,23', '1,234.5', '0,125', '1234', '１２３４'])
      assert.equal(problem(typed), null, typed);
  });

  it('takes an empty one for no limit, but not where more than a limit is asked for', () => {
    assert.equal(problem(' '), null);
    assert.match(problem('', picoOf(20))?.text ?? '', /such as 20/);
  });

  it('says what to enter instead of words, and of less than is needed', () => {
    assert.match(problem('twenty')?.text ?? '', /such as 20/);
    assert.deepEqual(problem('20', picoOf(20))?.args, ['¥20.00']);
    assert.equal(problem('20.01', picoOf(20)), null);
  });
});
