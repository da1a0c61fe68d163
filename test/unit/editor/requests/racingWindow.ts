// A window as a process of its own, with the whole way to the platform: sends until the budget refuses for good.
// Started by racingWindows.test.ts as `node racingWindow.ts FOLDER WINDOW URL LIMIT_PICO`.

import { flushCompileCache } from 'node:module';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { Clock, Random } from '../../../../src/core/ports.ts';
import { leaseRenewMs } from '../../../../src/core/spend/booking.ts';
import { machineClock } from '../../../../src/editor/clock.ts';
import { Arrears } from '../../../../src/editor/requests/arrears.ts';
import { habitShelf } from '../../../../src/editor/requests/habitShelf.ts';
import { startRequests } from '../../../../src/editor/requests/startRequests.ts';
import { UsageHabits } from '../../../../src/editor/requests/usageHabits.ts';
import { WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import { openStore, pollMs } from '../../../../src/store/openStore.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { chat, TestClock } from '../../siliconflow/fakes.ts';
import { clientOf } from '../../siliconflow/rawServer.ts';
import { day } from '../../store/storeFixture.ts';
import { patientLimits } from './patientLimits.ts';

// A window that is killed would leave nothing for the next to start faster with.
flushCompileCache();

const [folder = '', windowId = '', url = '', limit = '0'] = process.argv.slice(2);
const clock: Clock = { ...machineClock, localDay: () => day };
let ids = 0;
const random: Random = { next: Math.random, id: () => `${windowId}-${++ids}` };
const opened = await openStore({ folder, windowId, clock });
if (!opened.ok) throw new Error(opened.failure.detail);
const store = opened.value;
const timers = [
  setInterval(() => store.poll(), pollMs),
  setInterval(() => void store.ledger.renew(windowId, clock.nowMs()), leaseRenewMs),
];

/** What the platform does to the n-th HTTP request: now and then one is refused and sent again, or tells its usage late. */
const faults = ['', 'usage-end', '', 'http-503-50505', '', 'keepalive', 'usage-trailing'].map((fault) =>
  [fault, 'long-answer-400'].filter(Boolean).join(','),
);
let sent = 0;
const { client } = clientOf(
  { baseUrl: `${url}/v1` },
  {
    apiKey: KEYS.cn,
    clock: new TestClock(500),
    limits: patientLimits,
    fetch: (input, init) => fetch(`${String(input)}?fault=${faults[sent++ % faults.length]}`, init),
  },
);
const memory = windowMemory();
const requests = startRequests({
  ...{ clock, random, memory, windowId },
  ledger: store.ledger,
  arrears: new Arrears(memory),
  habits: new UsageHabits(habitShelf(store.memory), clock),
  guard: new WindowGuard(createVault('ABCDEF12')),
  limits: () => ({ dailyPico: BigInt(limit) }),
  client: async () => ({ ok: true, value: client }),
  onRunning: () => undefined,
});
const model = factsOf('cn', 'Pro/moonshotai/Kimi-K2.6', 'CNY');
const request = chat({
  model,
  messages: [{ role: 'user', parts: [{ kind: 'text', text: `Explain what ${windowId} does.` }] }],
  maxTokens: 400,
  thinking: 'off',
});

/** Refusals in a row after which the window gives up: others may hold what they will give back. */
let refusals = 0;
while (refusals < 10) {
  let isRefused = false;
  for await (const event of requests.perform(
    { request, purpose: 'chat', floorOutputTokens: 64 },
    new AbortController().signal,
  )) {
    if (event.kind === 'headers') process.stdout.write('headers\n');
    if (event.kind === 'failed' && event.failure.kind === 'overBudget') isRefused = !event.failure.sent;
  }
  refusals = isRefused ? refusals + 1 : 0;
  if (isRefused) await clock.sleep(20);
}
for (const timer of timers) clearInterval(timer);
await requests.dispose();
client.dispose();
store.close();
process.stdout.write('over\n');
