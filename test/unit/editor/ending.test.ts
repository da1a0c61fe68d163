import { strict as assert } from 'node:assert';
import { machineClock } from '../../../src/editor/clock.ts';
import { endInOrder } from '../../../src/editor/ending.ts';
import { KeptLog } from '../siliconflow/fakes.ts';

describe('ending the parts of the extension', () => {
  it('ends one after another, in the order given', async () => {
    const seen: string[] = [];
    await endInOrder(
      [
        {
          name: 'slow',
          end: async () => {
            await new Promise((resolve) => setImmediate(resolve));
            seen.push('slow');
          },
        },
        { name: 'quick', end: () => void seen.push('quick') },
      ],
      machineClock,
      new KeptLog(),
    );
    assert.deepEqual(seen, ['slow', 'quick']);
  });

  it('ends the others when one throws, rejects or hangs', async () => {
    const log = new KeptLog();
    const seen: string[] = [];
    await endInOrder(
      [
        {
          name: 'throwing',
          end: () => {
            throw new Error('x');
          },
        },
        { name: 'rejecting', end: () => Promise.reject(new Error('y')) },
        { name: 'hanging', end: () => new Promise<void>(() => undefined) },
        { name: 'store', end: () => void seen.push('store') },
      ],
      { ...machineClock, sleep: () => Promise.resolve() },
      log,
    );
    assert.deepEqual(seen, ['store']);
    for (const name of ['throwing', 'rejecting', 'hanging'])
      assert.ok(
        log.lines.some((line) => line.startsWith(name)),
        name,
      );
  });

  it('leaves no timer behind', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const sleep = (delayMs: number, signal?: AbortSignal): Promise<void> => {
      signals.push(signal);
      return machineClock.sleep(delayMs, signal);
    };
    await endInOrder([{ name: 'a', end: () => undefined }], { ...machineClock, sleep }, new KeptLog());
    assert.deepEqual(
      signals.map((signal) => signal?.aborted),
      [true],
    );
  });
});
