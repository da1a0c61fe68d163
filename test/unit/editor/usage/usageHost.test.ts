import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { Sentence } from '../../../../src/core/sentence.ts';
import { ledgerFailure } from '../../../../src/core/spend/ledgerTrouble.ts';
import type { DayRange } from '../../../../src/core/spend/usageRange.ts';
import { machineClock } from '../../../../src/editor/clock.ts';
import { hourStartsOf } from '../../../../src/editor/usage/localHours.ts';
import { type UsageBooks, UsageHost, type UsagePorts } from '../../../../src/editor/usage/usageHost.ts';
import {
  type ToUsageHost,
  type ToUsagePage,
  toUsagePage,
  type UsageState,
} from '../../../../src/protocol/usage.ts';
import { LedgerWorker } from '../../../../src/store/ledgerWorker.ts';
import type { Store } from '../../../../src/store/openStore.ts';
import { estimated, exact, Place, unknown } from '../../store/storeFixture.ts';

const filter = { text: '', model: '', purpose: '', outcome: '' } as const;
const thisMonth = { preset: 'month', range: null, filter } as const;

/** A page that keeps what it was sent, each message parsed as the page parses it. */
class Page {
  readonly heard: ToUsagePage[] = [];
  #listener: (message: unknown) => void = () => undefined;
  readonly #waiting = new Set<() => void>();
  readonly port = {
    post: (message: ToUsagePage): void => {
      this.heard.push(v.parse(toUsagePage, structuredClone(message)));
      for (const wake of [...this.#waiting]) wake();
    },
    onMessage: (listener: (message: unknown) => void) => {
      this.#listener = listener;
      return { dispose: () => undefined };
    },
  };

  send(intent: ToUsageHost | unknown): void {
    this.#listener(intent);
  }

  get state(): UsageState | undefined {
    return this.heard.findLast((one) => one.type === 'state')?.state;
  }

  /** Resolves when something that was sent makes it true. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  async settled(): Promise<UsageState> {
    await this.until(() => this.state?.loading === false);
    if (this.state === undefined) throw new Error('no state');
    return this.state;
  }
}

describe('the host of the usage page', () => {
  let place: Place;
  let store: Store;
  let worker: LedgerWorker;
  let page: Page;
  let host: UsageHost;
  let done: string[];

  function open(over: Partial<UsagePorts> = {}): void {
    const books: UsageBooks = {
      usage: (question) => worker.usage(store.file, question),
      receipts: (query) => worker.receipts(store.file, query),
    };
    const note = (words: string): void => void done.push(words);
    host = new UsageHost(page.port, {
      clock: place.clock,
      log: { debug: note, info: note, warn: note, error: note },
      books: { ok: true, value: books },
      bills: store.memory,
      completion: null,
      canSetPrice: false,
      place: () => ({ site: 'cn', currency: 'CNY' }),
      editor: {
        copy: async (text) => note(`copy ${text}`),
        exportRange: async (range: DayRange) => note(`export ${range.fromDay} ${range.toDay}`),
        deleteRange: async () => false,
        setPrice: async (model) => note(`price ${model}`),
        showSent: async (id) => note(`sent ${id}`),
        openSitePage: async (site, which) => note(`open ${site} ${which}`),
        openChat: async () => note('chat'),
      },
      say: ({ text, args }: Sentence) =>
        text.replace(/\{(\d)\}/g, (_, index) => String(args?.[Number(index)])),
      locale: 'en',
      machine: 'here',
      ...over,
    });
  }

  beforeEach(async () => {
    place = new Place();
    store = await place.open();
    worker = new LedgerWorker(new URL('../../../../src/store/worker.ts', import.meta.url));
    page = new Page();
    done = [];
  });
  afterEach(async () => {
    host.dispose();
    await worker.dispose();
    place.remove();
  });

  it('shows an empty book as empty, and follows the first receipt without being asked', async () => {
    open();
    const held = worker.hold();
    page.send({ type: 'ready', query: thisMonth });
    assert.equal((await page.settled()).empty, true);
    await store.ledger.settle(exact('a', 5_000_000_000_000n));
    host.changed();
    await page.until(() => page.state?.empty === false);
    assert.equal(page.state?.blocks[0]?.costPico, '5000000000000');
    await page.until(() => page.heard.some((one) => one.type === 'receipts' && one.rows.length === 1));
    held.dispose();
  });

  it('says how sure the prices behind the sums are, and which of them to check', async () => {
    const price = factsOf('cn', 'deepseek-ai/DeepSeek-V3.2').prices[0];
    assert.ok(price);
    await store.ledger.settle(exact('a', 5n, { price, traceId: 'ti_1', firstTokenMs: 12.5 }));
    await store.ledger.settle(
      estimated('b', 1n, 2n, 3n, { price, workspace: 'w', insertedInto: 'src/a.ts' }),
    );
    await store.ledger.settle(unknown('c', { failure: 'cutShort', outcome: 'cut' }));
    open();
    page.send({ type: 'ready', query: thisMonth });
    const { prices, blocks } = await page.settled();
    assert.equal(prices.length, 1);
    assert.equal(prices[0]?.model, 'm1');
    assert.deepEqual(
      blocks.map((block) => block.currency),
      ['CNY', null],
    );
    await page.until(() => page.heard.some((one) => one.type === 'receipts' && one.rows.length === 3));
  });

  it('says why the books cannot be read, and shows no figure then', async () => {
    open({ books: { ok: false, failure: ledgerFailure('newer') } });
    page.send({ type: 'ready', query: thisMonth });
    const { trouble, blocks } = await page.settled();
    assert.match(trouble ?? '', /newer version/);
    assert.deepEqual(blocks, []);
  });

  it('shows all there is, once it knows how far that reaches', async () => {
    await store.ledger.settle(exact('a', 1n, { day: '2025-01-05' }));
    await store.ledger.settle(exact('b', 2n, { day: '2026-02-07' }));
    open();
    page.send({ type: 'ready', query: { ...thisMonth, preset: 'all' } });
    const { range, blocks, unit } = await page.settled();
    assert.deepEqual(range, { fromDay: '2025-01-05', toDay: '2026-02-07' });
    assert.equal(blocks[0]?.costPico, '3');
    assert.equal(unit, 'month');
    assert.equal(blocks[0]?.bars.length, 14);
  });

  it('moves to the next day and month with the clock', async () => {
    open();
    page.send({ type: 'ready', query: { ...thisMonth, preset: 'today' } });
    assert.equal((await page.settled()).range.fromDay, '2026-03-10');
    place.clock.now = Date.parse('2026-04-01T00:00:01Z');
    host.changed();
    await page.until(() => page.state?.range.fromDay === '2026-04-01');
  });

  it('keeps what the bill says, shows it beside what was counted, changes and forgets it', async () => {
    await store.ledger.settle(exact('a', 4_000_000_000_000n));
    open();
    page.send({ type: 'ready', query: thisMonth });
    const { comparable } = await page.settled();
    assert.deepEqual(
      comparable.map(({ site, currency, period }) => [site, currency, period]),
      [['cn', 'CNY', '2026-03']],
    );
    const bill = { site: 'cn', currency: 'CNY', period: '2026-03' };
    page.send({ type: 'setBill', ...bill, amount: '4,50' });
    await page.until(() => page.state?.bills[0]?.billPico === '4500000000000');
    assert.equal(page.state?.bills[0]?.countedPico, '4000000000000');
    page.send({ type: 'setBill', ...bill, amount: '5' });
    await page.until(() => page.state?.bills[0]?.billPico === '5000000000000');
    assert.equal(page.state?.bills.length, 1);
    page.send({ type: 'setBill', ...bill, amount: 'five' });
    await page.until(() => page.heard.some((one) => one.type === 'billRefused'));
    page.send({ type: 'removeBill', ...bill });
    await page.until(() => page.state?.bills.length === 0);
  });

  it('reads what ghost text brought, of each currency apart, and nothing when nothing is kept', async () => {
    await store.ledger.settle(exact('a', 1n, { purpose: 'completion' }));
    await store.ledger.settle(exact('b', 1n, { currency: 'USD' }));
    const never = { neverShownRequests: 2, neverShownTokens: 100, neverShownPico: 5n };
    const row = { currency: 'CNY', model: 'm1', ...never, shown: 10, accepted: 4, acceptedLines: 3 };
    open({
      completion: async () => ({
        ok: true,
        value: {
          figures: [
            { ...row, languageId: null, costPico: 11n, shown: 1, acceptedLines: 0 },
            { ...row, languageId: 'python', costPico: 10n },
            // The same on another site.
            { ...row, languageId: 'python', costPico: 4n },
          ],
          unasked: [{ languageId: 'python', shown: 7, accepted: 2 }],
        },
      }),
    });
    page.send({ type: 'ready', query: thisMonth });
    const { blocks, unasked } = await page.settled();
    assert.deepEqual(blocks[0]?.completion, {
      shown: 21,
      accepted: 12,
      acceptedLines: 6,
      billedNeverShown: 6,
      tokensNeverShown: 300,
      perLinePico: '4',
      neverShownPico: '15',
      parts: [
        {
          ...{ language: 'python', model: 'm1', shown: 20, accepted: 8, acceptedLines: 6 },
          ...{ billedNeverShown: 4, tokensNeverShown: 200, perLinePico: '2', neverShownPico: '10' },
        },
        {
          ...{ language: 'Not known', model: 'm1', shown: 1, accepted: 4, acceptedLines: 0 },
          ...{ billedNeverShown: 2, tokensNeverShown: 100, perLinePico: null, neverShownPico: '5' },
        },
      ],
    });
    assert.equal(blocks[1]?.completion, null);
    assert.deepEqual(unasked, [{ language: 'python', shown: 7, accepted: 2 }]);
  });

  it('shows the sums while what ghost text brought is still being counted, and then both', async () => {
    await store.ledger.settle(exact('a', 5n, { purpose: 'completion' }));
    let counted = (_: Awaited<ReturnType<NonNullable<UsagePorts['completion']>>>): void => {};
    open({
      clock: {
        ...machineClock,
        nowMs: () => place.clock.nowMs(),
        localDay: (ms) => place.clock.localDay(ms),
      },
      completion: () =>
        new Promise((resolve) => {
          counted = resolve;
        }),
    });
    page.send({ type: 'ready', query: thisMonth });
    assert.equal((await page.settled()).blocks[0]?.costPico, '5');
    assert.equal(page.state?.blocks[0]?.completion, null);
    const never = { neverShownRequests: 0, neverShownTokens: 0, neverShownPico: 0n };
    const row = { currency: 'CNY', model: 'm1', languageId: 'go', costPico: 5n, ...never };
    counted({
      ok: true,
      value: { figures: [{ ...row, shown: 1, accepted: 1, acceptedLines: 2 }], unasked: [] },
    });
    await page.until(() => page.state?.blocks[0]?.completion?.acceptedLines === 2);
  });

  it('drops the answer to a search that is over', async () => {
    for (const [id, model] of [
      ['a', 'm1'],
      ['b', 'm2'],
    ] as const)
      await store.ledger.settle(exact(id, 1n, { model }));
    open();
    page.send({ type: 'ready', query: thisMonth });
    page.send({ type: 'show', query: { ...thisMonth, filter: { ...filter, text: 'm1' } } });
    page.send({ type: 'show', query: { ...thisMonth, filter: { ...filter, text: 'm2' } } });
    await page.until(() => page.heard.some((one) => one.type === 'receipts'));
    const lists = page.heard.filter((one) => one.type === 'receipts');
    assert.deepEqual(
      lists.map((one) => one.rows.map(({ id }) => id)),
      [['b']],
    );
  });

  it('does nothing for a message of another shape, and only what an intent says', async () => {
    open();
    page.send({ type: 'deleteEverything' });
    page.send({ type: 'openBill', site: 'https://evil.example' });
    page.send({ type: 'setBill', site: 'cn', currency: 'CNY', period: '2026-1/../', amount: '1' });
    page.send({ type: 'openBill', site: 'global' });
    page.send({ type: 'copyTraceId', traceId: 'ti_9' });
    assert.equal(done.filter((words) => words.startsWith('usage page: message of an unknown')).length, 3);
    assert.deepEqual(done.slice(-2), ['open global bill', 'copy ti_9']);
  });
});

describe('the hours of a local day', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  for (const [name, day, hours] of [
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Asia/Shanghai', '2026-03-29', 24],
    ['Australia/Lord_Howe', '2026-04-05', 25],
  ] as const)
    it(`are ${hours} in ${name} on ${day}, without a gap`, () => {
      process.env.TZ = name;
      const starts = hourStartsOf(day);
      assert.equal(starts.length, hours + 1);
      assert.equal(new Date(starts[0] ?? 0).getHours(), 0);
      assert.equal(new Date(starts.at(-1) ?? 0).getHours(), 0);
      assert.deepEqual(
        starts.toSorted((a, b) => a - b),
        starts,
      );
    });
});
