import { strict as assert } from 'node:assert';
import { joinWithLive, type OfferedModel } from '../../../../src/core/models/catalogue.ts';
import { absenceWords, successorOf } from '../../../../src/core/models/successor.ts';

/** The models of CN as one sees them with this live list; null is no list. */
function shelf(live: readonly string[] | null): (id: string) => OfferedModel | undefined {
  return (id) => joinWithLive('cn', live, [id]).find(({ facts }) => facts.id === id);
}
const successorIn = (live: readonly string[] | null, id: string) => {
  const find = shelf(live);
  const facts = find(id)?.facts;
  return facts && successorOf(facts, find)?.id;
};

describe('the successor of a withdrawn model', () => {
  it('is the one the site named', () => {
    assert.equal(successorIn(null, 'Pro/zai-org/GLM-5'), 'Pro/zai-org/GLM-5.1');
    assert.equal(successorIn(['Pro/zai-org/GLM-5.1'], 'Pro/zai-org/GLM-5'), 'Pro/zai-org/GLM-5.1');
  });

  it('is none when it is gone as well, or not in the list', () => {
    assert.equal(successorIn(null, 'moonshotai/Kimi-K2-Instruct'), undefined);
    assert.equal(successorIn(['Qwen/Qwen3-8B'], 'Pro/zai-org/GLM-5'), undefined);
    assert.equal(successorIn(null, 'zai-org/GLM-4.6V'), undefined);
  });

  it('is found behind one that is gone, and a ring ends', () => {
    const row = (id: string, presence: OfferedModel['presence'], replacedBy?: string): OfferedModel => {
      const [model] = joinWithLive('cn', [id]);
      assert.ok(model);
      return { presence, facts: { ...model.facts, ...(replacedBy ? { replacedBy } : {}) } };
    };
    const models = new Map([
      ['a', row('a', 'retired', 'b')],
      ['b', row('b', 'retired', 'c')],
      ['c', row('c', 'live')],
      ['x', row('x', 'retired', 'y')],
      ['y', row('y', 'retired', 'x')],
    ]);
    const of = (id: string) => {
      const facts = models.get(id)?.facts;
      return facts && successorOf(facts, (other) => models.get(other))?.id;
    };
    assert.equal(of('a'), 'c');
    assert.equal(of('x'), undefined);
  });

  it('is named with the day of the withdrawal; a model that is only missing is said to be that', () => {
    const find = shelf(['Pro/zai-org/GLM-5.1']);
    const said = (id: string) => {
      const model = find(id);
      assert.ok(model);
      return absenceWords(model, successorOf(model.facts, find));
    };
    assert.deepEqual(said('Pro/zai-org/GLM-5')?.args, ['GLM-5', '2026-06-11', 'GLM-5.1']);
    assert.deepEqual(said('zai-org/GLM-4.6V')?.args, ['GLM-4.6V', '2026-05-15']);
    assert.match(said('Qwen/Qwen3-8B')?.text ?? '', /not in the site's list/);
    assert.equal(said('Pro/zai-org/GLM-5.1'), null);
  });
});
