import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { LedgerWorker } from '../../../src/store/ledgerWorker.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { exact, Place } from './storeFixture.ts';

const canary = 'canary-in-the-store';
const turnSchema = v.object({ id: v.string(), text: v.string() });
const head = { id: 's1', workspace: 'w', title: canary, createdMs: 1, updatedMs: 1 };

describe('erasing the store', () => {
  let place: Place;
  let worker: LedgerWorker;
  beforeEach(() => {
    place = new Place();
    worker = new LedgerWorker(new URL('../../../src/store/worker.ts', import.meta.url));
  });
  afterEach(async () => {
    await worker.dispose();
    place.remove();
  });

  const bytes = (): string =>
    readdirSync(place.folder)
      .map((name) => readFileSync(join(place.folder, name), 'latin1'))
      .join('\n');
  const fill = async (store: Store): Promise<void> => {
    for (let n = 0; n < 300; n += 1)
      await store.ledger.settle(exact(`r${n}`, 5n, { workspace: `${canary} ${n}`, insertedInto: canary }));
    await store.memory.set('account', canary, canary);
    const sessions = store.sessions(turnSchema);
    for (let n = 0; n < 50; n += 1)
      await sessions.saveTurn(head, { id: `t${n}`, text: `${canary} `.repeat(200) });
  };

  it('leaves no byte behind, also in free pages and the log, while another window has it open', async () => {
    const one = await place.open({ windowId: 'w1' });
    const two = await place.open({ windowId: 'w2' });
    await fill(one);
    // What was deleted before lies in free pages.
    await two.sessions(turnSchema).delete('s1');
    two.poll();
    assert.match(bytes(), /canary/);
    assert.deepEqual(await worker.eraseAll(place.file, 'm1'), { ok: true, value: true });
    assert.doesNotMatch(bytes(), /canary/);
    assert.deepEqual(await one.inventory(), {
      ok: true,
      value: { receipts: 0, records: 0, sessions: 0, facts: 1 },
    });
  });

  it('is noticed by the other window, which goes on with an empty store', async () => {
    const one = await place.open({ windowId: 'w1' });
    const two = await place.open({ windowId: 'w2' });
    await fill(one);
    two.poll();
    assert.equal(two.ledger.summary({ day: '2026-03-10' }).totals[0]?.requests, 300);
    let changes = 0;
    two.onDidChange(() => {
      changes += 1;
    });
    assert.ok((await worker.eraseAll(place.file, 'm1')).ok);
    assert.equal(two.poll(), true);
    assert.equal(changes, 1);
    assert.deepEqual(two.ledger.summary({ day: '2026-03-10' }).totals, []);
    assert.deepEqual(two.memory.get('deletion', 'erased'), { ok: true, value: 'm1' });
    assert.deepEqual(two.openedAs, { as: 'existing' });
    assert.ok((await two.ledger.settle(exact('after', 7n))).ok);
    assert.ok((await two.ledger.renew('w2', place.clock.now)).ok);
    assert.equal(one.ledger.summary({ day: '2026-03-10' }).totals[0]?.costPico, 7n);
  });

  it('leaves a file that opens again as whole and of this version', async () => {
    await fill(await place.open());
    assert.ok((await worker.eraseAll(place.file, 'm1')).ok);
    const report = await worker.check(place.file);
    assert.deepEqual(report, { ok: true, value: { damage: [], sumsAgree: true } });
    const again = await place.open({ windowId: 'w3' });
    assert.deepEqual(again.openedAs, { as: 'existing' });
  });

  it('changes nothing when the file cannot be written', async () => {
    const store = await place.open();
    await fill(store);
    const failed = await worker.eraseAll(join(place.folder, 'no-such-folder', 'ledger.db'), 'm1');
    assert.equal(failed.ok, false);
    assert.equal(store.ledger.summary({ day: '2026-03-10' }).totals[0]?.requests, 300);
  });
});
