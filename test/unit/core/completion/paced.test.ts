// How far a hand outruns the server decides how often it is worth asking, so it must be the hand's own rhythm that counts.
import { strict as assert } from 'node:assert';
import { Pace } from '../../../../src/core/completion/paced.ts';

/** The lead of a hand that types for a minute with these gaps, at a server of this latency. */
function lead(latencyMs: number, gapsMs: readonly number[], isTyped = true): number {
  const pace = new Pace();
  pace.noteFirstText(latencyMs);
  let atMs = 0;
  for (let k = 0; atMs < 60_000; k++) {
    atMs += gapsMs[k % gapsMs.length] ?? 0;
    pace.noteKey(atMs, isTyped);
  }
  return pace.lead;
}

describe('the lead of the hand over the server', () => {
  it('is none before the first answer, and none for a usual hand at a usual or a slow server', () => {
    assert.equal(new Pace().lead, 1);
    for (const latencyMs of [120, 250, 600]) assert.equal(lead(latencyMs, [75, 112, 208]), 1);
  });

  it('grows with the pace of the hand and with the time that an answer takes', () => {
    const fast = [40, 60, 110];
    const leads = [lead(250, fast), lead(600, fast), lead(1000, fast)];
    assert.ok(leads[0] === 1);
    assert.ok((leads[1] ?? 0) > 1.2 && (leads[2] ?? 0) > 1.5 * (leads[1] ?? 0));
    assert.ok(lead(1000, [75, 112, 208]) < (leads[2] ?? 0));
  });

  it('takes neither a key that is held to take text away nor what a tool puts in for a fast hand', () => {
    assert.equal(lead(600, [33], false), 1);
    assert.equal(lead(600, [2, 5, 15]), 1);
  });
});
