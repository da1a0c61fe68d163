import { strict as assert } from 'node:assert';
import { officialPlaces } from '../../../../src/core/account/place.ts';
import { type Result, unsent } from '../../../../src/core/failure.ts';
import type { ModelClient } from '../../../../src/core/ports.ts';
import type { Access } from '../../../../src/editor/account/setup.ts';
import { ClientSource } from '../../../../src/editor/requests/clientSource.ts';
import { ScriptedClient } from '../../fakes/scriptedClient.ts';

const cn: Access = { place: officialPlaces.cn, key: 'key-of-cn-1234', account: 'a1', from: 'secretStorage' };
const global: Access = { ...cn, place: officialPlaces.global, key: 'key-of-global-9', account: 'a2' };

function setUp(create?: (access: Access) => Promise<ModelClient>) {
  const at: { access: Result<Access> } = { access: { ok: true, value: cn } };
  const built: { readonly access: Access; readonly client: ScriptedClient }[] = [];
  const source = new ClientSource({
    access: () => at.access,
    create:
      create ??
      (async (access) => {
        const client = new ScriptedClient([]);
        built.push({ access, client });
        return client;
      }),
  });
  return { at, built, source };
}

describe('the source of clients', () => {
  it('builds one client for any number of requests', async () => {
    const { source, built } = setUp();
    const [one, two] = await Promise.all([source.client(), source.client()]);
    assert.ok(one.ok && two.ok && one.value === two.value);
    assert.equal(built.length, 1);
  });

  it('gives a key only to a client of the origin it was entered for', async () => {
    const { source, built, at } = setUp();
    await source.client();
    at.access = { ok: true, value: global };
    await source.client();
    assert.deepEqual(
      built.map(({ access }) => `${access.place.host} ${access.key}`),
      ['api.siliconflow.cn key-of-cn-1234', 'api.siliconflow.com key-of-global-9'],
    );
  });

  it('ends the old client when the key changes', async () => {
    const { source, built, at } = setUp();
    await source.client();
    at.access = { ok: true, value: { ...cn, key: 'another-key-5678', account: 'a3' } };
    const next = await source.client();
    assert.ok(built[0]?.client.isDisposed);
    assert.ok(next.ok && next.value === built[1]?.client && !built[1].client.isDisposed);
  });

  it('answers with why nothing may be sent, and builds nothing', async () => {
    const { source, built, at } = setUp();
    at.access = { ok: false, failure: unsent('noKey') };
    const answer = await source.client();
    assert.ok(!answer.ok && answer.failure.kind === 'noKey');
    assert.equal(built.length, 0);
  });

  it('builds again after it could not be built', async () => {
    let tries = 0;
    const { source } = setUp(async () => {
      tries += 1;
      if (tries === 1) throw new Error('half an installation');
      return new ScriptedClient([]);
    });
    const first = await source.client();
    assert.ok(!first.ok && first.failure.detail === 'half an installation' && !first.failure.sent);
    assert.ok((await source.client()).ok);
  });

  it('answers a fault of the builder that is thrown at once like any other', async () => {
    const { source } = setUp(() => {
      throw new Error('at once');
    });
    assert.ok(!(await source.client()).ok);
  });

  it('never tells the key, nor a long story, when it cannot be built', async () => {
    for (const message of [`Bearer ${cn.key} is an invalid header value`, 'x'.repeat(5_000)]) {
      const { source } = setUp(() => Promise.reject(new Error(message)));
      const answer = await source.client();
      assert.ok(!answer.ok);
      assert.ok(!answer.failure.detail.includes('1234'));
      assert.ok(answer.failure.detail.length <= 500);
    }
  });

  it('does not hand out a client that was replaced while it was being built', async () => {
    const waiting: ((client: ModelClient) => void)[] = [];
    const { source, at } = setUp(() => new Promise((resolve) => waiting.push(resolve)));
    const early = source.client();
    at.access = { ok: true, value: global };
    const late = source.client();
    await Promise.resolve();
    const [old, fresh] = [new ScriptedClient([]), new ScriptedClient([])];
    waiting[1]?.(fresh);
    waiting[0]?.(old);
    const [first, second] = await Promise.all([early, late]);
    assert.ok(first.ok && first.value === fresh && second.ok && second.value === fresh);
    assert.ok(old.isDisposed && !fresh.isDisposed);
  });

  it('keeps the new client when the old one could not be built', async () => {
    const waiting: { resolve: (client: ModelClient) => void; reject: (error: Error) => void }[] = [];
    const { source, at } = setUp(() => new Promise((resolve, reject) => waiting.push({ resolve, reject })));
    const early = source.client();
    at.access = { ok: true, value: global };
    const late = source.client();
    waiting[0]?.reject(new Error('old'));
    await early;
    waiting[1]?.resolve(new ScriptedClient([]));
    await late;
    await source.client();
    assert.equal(waiting.length, 2);
  });

  it('ends the client at its own end, also one that is still being built', async () => {
    const client = new ScriptedClient([]);
    const { source } = setUp(async () => client);
    void source.client();
    source.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(client.isDisposed);
  });
});
