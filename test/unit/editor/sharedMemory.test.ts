import { strict as assert } from 'node:assert';
import { type Result, unsent } from '../../../src/core/failure.ts';
import { sharedMemory } from '../../../src/editor/account/sharedMemory.ts';

/** A store that can be made to fail. */
class BusyStore {
  readonly values = new Map<string, string>();
  isBusy = false;
  get(space: string, key: string): Result<string | undefined> {
    return this.isBusy
      ? { ok: false, failure: unsent('ledger', 'busy') }
      : { ok: true, value: this.values.get(`${space} ${key}`) };
  }
  async set(space: string, key: string, value: string | undefined): Promise<Result<void>> {
    if (this.isBusy) return { ok: false, failure: unsent('ledger', 'busy') };
    if (value === undefined) this.values.delete(`${space} ${key}`);
    else this.values.set(`${space} ${key}`, value);
    return { ok: true, value: undefined };
  }
}

describe('the shared memory', () => {
  it('keeps what it knew while the store is busy, and sees what another window wrote when it is not', async () => {
    const store = new BusyStore();
    const memory = sharedMemory(store, () => ({ dispose: () => undefined }));
    await memory.set('notice.cn', '1');
    store.isBusy = true;
    assert.equal(memory.get('notice.cn'), '1');
    assert.equal(memory.get('notice.global'), undefined);
    store.isBusy = false;
    await store.set('account', 'notice.cn', '2');
    assert.equal(memory.get('notice.cn'), '2');
    await memory.set('notice.cn', undefined);
    assert.equal(memory.get('notice.cn'), undefined);
  });

  it('rejects what could not be kept, and does not take it for kept', async () => {
    const store = new BusyStore();
    const memory = sharedMemory(store, () => ({ dispose: () => undefined }));
    store.isBusy = true;
    await assert.rejects(memory.set('notice.cn', '1'));
    store.isBusy = false;
    assert.equal(memory.get('notice.cn'), undefined);
  });
});
