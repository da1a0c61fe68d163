// What one window learns of limits and parameters, all know: through the store, and without a read for each request.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { machineClock } from '../../../src/editor/clock.ts';
import { type PolledMemory, polledMemory } from '../../../src/editor/requests/polledMemory.ts';
import { MemoryLearnedParameters } from '../../../src/siliconflow/learnedParameters.ts';
import { MemoryPacer } from '../../../src/siliconflow/pacer.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { Place } from './storeFixture.ts';

const random = { next: () => 0, id: () => 'id' };

interface Window {
  readonly store: Store;
  readonly memory: PolledMemory;
  readonly pacer: MemoryPacer;
  readonly learned: MemoryLearnedParameters;
  /** How often the store was asked. */
  reads(): number;
  poll(): void;
}

describe('limits and refused parameters', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  async function open(windowId: string): Promise<Window> {
    const store = await place.open({ windowId });
    let reads = 0;
    const counted = {
      all: (space: string) => {
        reads++;
        return store.memory.all(space);
      },
      set: (space: string, key: string, value: string | undefined) => store.memory.set(space, key, value),
    };
    const memory = polledMemory(counted, 'pacing');
    const refused = polledMemory(store.memory, 'refusedParameters');
    return {
      store,
      memory,
      pacer: new MemoryPacer(machineClock, random, memory),
      learned: new MemoryLearnedParameters(machineClock, refused),
      reads: () => reads,
      poll: () => {
        if (!store.poll()) return;
        memory.refresh();
        refused.refresh();
      },
    };
  }

  it('that a window in another process met hold back this one after its next poll', async () => {
    const here = await open('here');
    assert.equal(here.pacer.wait('a', 'm').delayMs, 0);
    here.poll();
    const program = fileURLToPath(new URL('./pacingWindow.ts', import.meta.url));
    const other = spawn(process.execPath, [program, place.folder], { stdio: 'inherit' });
    assert.deepEqual(await once(other, 'exit'), [0, null]);
    here.poll();
    const { delayMs, metric } = here.pacer.wait('a', 'm');
    assert.equal(metric, 'TPM');
    assert.ok(delayMs > 20_000 && delayMs <= 41_000, `${delayMs}`);
    assert.deepEqual(here.learned.dropped('cn', 'm'), ['top_p']);
    assert.equal(here.pacer.wait('b', 'm').delayMs, 0, 'another account has limits of its own');
  });

  it('are lifted in all windows by the first request that is let through', async () => {
    const [one, two] = [await open('one'), await open('two')];
    two.pacer.wait('a', 'm');
    one.pacer.limited({ account: 'a', model: 'm', metric: 'RPM', retryAfterMs: 40_000 });
    await one.store.memory.set('test', 'done', 'yes');
    two.poll();
    assert.ok(two.pacer.wait('a', 'm').delayMs > 20_000);
    two.pacer.passed('a', 'm', Date.now() + 1);
    assert.equal(two.pacer.wait('a', 'm').delayMs, 0, 'here at once');
    await two.store.memory.set('test', 'done', 'again');
    one.poll();
    assert.equal(one.pacer.wait('a', 'm').delayMs, 0);
  });

  it('cost no read for a request: the file is asked once, and again after a change of another window', async () => {
    const [one, two] = [await open('one'), await open('two')];
    for (let request = 0; request < 100; request++) one.pacer.wait('a', `model ${request}`);
    assert.equal(one.reads(), 1);
    one.poll();
    await two.store.memory.set('elsewhere', 'key', 'value');
    one.poll();
    for (let request = 0; request < 100; request++) one.pacer.wait('a', 'm');
    assert.ok(one.reads() <= 3, `${one.reads()}`);
  });

  it('that cannot be written now are known here all the same', async () => {
    const memory = polledMemory(
      {
        all: () => ({ ok: true, value: new Map() }),
        set: async () => ({ ok: false, failure: { kind: 'ledger', detail: 'locked', sent: false } }),
      },
      'pacing',
    );
    const pacer = new MemoryPacer(machineClock, random, memory);
    pacer.limited({ account: 'a', model: 'm', retryAfterMs: 30_000 });
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(pacer.wait('a', 'm').delayMs > 20_000);
  });

  it('of nonsense in the file are none', async () => {
    const { store, pacer, learned } = await open('one');
    await store.memory.set('pacing', 'a\nm', '{"RPM":{"untilMs":"soon"}}');
    await store.memory.set('refusedParameters', 'cn\nm', '[');
    assert.equal(pacer.wait('a', 'm').delayMs, 0);
    assert.deepEqual(learned.dropped('cn', 'm'), []);
  });

  it('are not waited for until the clock is there again when it was set back', () => {
    let nowMs = 1_000_000;
    const facts = new Map<string, string | undefined>();
    const memory = {
      get: (key: string) => facts.get(key),
      set: async (key: string, value: string | undefined) => void facts.set(key, value),
    };
    const clock = { ...machineClock, nowMs: () => nowMs };
    const pacer = new MemoryPacer(clock, random, memory);
    pacer.limited({ account: 'a', model: 'm', metric: 'RPM', retryAfterMs: 10_000 });
    assert.equal(pacer.wait('a', 'm').delayMs, 10_000);
    nowMs -= 900_000;
    assert.equal(pacer.wait('a', 'm').delayMs, 0);
    const learned = new MemoryLearnedParameters(clock, memory);
    learned.drop('cn', 'm', 'stop');
    nowMs += 8 * 24 * 60 * 60_000;
    assert.deepEqual(learned.dropped('cn', 'm'), [], 'after a week it is tried again');
  });
});
