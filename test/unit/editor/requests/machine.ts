// Windows of one machine beside a sandbox: each with its own client, calibration and connection to the one ledger.
import { strict as assert } from 'node:assert';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { Clock, Random } from '../../../../src/core/ports.ts';
import { machineClock } from '../../../../src/editor/clock.ts';
import { Arrears } from '../../../../src/editor/requests/arrears.ts';
import { habitShelf } from '../../../../src/editor/requests/habitShelf.ts';
import { type Requests, startRequests } from '../../../../src/editor/requests/startRequests.ts';
import { UsageHabits } from '../../../../src/editor/requests/usageHabits.ts';
import { WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import type { Store } from '../../../../src/store/openStore.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { TestClock } from '../../siliconflow/fakes.ts';
import { clientOf } from '../../siliconflow/rawServer.ts';
import type { Place } from '../../store/storeFixture.ts';
import { patientLimits } from './patientLimits.ts';
import type { MixedRequest } from './requestMix.ts';

const windowCount = 8;

export function beijingDay(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
}

export class Machine {
  /** UTC ms on the wall clocks of all windows and of the platform; stands until it is moved. */
  now: number;
  /** How much faster than time the windows' clocks run. */
  speed = 1;
  readonly sandbox: Sandbox;
  readonly stores: Store[] = [];
  readonly #ends: (() => Promise<void> | void)[] = [];
  readonly #windows: { readonly requests: Requests; faults: readonly string[] }[] = [];
  readonly #clock: Clock = {
    ...machineClock,
    nowMs: () => this.now,
    monotonicMs: () => machineClock.monotonicMs() * this.speed,
    localDay: beijingDay,
  };
  #ids = 0;

  private constructor(sandbox: Sandbox, now: number) {
    this.sandbox = sandbox;
    this.now = now;
  }

  static async start(place: Place, startMs: number): Promise<Machine> {
    let now = (): number => startMs;
    const sandbox = await startSandbox({
      site: 'cn',
      limits: {},
      pace: 'instant',
      now: () => now(),
    });
    const machine = new Machine(sandbox, startMs);
    now = () => machine.now;
    for (let n = 0; n < windowCount; n += 1) await machine.#open(place, `w${n}`);
    return machine;
  }

  async #open(place: Place, windowId: string): Promise<void> {
    const clock = this.#clock;
    const random: Random = { next: () => 0.5, id: () => `r${++this.#ids}` };
    const store = await place.open({ clock, windowId });
    const window = { faults: [] as readonly string[] };
    let sent = 0;
    // The client's clock is fast, so that back-offs are short; its time limits are out of reach.
    const { client } = clientOf(
      { baseUrl: `${this.sandbox.url}/v1` },
      {
        apiKey: KEYS.cn,
        clock: new TestClock(2_000),
        limits: patientLimits,
        fetch: (input, init) => {
          const fault = window.faults[Math.min(sent++, window.faults.length - 1)] ?? '';
          return fetch(`${String(input)}${fault && `?fault=${fault}`}`, init);
        },
      },
    );
    const memory = windowMemory();
    const requests = startRequests({
      ...{ clock, random, memory, windowId },
      ledger: store.ledger,
      arrears: new Arrears(memory),
      habits: new UsageHabits(
        habitShelf(store.memory, (listener) => store.onDidChange(listener)),
        clock,
      ),
      guard: new WindowGuard(createVault('ABCDEF12')),
      limits: () => ({ dailyPico: 10n ** 16n, monthlyPico: 10n ** 17n, completionDailyPico: 10n ** 15n }),
      client: async () => ({ ok: true, value: client }),
      onRunning: () => undefined,
    });
    this.stores.push(store);
    this.#windows.push({
      requests,
      set faults(faults: readonly string[]) {
        window.faults = faults;
        sent = 0;
      },
    });
    this.#ends.push(async () => {
      await requests.dispose();
      client.dispose();
    });
  }

  /** Sends the requests, each window one after the other, and waits until the sandbox has noticed the end of each. */
  async send(all: Iterable<MixedRequest>): Promise<void> {
    const next = all[Symbol.iterator]();
    await Promise.all(
      this.#windows.map(async (window) => {
        for (let one = next.next(); !one.done; one = next.next()) {
          window.faults = one.value.faults;
          await run(window.requests, one.value);
        }
      }),
    );
    while (this.sandbox.open().requests > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  async end(): Promise<void> {
    for (const end of this.#ends) await end();
    await this.sandbox.close();
  }
}

/** Runs one request to its end, or to where its plan stops it. */
async function run(requests: Requests, { ask, stop }: MixedRequest): Promise<void> {
  const abort = new AbortController();
  let ends = 0;
  let pieces = 0;
  const isDue = (kind: string): boolean => {
    if (stop?.at === 'headers') return kind === 'headers';
    if (stop?.at === 'end') return kind === 'finished';
    return stop?.at === 'piece' && (kind === 'text' || kind === 'reasoning') && ++pieces === stop.n;
  };
  if (stop?.at === 'start') abort.abort();
  for await (const event of requests.perform(ask, abort.signal)) {
    if (event.kind === 'attempt' && stop?.at === 'turn') void turns(stop.n).then(() => abort.abort());
    if (event.kind === 'attempt' && stop?.at === 'time') setTimeout(() => abort.abort(), stop.n);
    if (event.kind === 'finished' || event.kind === 'failed' || event.kind === 'aborted') ends += 1;
    if (!isDue(event.kind)) continue;
    if (stop?.by === 'leave') return;
    abort.abort();
  }
  assert.equal(ends, 1);
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}
