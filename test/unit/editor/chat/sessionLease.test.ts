import { strict as assert } from 'node:assert';
import type { Log } from '../../../../src/core/ports.ts';
import { SessionLease } from '../../../../src/editor/chat/sessionLease.ts';
import type { Store } from '../../../../src/store/openStore.ts';
import { KeptLog } from '../../siliconflow/fakes.ts';
import { Place } from '../../store/storeFixture.ts';

/** A window: its lease on the real store, and what it did in order. */
class Window {
  readonly done: string[] = [];
  readonly log: Log & { readonly lines?: readonly string[] } = new KeptLog();
  readonly lease: SessionLease;
  readonly store: Store;
  /** What must be over before the conversation is given away. */
  finishing: Promise<void> = Promise.resolve();

  constructor(store: Store, place: Place) {
    this.store = store;
    this.lease = new SessionLease({
      leases: store.leases,
      clock: place.clock,
      log: this.log,
      finish: async () => {
        await this.finishing;
        this.done.push('finished');
      },
      reload: async (id, isMine) => void this.done.push(`reloaded ${id}${isMine ? ' as mine' : ''}`),
      changed: () => undefined,
    });
    store.onDidChange(() => this.lease.follow());
  }
}

async function until(look: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!look()) {
    if (performance.now() > endMs) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the right to write to a conversation', () => {
  let place: Place;
  let one: Window;
  let two: Window;
  let polling: ReturnType<typeof setInterval>;
  beforeEach(async () => {
    place = new Place();
    one = new Window(await place.open({ windowId: 'w1' }), place);
    two = new Window(await place.open({ windowId: 'w2' }), place);
    polling = setInterval(() => {
      one.store.poll();
      two.store.poll();
    }, 20);
  });
  afterEach(() => {
    clearInterval(polling);
    place.remove();
  });

  it("is the first window's; the second reads along, and follows what is written", async () => {
    await one.lease.opened('s');
    await two.lease.opened('s');
    assert.equal(one.lease.view, null);
    assert.deepEqual(two.lease.view, { isTaking: false });
    assert.ok(one.lease.maySave('s') && !two.lease.maySave('s'));
    two.done.length = 0;
    await one.store.memory.set('test', 'key', 'value');
    await until(() => two.done.includes('reloaded s'));
    assert.ok(!one.done.includes('reloaded s'));
  });

  it('goes over only when the first window has saved what it had, and nothing of it is saved after', async () => {
    await one.lease.opened('s');
    await two.lease.opened('s');
    let finish: () => void = () => undefined;
    one.finishing = new Promise((resolve) => {
      finish = resolve;
    });
    const taking = two.lease.takeOver();
    assert.deepEqual(two.lease.view, { isTaking: true });
    await until(() => one.lease.view !== null);
    assert.ok(one.lease.maySave('s'), 'the last of it may be saved');
    assert.ok(!two.done.includes('reloaded s as mine'));
    finish();
    await until(() => two.lease.view === null);
    assert.ok(two.done.includes('reloaded s as mine'));
    assert.ok(!one.lease.maySave('s') && two.lease.maySave('s'));
    await taking;
    assert.equal(two.lease.view, null, 'the patience of the one who asked changes nothing any more');
  });

  it('is taken from a window that does not answer, and what that still has goes nowhere', async function () {
    this.timeout(60_000);
    await one.lease.opened('s');
    await two.lease.opened('s');
    one.finishing = new Promise(() => undefined);
    await two.lease.takeOver();
    assert.equal(two.lease.view, null);
    const held = two.store.leases.heldBy('s');
    assert.ok(held.ok && held.value.by === 'me');
  });

  it('is given back when another conversation is opened, and the reader has it then', async () => {
    await one.lease.opened('s');
    await two.lease.opened('s');
    await one.lease.opened('t');
    await until(() => two.lease.view === null);
    assert.ok(two.done.includes('reloaded s as mine'));
    await two.lease.left();
    assert.ok(!one.lease.isElsewhere('s'));
    assert.ok(two.lease.isElsewhere('t'));
  });
});
