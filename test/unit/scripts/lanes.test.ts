// Work beside each other: all of it is done once, by no more lanes than were asked for, and in the order of the pieces.
import { strict as assert } from 'node:assert';
import { onLanes } from '../../../scripts/lanes.ts';

describe('work on lanes', () => {
  it('is done once each, no more at a time than there are lanes, and given in its order', async () => {
    let running = 0;
    let most = 0;
    const ends: number[] = [];
    const results = await onLanes(2, [5, 1, 3, 1, 2], async (turns) => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
      running -= 1;
      ends.push(turns);
      return turns * 10;
    });
    assert.deepEqual(results, [50, 10, 30, 10, 20]);
    assert.equal(most, 2);
    assert.notDeepEqual(ends, [5, 1, 3, 1, 2], 'a short piece does not wait for a long one');
  });

  it('fails when a piece fails, and begins none after that', async () => {
    const begun: number[] = [];
    await assert.rejects(
      onLanes(2, [1, 2, 3, 4], async (piece) => {
        begun.push(piece);
        await new Promise(setImmediate);
        if (piece === 1) throw new Error('the first');
        await new Promise(setImmediate);
      }),
      /the first/,
    );
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    assert.deepEqual(begun, [1, 2]);
  });
});
