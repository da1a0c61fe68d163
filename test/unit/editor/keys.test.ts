import { strict as assert } from 'node:assert';
import { customPlace, officialPlaces } from '../../../src/core/account/place.ts';
import { fingerprint } from '../../../src/editor/account/fingerprint.ts';
import { Keys } from '../../../src/editor/account/keys.ts';
import { FakeMemory, ManualClock, SharedSecrets, settled, silentSecrets } from './accountFakes.ts';

const { cn, global } = officialPlaces;
const canary = `sk-${'canary'.repeat(8)}`;
const place = (url: string) => {
  const result = customPlace(url, null);
  assert.ok(result.ok);
  return result.place;
};

describe('keys', () => {
  it('are kept one per site, and never found under another', async () => {
    const keys = new Keys(new SharedSecrets().window(), new FakeMemory(), new ManualClock());
    await keys.store(cn, 'sk-cn');
    assert.deepEqual(await keys.read(cn), {
      ok: true,
      value: { kind: 'key', key: 'sk-cn', fingerprint: fingerprint('sk-cn') },
    });
    assert.deepEqual(await keys.read(global), { ok: true, value: { kind: 'none' } });
  });

  it('are bound to the origin of a custom address: another host, port or scheme gets none', async () => {
    const keys = new Keys(new SharedSecrets().window(), new FakeMemory(), new ManualClock());
    await keys.store(place('https://one.example/v1'), canary);
    for (const other of [
      'https://two.example/v1',
      'https://one.example:8443/v1',
      'https://one.example.evil.test/v1',
      'http://localhost/v1',
    ]) {
      assert.deepEqual(await keys.read(place(other)), { ok: true, value: { kind: 'none' } }, other);
    }
    const again = await keys.read(place('https://one.example/other/v1'));
    assert.ok(again.ok && again.value.kind === 'key');
  });

  it('are gone after a removal, and removing nothing is no error', async () => {
    const keys = new Keys(new SharedSecrets().window(), new FakeMemory(), new ManualClock());
    await keys.store(cn, canary);
    assert.ok((await keys.remove(cn)).ok);
    assert.ok((await keys.remove(cn)).ok);
    assert.deepEqual(await keys.read(cn), { ok: true, value: { kind: 'none' } });
  });

  it('fail in time when the storage never answers, for reading, storing and removing', async () => {
    const clock = new ManualClock();
    const keys = new Keys(silentSecrets, new FakeMemory(), clock, 5_000);
    for (const work of [() => keys.read(cn), () => keys.store(cn, canary), () => keys.remove(cn)]) {
      const pending = work();
      await settled();
      await clock.advance(5_000);
      const result = await pending;
      assert.ok(!result.ok);
      assert.equal(result.failure.kind, 'secretStorage');
      assert.equal(result.failure.sent, false);
    }
    assert.equal(clock.sleeping, 0, 'no timer is left');
  });

  it('leave no timer after an answer', async () => {
    const clock = new ManualClock();
    const keys = new Keys(new SharedSecrets().window(), new FakeMemory(), clock);
    await keys.read(cn);
    await settled();
    assert.equal(clock.sleeping, 0);
  });

  it('never come back in an error, even when the storage quotes what it was given', async () => {
    const quoting = {
      ...silentSecrets,
      get: async () => undefined,
      store: async (_: string, value: string): Promise<void> => {
        throw new Error(`cannot store ${value}`);
      },
    };
    const stored = await new Keys(quoting, new FakeMemory(), new ManualClock()).store(cn, canary);
    assert.ok(!stored.ok);
    assert.doesNotMatch(JSON.stringify(stored), /canary/);
  });

  it('count as not stored when they cannot be read back', async () => {
    const forgetful = {
      ...silentSecrets,
      get: async () => undefined,
      store: async (): Promise<void> => undefined,
    };
    const memory = new FakeMemory();
    assert.ok(!(await new Keys(forgetful, memory, new ManualClock()).store(cn, canary)).ok);
    assert.equal(memory.values.size, 0);
  });

  it('leave only a short fingerprint in the shared memory', async () => {
    const memory = new FakeMemory();
    const keys = new Keys(new SharedSecrets().window(), memory, new ManualClock());
    await keys.store(cn, canary);
    assert.doesNotMatch(JSON.stringify([...memory.values]), /canary|sk-/);
    assert.match(JSON.stringify([...memory.values]), new RegExp(fingerprint(canary)));
    assert.match(fingerprint(canary), /^[0-9a-f]{8}$/);
  });

  it('changed in one window are felt in the other', async () => {
    const secrets = new SharedSecrets();
    const memory = new FakeMemory();
    const here = new Keys(secrets.window(), memory, new ManualClock());
    const there = new Keys(secrets.window(), memory, new ManualClock());
    await there.read(cn);
    let felt = 0;
    there.onDidChange(() => {
      felt += 1;
    });
    await here.store(cn, canary);
    assert.ok(felt > 0);
    const read = await there.read(cn);
    assert.ok(read.ok && read.value.kind === 'key' && read.value.key === canary);
  });

  it('changed elsewhere are noticed by a host that hears and sees nothing: it says stale instead of using the old one', async () => {
    const secrets = new SharedSecrets();
    const memory = new FakeMemory();
    const here = new Keys(secrets.window(), memory, new ManualClock());
    await here.store(cn, 'sk-old');
    const deaf = new Keys(secrets.deafWindow(), memory, new ManualClock());
    const first = await deaf.read(cn);
    assert.ok(first.ok && first.value.kind === 'key');
    let felt = 0;
    deaf.onDidChange(() => {
      felt += 1;
    });
    await here.store(cn, 'sk-new');
    assert.equal(felt, 1);
    assert.deepEqual(await deaf.read(cn), { ok: true, value: { kind: 'stale' } });
    await here.remove(cn);
    assert.deepEqual(
      await deaf.read(cn),
      { ok: true, value: { kind: 'stale' } },
      'a removed key is not used either',
    );
    await deaf.store(cn, 'sk-mine');
    const mine = await deaf.read(cn);
    assert.ok(mine.ok && mine.value.kind === 'key' && mine.value.key === 'sk-mine');
  });

  it('lost by the host over a reload are simply absent, not stale', async () => {
    const memory = new FakeMemory();
    await new Keys(new SharedSecrets().window(), memory, new ManualClock()).store(cn, canary);
    const reloaded = new Keys(new SharedSecrets().window(), memory, new ManualClock());
    assert.deepEqual(await reloaded.read(cn), { ok: true, value: { kind: 'none' } });
  });

  it('still work when the shared memory cannot be written', async () => {
    const memory = new FakeMemory();
    memory.isBroken = true;
    const keys = new Keys(new SharedSecrets().window(), memory, new ManualClock());
    assert.ok((await keys.store(cn, canary)).ok);
  });

  it('leave no listener behind', () => {
    const secrets = new SharedSecrets();
    const memory = new FakeMemory();
    new Keys(secrets.window(), memory, new ManualClock()).dispose();
    assert.deepEqual([secrets.changed.size, memory.changed.size], [0, 0]);
  });
});
