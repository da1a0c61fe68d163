import { strict as assert } from 'node:assert';
import { Breaker, needsPerson } from '../../../../src/core/completion/breaker.ts';
import type { Failure } from '../../../../src/core/failure.ts';

/** What the limit per minute refuses; `untilMs` absent when the request alone is more than the limit. */
function refused(retryAfterMs?: number): Failure {
  const figures = { limitPico: '5', spentPico: '5', reservedPico: '0', neededPico: '1' };
  const until = retryAfterMs === undefined ? {} : { untilMs: 1_000_000 + retryAfterMs };
  return {
    kind: 'overBudget',
    detail: '',
    sent: false,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    budget: { window: 'minute', currency: 'CNY', ...figures, ...until },
  };
}

describe('the circuit breaker at the limit per minute', () => {
  it('pauses at the first refusal for as long as it says, and goes on by itself', () => {
    const breaker = new Breaker();
    breaker.noteFailure(refused(42_000), 500);
    assert.equal(breaker.state.name, 'resting');
    assert.equal(breaker.admits(42_499), false);
    assert.equal(breaker.admits(42_500), true);
    breaker.noteSuccess();
    assert.equal(breaker.state.name, 'working');
  });

  it('does not wait longer each time: a pause is no trouble of the platform', () => {
    const breaker = new Breaker();
    let nowMs = 0;
    for (let times = 0; times < 8; times += 1) {
      breaker.noteFailure(refused(5_000), nowMs);
      assert.equal(breaker.admits(nowMs + 4_999), false);
      nowMs += 5_000;
      assert.equal(breaker.admits(nowMs), true);
    }
  });

  it('waits for the person when the request alone is more than the limit', () => {
    assert.equal(needsPerson(refused()), true);
    assert.equal(needsPerson(refused(1_000)), false);
    const breaker = new Breaker();
    breaker.noteFailure(refused(), 0);
    assert.equal(breaker.state.name, 'needsPerson');
  });
});

describe('the circuit breaker', () => {
  const cut = (status?: number): Failure => ({
    kind: 'cutShort',
    detail: '',
    sent: true,
    ...(status === undefined ? {} : { status }),
  });

  it('rests when connections are reset before anything comes, not when answers break off', () => {
    const breaker = new Breaker();
    for (let times = 0; times < 8; times += 1) breaker.noteFailure(cut(200), 0);
    assert.equal(breaker.state.name, 'working');
    for (let times = 0; times < 4; times += 1) breaker.noteFailure(cut(), 0);
    assert.equal(breaker.state.name, 'resting');
  });

  it('rests, and waits for nobody, where a model writes on beyond what was reserved: no budget is used up', () => {
    const beyond: Failure = { kind: 'overBudget', detail: '', sent: true };
    const breaker = new Breaker();
    for (let times = 0; times < 4; times += 1) breaker.noteFailure(beyond, 0);
    assert.equal(breaker.state.name, 'resting');
    assert.equal(needsPerson(beyond), false);
    assert.equal(breaker.admits(10_000), true);
  });
});
