import { strict as assert } from 'node:assert';
import { getEventListeners } from 'node:events';
import { follow } from '../../../src/core/follow.ts';

describe('a controller that follows signals', () => {
  it('is aborted with any of them, and for the same reason', () => {
    const [one, two, following] = [new AbortController(), new AbortController(), new AbortController()];
    follow(following, [one.signal, two.signal]);
    assert.equal(following.signal.aborted, false);
    two.abort();
    assert.equal(following.signal.aborted, true);
    assert.equal(following.signal.reason, two.signal.reason);
    assert.equal(following.signal.reason.name, 'AbortError');
  });

  it('is aborted at once where one of them is already', () => {
    const following = new AbortController();
    follow(following, [new AbortController().signal, AbortSignal.abort('why')]);
    assert.equal(following.signal.reason, 'why');
  });

  it('leaves nothing on them when it lets go, and is then left alone', () => {
    const [one, following] = [new AbortController(), new AbortController()];
    const letGo = follow(following, [one.signal]);
    assert.equal(getEventListeners(one.signal, 'abort').length, 1);
    letGo();
    assert.equal(getEventListeners(one.signal, 'abort').length, 0);
    one.abort();
    assert.equal(following.signal.aborted, false);
  });
});
