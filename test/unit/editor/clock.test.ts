import { strict as assert } from 'node:assert';
import { machineClock } from '../../../src/editor/clock.ts';

describe('the machine clock', () => {
  it('names local days with ASCII digits, also at their edges', () => {
    assert.equal(machineClock.localDay(new Date(2026, 0, 1, 0, 0, 0).getTime()), '2026-01-01');
    assert.equal(machineClock.localDay(new Date(2026, 11, 31, 23, 59, 59).getTime()), '2026-12-31');
  });

  it('wakes at once when aborted, before or meanwhile, even from a sleep longer than a timer can hold', async () => {
    await machineClock.sleep(3_600_000, AbortSignal.abort());
    const aborter = new AbortController();
    const sleeping = machineClock.sleep(Number.MAX_SAFE_INTEGER, aborter.signal);
    let isAwake = false;
    void sleeping.then(() => {
      isAwake = true;
    });
    await machineClock.sleep(5);
    assert.equal(isAwake, false, 'a delay over 32 bits does not fire at once');
    aborter.abort();
    await sleeping;
  });

  it('never goes back for durations', async () => {
    const before = machineClock.monotonicMs();
    await machineClock.sleep(1);
    assert.ok(machineClock.monotonicMs() > before);
  });
});
