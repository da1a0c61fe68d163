import { strict as assert } from 'node:assert';
import { SimulatedClock } from '../../../../bench/completions/simulatedClock.ts';
import { Snooze } from '../../../../src/editor/ghostText/snooze.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';

const minuteMs = 60_000;

describe('a snooze', () => {
  it('is over when its time has come, which is told although nobody looks', async () => {
    const clock = new SimulatedClock();
    let over = 0;
    const snooze = new Snooze(windowMemory(), clock, () => {
      over += 1;
    });
    assert.equal(snooze.leftMinutes, 0);
    await snooze.begin(5);
    assert.equal(snooze.leftMinutes, 5);
    await clock.runUntil(4 * minuteMs + 1);
    assert.deepEqual([snooze.leftMinutes, over], [1, 0]);
    await clock.runUntil(5 * minuteMs);
    assert.deepEqual([snooze.leftMs, over], [0, 1]);
  });

  it('is one for all windows, and ended by any of them', async () => {
    const clock = new SimulatedClock();
    const memory = windowMemory();
    const over: string[] = [];
    const here = new Snooze(memory, clock, () => over.push('here'));
    const there = new Snooze(memory, clock, () => over.push('there'));
    await here.begin(15);
    there.follow();
    assert.equal(there.leftMinutes, 15);
    await there.begin(0);
    here.follow();
    assert.equal(here.leftMs, 0);
    await clock.runUntil(60 * minuteMs);
    assert.deepEqual(over, []);
  });

  it('takes garbage in the memory for none', async () => {
    const memory = windowMemory();
    await memory.set('completion.snoozedUntilMs', 'soon');
    assert.equal(new Snooze(memory, new SimulatedClock(), () => undefined).leftMs, 0);
  });
});
