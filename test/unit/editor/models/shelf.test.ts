import { strict as assert } from 'node:assert';
import { officialPlaces, type Place } from '../../../../src/core/account/place.ts';
import type { Failure, Result } from '../../../../src/core/failure.ts';
import type { ModelClient } from '../../../../src/core/ports.ts';
import { ModelShelf } from '../../../../src/editor/models/shelf.ts';
import { StillClock } from '../../core/request/gateFixture.ts';
import { ScriptedClient } from '../../fakes/scriptedClient.ts';

const badKey: Failure = { kind: 'badKey', status: 401, detail: '', sent: true };
const known = 'deepseek-ai/DeepSeek-V3.2';

/** Answers each look-up when the test says so. */
class ListingClient extends ScriptedClient {
  readonly asked: {
    readonly signal: AbortSignal;
    readonly answer: (list: Result<readonly string[]>) => void;
  }[] = [];
  override readonly account: string;

  constructor(account = 'k1') {
    super([]);
    this.account = account;
  }

  override listModels(signal?: AbortSignal): Promise<Result<readonly string[]>> {
    return new Promise((resolve) => {
      this.asked.push({ signal: signal ?? new AbortController().signal, answer: resolve });
    });
  }
}

function setUp() {
  const clock = new StillClock();
  const at: { place: Place | null; client: ListingClient; changes: number } = {
    place: officialPlaces.cn,
    client: new ListingClient(),
    changes: 0,
  };
  const shelf = new ModelShelf({
    clock,
    place: () => at.place,
    client: async (): Promise<Result<ModelClient>> => ({ ok: true, value: at.client }),
    override: (facts) => facts,
    chosen: () => [],
    onChange: () => {
      at.changes += 1;
    },
  });
  /** Starts a look-up, answers it, waits for its end. */
  const fetched = async (list: Result<readonly string[]>, now = false): Promise<void> => {
    const done = shelf.refresh(now);
    await settled();
    at.client.asked.at(-1)?.answer(list);
    await done;
  };
  return { clock, at, shelf, fetched };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const list = (...ids: string[]): Result<readonly string[]> => ({ ok: true, value: ids });

describe('the shelf of models', () => {
  it('is empty while no place is chosen, and asks nobody', async () => {
    const { at, shelf } = setUp();
    at.place = null;
    await shelf.refresh();
    assert.deepEqual(shelf.models(), []);
    assert.equal(at.client.asked.length, 0);
  });

  it('asks once for any number of wishes, and not again while the list is fresh', async () => {
    const { at, shelf, clock, fetched } = setUp();
    const all = [shelf.refresh(), shelf.refresh(), shelf.refresh(true)];
    await settled();
    at.client.asked[0]?.answer(list(known));
    await Promise.all(all);
    await shelf.refresh();
    assert.equal(at.client.asked.length, 1);
    assert.equal(at.changes, 1);
    clock.pass(300_000);
    await fetched(list(known));
    assert.equal(at.client.asked.length, 2);
  });

  it('gives the same array until something changes, and another one when settings were forgotten', async () => {
    const { shelf, fetched } = setUp();
    const before = shelf.models();
    assert.equal(shelf.models(), before);
    await fetched(list(known));
    const after = shelf.models();
    assert.notEqual(after, before);
    assert.equal(shelf.find(known)?.presence, 'live');
    shelf.forget();
    assert.notEqual(shelf.models(), after);
    assert.deepEqual(shelf.models(), after);
  });

  it('keeps the last list when a look-up fails, says why, and tries again after a minute', async () => {
    const { at, shelf, clock, fetched } = setUp();
    await fetched(list(known, 'new/model'));
    await fetched({ ok: false, failure: badKey }, true);
    assert.ok(shelf.find('new/model'));
    assert.equal(shelf.failure?.kind, 'badKey');
    await shelf.refresh();
    assert.equal(at.client.asked.length, 2);
    clock.pass(60_000);
    await fetched(list(known));
    assert.equal(shelf.failure, null);
    assert.equal(shelf.find('new/model'), undefined);
  });

  it('gives up the look-up of a site that is no longer chosen, and asks the new one at once', async () => {
    const { at, shelf } = setUp();
    const old = shelf.refresh();
    await settled();
    const before = at.client;
    at.place = officialPlaces.global;
    at.client = new ListingClient();
    const fresh = shelf.refresh();
    await settled();
    assert.ok(before.asked[0]?.signal.aborted);
    before.asked[0]?.answer(list('old/model'));
    at.client.asked[0]?.answer(list('new/model'));
    await Promise.all([old, fresh]);
    assert.ok(shelf.find('new/model'));
    assert.equal(shelf.find('old/model'), undefined);
  });

  it('shows no failure of a site that is no longer chosen', async () => {
    const { at, shelf, fetched } = setUp();
    await fetched({ ok: false, failure: badKey });
    at.place = officialPlaces.global;
    assert.equal(shelf.failure, null);
  });

  it('asks again at once with another key: a list, or a refusal, is the one of its key', async () => {
    const { at, shelf, fetched } = setUp();
    await fetched({ ok: false, failure: badKey });
    at.client = new ListingClient('k2');
    await fetched(list('new/model'));
    assert.equal(shelf.failure, null);
    assert.ok(shelf.find('new/model'));
  });

  it('stays as it is when it ends during a look-up', async () => {
    const { at, shelf } = setUp();
    const done = shelf.refresh();
    await settled();
    shelf.dispose();
    at.client.asked[0]?.answer(list('late/model'));
    await done;
    assert.equal(at.changes, 0);
    assert.equal(shelf.find('late/model'), undefined);
  });

  it('asks again when the clock was set back behind its list', async () => {
    const { at, clock, fetched } = setUp();
    await fetched(list(known));
    clock.now -= 3_600_000;
    await fetched(list(known));
    assert.equal(at.client.asked.length, 2);
  });

  it('puts a `Pro/` twin after the model whose id is part of its own, and leaves the rest in the order of the site', async () => {
    const { shelf, fetched } = setUp();
    await fetched(list('Pro/a/one', 'b/two', 'Pro/c/alone', 'a/one'));
    const order = shelf.models().map(({ facts }) => facts.id);
    assert.deepEqual(
      order.filter((id) => /^(Pro\/)?[abc]\//.test(id)),
      ['b/two', 'Pro/c/alone', 'a/one', 'Pro/a/one'],
    );
  });
});
