import { strict as assert } from 'node:assert';
import type { History, HistoryEntry } from '../../../../src/core/history/historyEntry.ts';
import { ledgerFailure } from '../../../../src/core/spend/ledgerTrouble.ts';
import type { HistoryPorts } from '../../../../src/editor/chat/chatHistory.ts';
import { attempt, finished, headers, text, used } from '../../fakes/scriptedClient.ts';
import { type FakePage, quiet, setUpHost } from './hostFixture.ts';

const entry = (id: string, over: Partial<HistoryEntry> = {}): HistoryEntry => ({
  ...{ id, title: `about ${id}`, updatedMs: 1, isPinned: false, messages: 2 },
  costs: [{ currency: 'CNY', pico: 5n, isEstimated: false }],
  ...{ isPartlyUnpriced: false, holder: null, found: null },
  ...over,
});

/** Waits for what the page shows. */
async function seen(what: () => boolean): Promise<void> {
  const endMs = performance.now() + 5_000;
  while (!what()) {
    if (performance.now() > endMs) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const listed = ({ state }: FakePage): string | undefined =>
  state?.history?.entries.map(({ id }) => id).join(' ');
const remark = ({ state }: FakePage): string => state?.history?.remark?.message ?? '';

/** A history that does what it is told, and what it was told. */
function fakeHistory(entries: readonly HistoryEntry[], over: Partial<HistoryPorts> = {}) {
  const told: string[] = [];
  const kept = [...entries];
  const ports: HistoryPorts = {
    find: async (query): Promise<{ ok: true; value: History }> => {
      told.push(`find ${query}`);
      return { ok: true, value: { entries: kept.filter(({ title }) => title.includes(query)), more: 0 } };
    },
    open: async (id) => {
      told.push(`open ${id}`);
      return null;
    },
    rename: async (id, title) => {
      told.push(`rename ${id} ${title}`);
      return null;
    },
    pin: async (id, isPinned) => {
      told.push(`pin ${id} ${isPinned}`);
      return null;
    },
    delete: async (id) => {
      told.push(`delete ${id}`);
      kept.splice(
        kept.findIndex((one) => one.id === id),
        1,
      );
      return null;
    },
    export: async () => ({ level: 'info', message: { text: 'Exported.' } }),
    import: async () => null,
    ...over,
  };
  return { ports, told };
}

describe('the history of a page', () => {
  it('is shown when it is asked for, and follows searches and changes', async () => {
    const { ports, told } = fakeHistory([entry('a'), entry('b')]);
    const { page } = setUpHost({ over: { history: ports } });
    assert.ok(page.state && page.state.history === null);
    page.say({ type: 'showHistory' });
    await seen(() => listed(page) === 'a b');
    page.say({ type: 'searchHistory', query: 'about b' });
    await seen(() => listed(page) === 'b');
    page.say({ type: 'deleteChat', sessionId: 'b' });
    await seen(() => listed(page) === '');
    page.say({ type: 'renameChat', sessionId: 'a', title: '  two\n lines  ' });
    page.say({ type: 'renameChat', sessionId: 'a', title: '   ' });
    page.say({ type: 'pinChat', sessionId: 'a', isPinned: true });
    await seen(() => told.includes('pin a true'));
    assert.deepEqual(
      told.filter((one) => !one.startsWith('find')),
      ['delete b', 'rename a two lines', 'pin a true'],
    );
    page.say({ type: 'closeHistory' });
    await seen(() => page.state?.history === null);
  });

  it('tells what each conversation cost, and that a sum holds estimates', async () => {
    const { ports } = fakeHistory([entry('a'), entry('b', { isPartlyUnpriced: true })]);
    const { page } = setUpHost({ over: { history: ports } });
    page.say({ type: 'showHistory' });
    await seen(() => listed(page) === 'a b');
    assert.deepEqual(
      page.state?.history?.entries.map(({ cost, isCostApproximate }) => ({ cost, isCostApproximate })),
      [false, true].map((isCostApproximate) => ({
        cost: [{ currency: 'CNY', pico: '5' }],
        isCostApproximate,
      })),
    );
  });

  it('closes when a conversation was opened, and says why one was not', async () => {
    const gone = fakeHistory([entry('a')], { open: async () => ({ text: 'It is gone.' }) });
    const { page } = setUpHost({ over: { history: gone.ports } });
    page.say({ type: 'showHistory' });
    await seen(() => listed(page) === 'a');
    page.say({ type: 'openChat', sessionId: 'a' });
    await seen(() => remark(page) === 'It is gone.');
    const second = setUpHost({ over: { history: fakeHistory([entry('a')]).ports } });
    second.page.say({ type: 'showHistory' });
    await seen(() => listed(second.page) === 'a');
    second.page.say({ type: 'openChat', sessionId: 'a' });
    await seen(() => second.page.state?.history === null);
  });

  it('deletes nothing that another window has open, and nothing that was not listed', async () => {
    const { ports, told } = fakeHistory([entry('a', { holder: 'w2' }), entry('b', { holder: 'w1' })]);
    const { page } = setUpHost({ over: { history: ports } });
    page.say({ type: 'showHistory' });
    await seen(() => listed(page) === 'a b');
    assert.deepEqual(
      page.state?.history?.entries.map(({ isElsewhere }) => isElsewhere),
      [true, false],
    );
    page.say({ type: 'deleteChat', sessionId: 'zzz' });
    page.say({ type: 'deleteChat', sessionId: 'a' });
    await seen(() => /Another window/.test(remark(page)));
    assert.ok(!told.some((one) => one.startsWith('delete')));
  });

  it('says why it cannot be read or kept, and keeps what it showed', async () => {
    const failure = ledgerFailure('locked', 'busy');
    const { ports } = fakeHistory([entry('a')], { pin: async () => failure });
    let isBroken = false;
    const find: HistoryPorts['find'] = (query) =>
      isBroken ? Promise.resolve({ ok: false, failure }) : ports.find(query);
    const { page } = setUpHost({ over: { history: { ...ports, find } } });
    page.say({ type: 'showHistory' });
    await seen(() => listed(page) === 'a');
    page.say({ type: 'pinChat', sessionId: 'a', isPinned: true });
    await seen(() => /could not be kept/.test(remark(page)));
    isBroken = true;
    page.say({ type: 'searchHistory', query: 'x' });
    await seen(() => /could not be read/.test(remark(page)));
    assert.equal(listed(page), 'a');
  });

  it('opens on the first page there is when it was asked for before', async () => {
    const { ports } = fakeHistory([entry('a')]);
    const { host, page, connection } = setUpHost({ over: { history: ports } });
    connection.dispose();
    host.showHistory();
    host.attach(page);
    page.say({ type: 'ready' });
    await seen(() => listed(page) === 'a');
  });

  it('says without a store that nothing is kept', async () => {
    const { page } = setUpHost();
    page.say({ type: 'showHistory' });
    await seen(() => /not kept/.test(remark(page)));
  });
});

describe('a conversation that another window has', () => {
  it('sends nothing from here, whichever way it is asked', async () => {
    const lease = { view: { isTaking: false }, takeOver: async () => undefined, left: async () => undefined };
    const { host, page, requests } = setUpHost({
      over: { lease },
      scripts: [[attempt(), headers(), text('x'), used(1, 1), finished()]],
    });
    page.say({ type: 'send', intentId: 'i1', text: 'Hello' });
    page.say({ type: 'regenerate', intentId: 'i2', turnId: 't' });
    page.say({ type: 'continueAnswer', intentId: 'i3', turnId: 't' });
    page.say({ type: 'editAndResend', intentId: 'i4', turnId: 't', text: 'x' });
    page.say({ type: 'action', id: 'retry', turnId: 't' });
    host.ask('Explain this.', []);
    await quiet(host);
    assert.equal(requests.length, 0);
    assert.equal(page.messages.filter(({ type }) => type === 'sendRefused').length, 4);
    assert.deepEqual(page.state?.readOnly, { isTaking: false });
  });
});
