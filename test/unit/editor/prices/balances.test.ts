import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { balanceWords, decimalPico, parseBalance } from '../../../../src/core/account/balance.ts';
import { officialPlaces, type Place } from '../../../../src/core/account/place.ts';
import { unsent } from '../../../../src/core/failure.ts';
import type { ModelClient } from '../../../../src/core/ports.ts';
import { Balances } from '../../../../src/editor/prices/balances.ts';
import { fakeKey, KEYS } from '../../../sandbox/keys.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { clientOf } from '../../siliconflow/rawServer.ts';
import { FakeMemory, ManualClock } from '../accountFakes.ts';

const hourMs = 3_600_000;

/** Windows of one machine before a sandbox of a site; `requests` counts what was asked of it. */
async function machine(site: 'cn' | 'global', apiKey: string = KEYS[site]) {
  const sandbox: Sandbox = await startSandbox({ site, port: 0, pace: 'instant' });
  const memory = new FakeMemory();
  const clock = new ManualClock();
  const client: ModelClient = clientOf({ baseUrl: `${sandbox.url}/v1` }, { apiKey }).client;
  let place: Place | null = officialPlaces[site];
  let account: string | null = client.account;
  let isReachable = true;
  const window = () =>
    new Balances({
      memory,
      clock,
      place: () => place,
      account: () => account,
      client: async () =>
        isReachable ? { ok: true, value: client } : { ok: false, failure: unsent('noKey') },
      onChange: () => undefined,
    });
  return {
    sandbox,
    memory,
    clock,
    window,
    requests: () => sandbox.requests().length,
    at: (next: Place | null) => {
      place = next;
    },
    useKey: (other: string | null) => {
      account = other;
    },
    unplug: () => {
      isReachable = false;
    },
  };
}

describe('the balance', () => {
  let machines: Awaited<ReturnType<typeof machine>>[] = [];
  const start = async (...args: Parameters<typeof machine>) => {
    const one = await machine(...args);
    machines.push(one);
    return one;
  };
  afterEach(async () => {
    for (const { sandbox } of machines) await sandbox.close();
    machines = [];
  });

  it('is the total of the account with its time, on demand, for all windows', async () => {
    const { window, clock, requests } = await start('global');
    const [one, two] = [window(), window()];
    assert.deepEqual([one.isOffered, one.last, requests()], [true, null, 0]);
    await clock.advance(5_000);
    await one.ask();
    assert.deepEqual(
      [two.last?.totalPico, two.last?.currency, two.last?.atMs],
      [89n * 10n ** 12n, 'USD', 5_000],
    );
  });

  it('is asked for at most hourly when the person looks, and never before they asked once', async () => {
    const { window, clock, requests } = await start('global');
    const balances = window();
    const look = async () => {
      balances.refreshIfOld();
      // A question that is under way is joined, so this ends with it and adds none.
      await (balances.last ? balances.ask() : undefined);
    };
    balances.refreshIfOld();
    await clock.advance(2 * hourMs);
    balances.refreshIfOld();
    assert.equal(requests(), 0);
    await balances.ask();
    assert.equal(requests(), 1);
    await clock.advance(hourMs - 1);
    balances.refreshIfOld();
    assert.equal(requests(), 1);
    await clock.advance(1);
    await look();
    assert.equal(requests(), 2);
  });

  it('of another key is not shown', async () => {
    const { window, useKey } = await start('global');
    await window().ask();
    assert.notEqual(window().last, null);
    useKey('another');
    assert.equal(window().last, null);
  });

  it('is hidden for good where the site answers 410, without another question', async () => {
    const { window, sandbox, requests, memory } = await start('cn');
    const asGlobal = window();
    machines[0]?.at({ ...officialPlaces.global, origin: sandbox.url });
    assert.equal((await asGlobal.ask())?.kind, 'gone');
    assert.deepEqual([asGlobal.isOffered, asGlobal.last, requests()], [false, null, 1]);
    asGlobal.refreshIfOld();
    assert.equal(window().isOffered, false);
    assert.equal(requests(), 1);
    // Only of that site.
    assert.deepEqual([...memory.values.keys()], ['balance.global']);
  });

  it('is not even offered on CN, which withdrew it, nor without a currency', async () => {
    const { window, at, requests } = await start('cn');
    assert.equal(window().isOffered, false);
    assert.equal(await window().ask(), null);
    at({ ...officialPlaces.global, site: 'custom', currency: null });
    assert.equal(window().isOffered, false);
    at(null);
    assert.deepEqual([window().isOffered, window().last], [false, null]);
    assert.equal(requests(), 0);
  });

  it('stays as it was when the key is refused or the site cannot be reached', async () => {
    const { window, clock, unplug } = await start('global');
    const balances = window();
    await balances.ask();
    const before = balances.last;
    unplug();
    await clock.advance(2 * hourMs);
    assert.equal(await balances.ask(), null);
    assert.deepEqual([balances.last, balances.isOffered], [before, true]);
    const refused = await start('global', fakeKey('nobody'));
    assert.equal(await refused.window().ask(), null);
    assert.equal(refused.window().isOffered, true);
  });

  it('is forgotten when another site was chosen while it was asked for', async () => {
    const { window, at, memory } = await start('global');
    const asking = window().ask();
    at(officialPlaces.cn);
    assert.equal(await asking, null);
    assert.equal(memory.values.size, 0);
  });

  it('reads amounts without rounding, negative ones too, and nothing else', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 26n }), fc.boolean(), (pico, isNegative) => {
        const sign = isNegative ? '-' : '';
        const text = `${sign}${pico / 10n ** 12n}.${String(pico % 10n ** 12n).padStart(12, '0')}`;
        assert.equal(decimalPico(text), isNegative ? -pico : pico);
      }),
    );
    assert.equal(decimalPico('88'), 88n * 10n ** 12n);
    for (const text of ['', '1e3', '1,00', 'NaN', '0x1', '1.', '--1', '٣'])
      assert.equal(decimalPico(text), null);
  });

  it('is said with its time, and with its day when that is not today', () => {
    const atMs = Date.parse('2026-11-22T14:03:00Z');
    const balance = {
      kind: 'told',
      account: 'k',
      currency: 'USD',
      totalPico: 89n * 10n ** 12n,
      atMs,
    } as const;
    assert.deepEqual(balanceWords(balance, atMs + hourMs, 'en-GB', 'UTC').args, ['$89.00', '14:03']);
    assert.match(String(balanceWords(balance, atMs + 24 * hourMs, 'en-GB', 'UTC').args?.[1]), /22 Nov 2026/);
    assert.equal(parseBalance('{"kind":"told"}'), null);
    assert.equal(parseBalance('garbage'), null);
  });
});
