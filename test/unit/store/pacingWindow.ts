// A window as a process of its own that meets a 429 and a refused parameter. Started by sharedPacing.test.ts with the folder.
import { machineClock } from '../../../src/editor/clock.ts';
import { polledMemory } from '../../../src/editor/requests/polledMemory.ts';
import { MemoryLearnedParameters } from '../../../src/siliconflow/learnedParameters.ts';
import { MemoryPacer } from '../../../src/siliconflow/pacer.ts';
import { openStore } from '../../../src/store/openStore.ts';

const [folder = ''] = process.argv.slice(2);
const opened = await openStore({ folder, windowId: 'other', clock: machineClock });
if (!opened.ok) throw new Error(opened.failure.detail);
const { memory } = opened.value;
const pacer = new MemoryPacer(
  machineClock,
  { next: () => 0, id: () => 'id' },
  polledMemory(memory, 'pacing'),
);
pacer.limited({ account: 'a', model: 'm', metric: 'TPM', retryAfterMs: 40_000 });
new MemoryLearnedParameters(machineClock, polledMemory(memory, 'refusedParameters')).drop('cn', 'm', 'top_p');
// Writes go in order: once this one is there, the two before it are.
const done = await memory.set('test', 'done', 'yes');
if (!done.ok) throw new Error(done.failure.detail);
opened.value.close();
