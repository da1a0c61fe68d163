import { strict as assert } from 'node:assert';
import { turnSchema } from '../../../../src/core/chat/turn.ts';
import type { ChatHost } from '../../../../src/editor/chat/chatHost.ts';
import { EarlierChats } from '../../../../src/editor/chat/earlierChats.ts';
import { LedgerWorker } from '../../../../src/store/ledgerWorker.ts';
import { attempt, finished, headers, never, type Step, text, used } from '../../fakes/scriptedClient.ts';
import { Place, SetClock } from '../../store/storeFixture.ts';
import { type FakePage, quiet, setUpHost } from './hostFixture.ts';

const answer = (words: string): readonly Step[] => [
  attempt(),
  headers(),
  text(words),
  used(9, 5),
  finished(),
];

/** A window with its chat on the real store, which it polls as windows do. */
interface Window {
  readonly host: ChatHost;
  readonly page: FakePage;
  readonly earlier: EarlierChats;
}

class FastClock extends SetClock {
  override monotonicMs(): number {
    // Any two events are further apart than the chat waits between two savings.
    return performance.now() * 1_000_000;
  }
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!(await what())) {
    if (performance.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('earlier conversations', () => {
  let place: Place;
  let worker: LedgerWorker;
  const polling: ReturnType<typeof setInterval>[] = [];
  let sent = 0;
  beforeEach(() => {
    place = new Place();
    worker = new LedgerWorker(new URL('../../../../src/store/worker.ts', import.meta.url));
  });
  afterEach(async () => {
    for (const timer of polling.splice(0)) clearInterval(timer);
    await worker.dispose();
    place.remove();
  });

  async function open(windowId: string, scripts: readonly (readonly Step[])[] = []): Promise<Window> {
    const store = await place.open({ windowId });
    const thread = {
      find: (question: { readonly workspace: string; readonly query: string }) =>
        worker.history(store.file, question, place.clock.nowMs()),
      scrub: () => worker.forgetTurns(store.file),
    };
    const kept = { sessions: store.sessions(turnSchema), leases: store.leases, thread };
    let host: ChatHost | undefined;
    const there = (): ChatHost => {
      if (!host) throw new Error('the chat is not there yet');
      return host;
    };
    const { log, ports } = setUpHost();
    const earlier = new EarlierChats({ kept, workspace: 'ws', clock: place.clock, log, host: there });
    let ids = 0;
    const set = setUpHost({
      scripts,
      over: {
        windowId,
        // An answer that streams is saved as time goes by, which it does fast here.
        clock: new FastClock(),
        store: earlier.store,
        lease: earlier.lease,
        random: { ...ports.random, id: () => `${windowId}-${++ids}` },
        history: {
          find: (query) => earlier.find(query),
          open: (id) => earlier.open(id),
          rename: (id, title) => earlier.rename(id, title),
          pin: (id, isPinned) => earlier.pin(id, isPinned),
          delete: (id) => earlier.delete(id),
          export: async () => null,
          import: async () => null,
        },
      },
    });
    host = set.host;
    store.onDidChange(() => {
      earlier.follow();
      set.host.storeChanged();
    });
    polling.push(setInterval(() => store.poll(), 20));
    return { host: set.host, page: set.page, earlier };
  }
  async function ask({ host, page, earlier }: Window, words: string): Promise<void> {
    page.say({ type: 'send', intentId: `i${++sent}`, text: words });
    await quiet(host);
    await earlier.written();
  }
  const texts = ({ page }: Window): string | undefined =>
    page.state?.turns.map((turn) => turn.text).join(' | ');

  it('come back with the next window, unless another one has them open', async () => {
    const one = await open('w1', [answer('A')]);
    await ask(one, 'Why?');
    const two = await open('w2');
    const restored = two.earlier.restoreLast();
    await two.host.newChat();
    await restored;
    assert.equal(two.host.conversation.turns.length, 0);
    await one.host.newChat();
    const three = await open('w3');
    await three.earlier.restoreLast();
    await until(() => texts(three) === 'Why? | A');
    assert.equal(three.page.state?.readOnly, null);
  });

  it('come back when the window that had them open is still closing', async () => {
    const one = await open('w1', [answer('A')]);
    await ask(one, 'Why?');
    const two = await open('w2');
    const restored = two.earlier.restoreLast();
    assert.equal(two.host.conversation.turns.length, 0);
    await one.host.newChat();
    await restored;
    await until(() => texts(two) === 'Why? | A');
    assert.equal(two.page.state?.readOnly, null);
  });

  it('are read along in a second window while an answer streams, and nothing of that is written twice', async () => {
    const one = await open('w1', [answer('A'), [attempt(), headers(), text('half'), never]]);
    await ask(one, 'Why?');
    const two = await open('w2');
    assert.equal(await two.earlier.open(one.host.conversation.id), null);
    await until(() => two.page.state?.readOnly !== null && texts(two) === 'Why? | A');
    one.page.say({ type: 'send', intentId: 'more', text: 'More?' });
    await until(() => texts(two) === 'Why? | A | More? | half' || texts(two) === 'Why? | A | More? | ');
    assert.notEqual(two.page.state?.turns.at(-1)?.state, 'cut');

    two.page.say({ type: 'takeOver' });
    await until(() => one.page.state?.readOnly !== null);
    await until(() => two.page.state?.readOnly === null);
    assert.equal(one.host.isRunning, false);
    await until(() => texts(two) === 'Why? | A | More? | half');
    assert.equal(two.page.state?.turns.at(-1)?.state, 'cut');
    const kept = await two.earlier.read(two.host.conversation.id);
    assert.deepEqual(
      kept?.turns.map((turn) => turn.text),
      ['Why?', 'A', 'More?', 'half'],
    );
  });

  it('go on in the window that took over, and the first one follows', async () => {
    const one = await open('w1', [answer('A')]);
    await ask(one, 'Why?');
    const two = await open('w2', [answer('B')]);
    await two.earlier.open(one.host.conversation.id);
    await until(() => two.page.state?.readOnly !== null);
    two.page.say({ type: 'takeOver' });
    await until(() => two.page.state?.readOnly === null);
    await ask(two, 'And?');
    await until(() => texts(one) === 'Why? | A | And? | B');
    assert.deepEqual(one.page.state?.readOnly, { isTaking: false });
    await two.host.newChat();
    await until(() => one.page.state?.readOnly === null);
  });

  it('keep the name a person gave, in sight and in the store', async () => {
    const one = await open('w1', [answer('A'), answer('B')]);
    await ask(one, 'Why?');
    assert.equal(await one.earlier.rename(one.host.conversation.id, 'Named'), null);
    await ask(one, 'And?');
    assert.equal(one.page.state?.title, 'Named');
    const found = await one.earlier.find('named');
    assert.ok(found.ok);
    assert.deepEqual(
      found.value.entries.map(({ title, messages }) => [title, messages]),
      [['Named', 4]],
    );
  });

  it('are gone for good when they are deleted, also the one in sight', async () => {
    const one = await open('w1', [answer('A')]);
    await ask(one, 'Why zebra?');
    const { id } = one.host.conversation;
    assert.equal(await one.earlier.delete(id), null);
    await until(() => texts(one) === '');
    assert.notEqual(one.host.conversation.id, id);
    const found = await one.earlier.find('');
    assert.deepEqual(found.ok && found.value.entries, []);
    assert.match((await one.earlier.open(id))?.text ?? '', /no longer there/);
  });

  it('leave the sight of a window that read along when the other one deletes them', async () => {
    const one = await open('w1', [answer('A')]);
    await ask(one, 'Why?');
    const { id } = one.host.conversation;
    const two = await open('w2', [answer('B')]);
    await two.earlier.open(id);
    await until(() => two.page.state?.readOnly !== null);
    assert.equal(await one.earlier.delete(id), null);
    await until(() => texts(two) === '' && two.page.state?.readOnly === null);
    await ask(two, 'Something else');
    const found = await one.earlier.find('');
    assert.deepEqual(found.ok && found.value.entries.map(({ title }) => title), ['Something else']);
  });

  it('come in from elsewhere beside what is here', async () => {
    const one = await open('w1', [answer('A')]);
    await ask(one, 'Why?');
    const turns = one.host.conversation.turns;
    assert.equal(await one.earlier.add({ id: 'copy', title: 'Copy', createdMs: 1, turns }), null);
    const found = await one.earlier.find('why');
    assert.deepEqual(found.ok && found.value.entries.map(({ title }) => title).sort(), ['Copy', 'Why?']);
  });
});
