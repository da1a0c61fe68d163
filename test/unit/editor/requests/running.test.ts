import { strict as assert } from 'node:assert';
import type { Memory } from '../../../../src/core/account/memory.ts';
import { RunningRequests } from '../../../../src/editor/requests/running.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';

/** Runs until its signal aborts. */
async function* untilStopped(signal: AbortSignal): AsyncGenerator<string> {
  yield 'running';
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  yield 'stopped';
}

function start(requests: RunningRequests, outer = new AbortController().signal) {
  const seen: string[] = [];
  const done = (async () => {
    const { signal, over } = requests.begin(outer);
    for await (const event of untilStopped(signal)) seen.push(event);
    over();
  })();
  return { seen, done };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('running requests', () => {
  it('are counted while they run', async () => {
    const counts: number[] = [];
    const requests = new RunningRequests(windowMemory(), (count) => counts.push(count));
    const abort = new AbortController();
    const [one, two] = [start(requests, abort.signal), start(requests, abort.signal)];
    await settled();
    assert.equal(requests.count, 2);
    abort.abort();
    await Promise.all([one.done, two.done]);
    assert.deepEqual(counts, [1, 2, 1, 0]);
  });

  it('all end on stopAll, here and in every other window, and later ones are left alone', async () => {
    const memory = windowMemory();
    const [here, there] = [
      new RunningRequests(memory, () => undefined),
      new RunningRequests(memory, () => undefined),
    ];
    const [mine, theirs] = [start(here), start(there)];
    await settled();
    await here.stopAll('w1 1');
    await Promise.all([mine.done, theirs.done]);
    const later = start(there);
    await memory.set('something else', 'x');
    await settled();
    assert.deepEqual(later.seen, ['running']);
    await here.stopAll('w1 2');
    await later.done;
  });

  it('of a window that opens after a stopAll are not stopped by it', async () => {
    const memory = windowMemory();
    await new RunningRequests(memory, () => undefined).stopAll('w1 1');
    const fresh = new RunningRequests(memory, () => undefined);
    const request = start(fresh);
    await memory.set('something else', 'x');
    await settled();
    assert.deepEqual(request.seen, ['running']);
    await fresh.dispose();
    await request.done;
  });

  it('have all ended when dispose resolves, and nothing listens any more', async () => {
    const memory = windowMemory();
    let listeners = 0;
    const counted = {
      ...memory,
      onDidChange: (listener: () => void) => {
        listeners += 1;
        const heard = memory.onDidChange(listener);
        return {
          dispose: () => {
            listeners -= 1;
            heard.dispose();
          },
        };
      },
    };
    const requests = new RunningRequests(counted, () => undefined);
    const { seen } = start(requests);
    await settled();
    await requests.dispose();
    assert.deepEqual(seen, ['running', 'stopped']);
    assert.equal(requests.count, 0);
    assert.equal(listeners, 0);
    await requests.dispose();
  });

  it('end here also when the other windows cannot be told, which is said and not thrown', async () => {
    const locked: Memory = { ...windowMemory(), set: () => Promise.reject(new Error('locked')) };
    const requests = new RunningRequests(locked, () => undefined);
    const { seen, done } = start(requests);
    await settled();
    assert.equal(await requests.stopAll('w1 1'), false);
    await done;
    assert.deepEqual(seen, ['running', 'stopped']);
  });
});
