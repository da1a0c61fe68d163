import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import { Database } from '../../../src/store/database.ts';
import type { SessionHead, SessionStore } from '../../../src/store/sessions.ts';
import { Place } from './storeFixture.ts';

const turnSchema = v.object({ id: v.string(), text: v.string() });
type Turn = v.InferOutput<typeof turnSchema>;

const turn = (id: string, text = `text of ${id}`): Turn => ({ id, text });
const head = (id: string, over: Partial<SessionHead> = {}): SessionHead => ({
  id,
  workspace: 'demo',
  title: `title of ${id}`,
  createdMs: 1,
  updatedMs: 1,
  ...over,
});

describe('chat sessions', () => {
  let place: Place;
  let sessions: SessionStore<Turn>;
  beforeEach(async () => {
    place = new Place();
    sessions = (await place.open()).sessions(turnSchema);
  });
  afterEach(() => place.remove());

  async function turnsOf(id: string): Promise<readonly Turn[] | undefined> {
    const loaded = await sessions.load(id);
    assert.ok(loaded.ok);
    return loaded.value?.turns;
  }

  it('come back as they were saved, turns in their order, a saved turn replaced in its place', async () => {
    await sessions.saveTurn(head('s'), turn('b'));
    await sessions.saveTurn(head('s'), turn('a'));
    await sessions.saveTurn(head('s', { updatedMs: 9 }), turn('b', 'streamed further 中文 \u0000 🙂'));
    const loaded = await sessions.load('s');
    assert.deepEqual(loaded, {
      ok: true,
      value: {
        head: head('s', { updatedMs: 9 }),
        turns: [turn('b', 'streamed further 中文 \u0000 🙂'), turn('a')],
        brokenTurns: 0,
      },
    });
    assert.deepEqual(await sessions.load('other'), { ok: true, value: null });
  });

  it('survive the end of the window in the middle of an answer', async () => {
    await sessions.saveTurn(head('s'), turn('a', 'half an ans'));
    const next = (await place.open({ windowId: 'w2' })).sessions(turnSchema);
    const loaded = await next.loadLast('demo');
    assert.equal(loaded.ok && loaded.value?.turns[0]?.text, 'half an ans');
  });

  it('are cut and continued from a turn when it is edited', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await sessions.saveTurn(head('s'), turn(id));
    await sessions.replaceFrom(head('s'), 'c', [turn('e'), turn('f')]);
    assert.deepEqual(await turnsOf('s'), [turn('a'), turn('b'), turn('e'), turn('f')]);
    await sessions.replaceFrom(head('s'), 'unknown', [turn('g')]);
    assert.equal((await turnsOf('s'))?.length, 5);
    await sessions.replaceFrom(head('s'), 'a', []);
    assert.deepEqual(await turnsOf('s'), []);
  });

  it('are listed last written first, and the last of each workspace reopens', async () => {
    await sessions.saveTurn(head('s1', { updatedMs: 5 }), turn('a'));
    await sessions.saveTurn(head('s2', { updatedMs: 7, workspace: 'other' }), turn('a'));
    await sessions.saveTurn(head('s3', { updatedMs: 6 }), turn('a'));
    const ids = async (workspace?: string) => {
      const listed = await sessions.list(workspace);
      return listed.ok ? listed.value.map((one) => one.id) : listed.failure;
    };
    assert.deepEqual(await ids(), ['s2', 's3', 's1']);
    assert.deepEqual(await ids('demo'), ['s3', 's1']);
    const last = await sessions.loadLast('demo');
    assert.equal(last.ok && last.value?.head.id, 's3');
    assert.deepEqual(await sessions.loadLast('none'), { ok: true, value: null });
  });

  it('are renamed and deleted whole', async () => {
    await sessions.saveTurn(head('s'), turn('a'));
    await sessions.rename('s', 'better');
    const loaded = await sessions.load('s');
    assert.equal(loaded.ok && loaded.value?.head.title, 'better');
    await sessions.delete('s');
    assert.equal(await turnsOf('s'), undefined);
    const database = new Database(place.file, { readOnly: true });
    assert.equal(database.get('SELECT count(*) AS n FROM turns')?.n, 0n);
    database.close();
  });

  it('lose no readable turn to a broken one, which is counted once and kept as it was', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await sessions.saveTurn(head('s'), turn(id));
    const database = new Database(place.file);
    database.run('UPDATE turns SET json = \'{"id":"b","te\' WHERE id = \'b\'');
    database.run('UPDATE turns SET json = \'{"id":"c"}\' WHERE id = \'c\'');
    database.run('UPDATE turns SET json = \'{"id":"x","text":""}\' WHERE id = \'d\'');
    const loaded = await sessions.load('s');
    assert.ok(loaded.ok && loaded.value !== null);
    assert.deepEqual([loaded.value.turns, loaded.value.brokenTurns], [[turn('a')], 3]);
    assert.equal(database.get("SELECT json FROM broken_turns WHERE id = 'b'")?.json, '{"id":"b","te');
    database.close();
    const again = await sessions.load('s');
    assert.equal(again.ok && again.value?.brokenTurns, 0);
  });
});

describe('the memory of the store', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('keeps strings by space and key, forgets on request, and is one for all windows', async () => {
    const one = (await place.open()).memory;
    const two = (await place.open({ windowId: 'w2' })).memory;
    await one.set('fim', 'cn/m1', 'suffix');
    await one.set('fim', 'cn/m2', 'template');
    await one.set('other', 'cn/m1', 'x');
    await two.set('fim', 'cn/m2', 'chat');
    assert.deepEqual(one.all('fim'), {
      ok: true,
      value: new Map([
        ['cn/m1', 'suffix'],
        ['cn/m2', 'chat'],
      ]),
    });
    await two.set('fim', 'cn/m1', undefined);
    assert.deepEqual(one.get('fim', 'cn/m1'), { ok: true, value: undefined });
    assert.deepEqual(one.get('other', 'cn/m1'), { ok: true, value: 'x' });
  });

  it('carries signals from window to window, none lost when two give one at once', async () => {
    const first = await place.open();
    const second = await place.open({ windowId: 'w2' });
    assert.deepEqual(second.memory.signalCount('stopAll'), { ok: true, value: 0 });
    second.poll();
    await Promise.all([
      first.memory.signal('stopAll'),
      second.memory.signal('stopAll'),
      first.memory.signal('stopAll'),
    ]);
    assert.equal(second.poll(), true);
    assert.deepEqual(second.memory.signalCount('stopAll'), { ok: true, value: 3 });
    assert.deepEqual(second.memory.signalCount('keyGeneration'), { ok: true, value: 0 });
  });
});
