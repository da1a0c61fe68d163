import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { HeldBy } from '../../../src/core/history/lease.ts';
import { leaseMs } from '../../../src/core/spend/booking.ts';
import { Place } from './storeFixture.ts';

const program = fileURLToPath(new URL('./chattingWindow.ts', import.meta.url));
const mine: HeldBy = { by: 'me', isWanted: false };

describe('the lease of a conversation', () => {
  let place: Place;
  let child: ChildProcess | undefined;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => {
    child?.kill('SIGKILL');
    place.remove();
  });

  const held = <T>(result: { readonly ok: boolean; readonly value?: T }): T | undefined => result.value;

  it("is one window's, and the other's once it was asked for and given", async () => {
    const one = (await place.open({ windowId: 'w1' })).leases;
    const two = (await place.open({ windowId: 'w2' })).leases;
    assert.deepEqual(held(await one.claim('s')), mine);
    assert.deepEqual(held(await two.claim('s')), { by: 'other' });
    assert.deepEqual(held(await two.claim('t')), mine);
    await two.want('s');
    assert.deepEqual(held(one.heldBy('s')), { by: 'me', isWanted: true });
    await one.release('s');
    assert.deepEqual(held(two.heldBy('s')), mine);
    assert.deepEqual(held(one.heldBy('s')), { by: 'other' });
    await one.release('s');
    assert.deepEqual(held(two.heldBy('s')), mine, 'only the holder can give it away');
  });

  it('ends with its window, when that closes', async () => {
    const store = await place.open({ windowId: 'w1' });
    const two = (await place.open({ windowId: 'w2' })).leases;
    await store.leases.claim('s');
    store.close();
    assert.deepEqual(held(two.heldBy('s')), { by: 'nobody' });
    assert.deepEqual(held(await two.claim('s')), mine);
  });

  it('can be seized from a window that does not answer', async () => {
    const one = (await place.open({ windowId: 'w1' })).leases;
    const two = (await place.open({ windowId: 'w2' })).leases;
    await one.claim('s');
    await two.want('s');
    await two.seize('s');
    assert.deepEqual(held(one.heldBy('s')), { by: 'other' });
    assert.deepEqual(held(two.heldBy('s')), mine);
  });

  it('is given within two seconds by a window in another process, and outlives no window that was killed', async function () {
    this.timeout(60_000);
    place.clock.now = Date.now();
    const here = await place.open({ windowId: 'here' });
    child = spawn(process.execPath, [program, place.folder, 'there', 's'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (!child.stdout) throw new Error('no output');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, 'me');
    assert.deepEqual(held(await here.leases.claim('s')), { by: 'other' });

    const askedMs = performance.now();
    await here.leases.want('s');
    assert.equal((await lines.next()).value, 'other');
    assert.ok(performance.now() - askedMs < 2_000, 'the other window gave it too late');
    assert.deepEqual(held(here.leases.heldBy('s')), mine);

    await here.leases.release('s');
    assert.equal((await lines.next()).value, 'me', 'the other window takes it again');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual(held(here.leases.heldBy('s')), { by: 'nobody' }, 'its process is gone');
    const database = new DatabaseSync(place.file);
    database.exec(
      "UPDATE memory SET value = 'another-machine 1' WHERE space = 'chatProcess' AND key = 'there'",
    );
    database.close();
    assert.deepEqual(
      held(here.leases.heldBy('s')),
      { by: 'other' },
      'of another machine nobody can know yet',
    );
    place.clock.now = Date.now() + leaseMs + 1;
    await here.ledger.renew('here', place.clock.now);
    assert.deepEqual(held(here.leases.heldBy('s')), { by: 'nobody' });
    assert.deepEqual(held(await here.leases.claim('s')), mine);
  });
});
