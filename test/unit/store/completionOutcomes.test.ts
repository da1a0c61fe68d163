import { strict as assert } from 'node:assert';
import {
  acceptedShare,
  type CompletionFigure,
  picoPerAcceptedLine,
} from '../../../src/core/completion/figures.ts';
import { type CompletionOutcome, outcomeOf } from '../../../src/core/completion/outcome.ts';
import { LedgerWorker } from '../../../src/store/ledgerWorker.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { exact, Place, takeBackTo } from './storeFixture.ts';

const seen = (id: string, over: Partial<CompletionOutcome> = {}): CompletionOutcome => ({
  ...outcomeOf(id, 'typescript'),
  ...over,
});

describe('what became of completions', () => {
  let place: Place;
  let worker: LedgerWorker;
  let store: Store;
  beforeEach(async () => {
    place = new Place();
    worker = new LedgerWorker(new URL('../../../src/store/worker.ts', import.meta.url));
    store = await place.open();
  });
  afterEach(async () => {
    await worker.dispose();
    place.remove();
  });

  const pay = async (id: string, costPico: bigint, over: Parameters<typeof exact>[2] = {}): Promise<void> => {
    assert.deepEqual(await store.ledger.settle(exact(id, costPico, { purpose: 'completion', ...over })), {
      ok: true,
      value: undefined,
    });
  };
  const figures = async (fromDay: string, toDay = fromDay): Promise<readonly CompletionFigure[]> => {
    const read = await worker.completionFigures(place.file, { fromDay, toDay });
    assert.ok(read.ok);
    return read.value;
  };

  it('is counted by language and model beside its cost, seen or not', async () => {
    await pay('a', 100n);
    await pay('b', 40n);
    await pay('c', 7n);
    await pay('d', 3n, { model: 'm2' });
    await store.ledger.settle(exact('chat', 1_000n));
    await store.completionOutcomes.note([
      seen('a', { shownLines: 2, acceptedLines: 1, acceptedCharacters: 9 }),
      seen('b'),
      { ...seen('d', { shownLines: 1 }), languageId: 'python' },
    ]);
    await store.completionOutcomes.note([
      seen('a', {
        acceptedLines: 1,
        acceptedCharacters: 5,
        acceptedWhole: true,
        checkedLines: 2,
        survivingLines: 1,
      }),
    ]);
    const [typescript, unknown, python] = await figures('2026-03-10');
    assert.deepEqual(typescript, {
      site: 'cn',
      model: 'm1',
      currency: 'CNY',
      languageId: 'typescript',
      requests: 2,
      unpricedRequests: 0,
      costPico: 140n,
      estimatedPico: 0n,
      tokens: 30,
      neverShownRequests: 1,
      neverShownTokens: 15,
      neverShownPico: 40n,
      shown: 1,
      shownLines: 2,
      accepted: 1,
      acceptedWhole: 1,
      acceptedLines: 2,
      acceptedCharacters: 14,
      checkedLines: 2,
      survivingLines: 1,
    });
    assert.ok(typescript && unknown && python);
    assert.deepEqual(
      [unknown.languageId, unknown.neverShownPico],
      [null, 7n],
      'a window died before it told',
    );
    assert.deepEqual([python.languageId, python.model, python.shown], ['python', 'm2', 1]);
    assert.equal(picoPerAcceptedLine(typescript), 70n, 'what was not taken is paid for as well');
    assert.equal(acceptedShare(typescript), 1);
    assert.equal(picoPerAcceptedLine(python), null);
    assert.equal(acceptedShare(unknown), null);
  });

  it('is asked for by days, both of them counted', async () => {
    for (const [n, day] of ['2026-03-08', '2026-03-09', '2026-03-10', '2026-03-11'].entries())
      await pay(`r${n}`, 1n, { day });
    const [only] = await figures('2026-03-09', '2026-03-10');
    assert.equal(only?.requests, 2);
    assert.deepEqual(await figures('2026-01-01', '2026-02-01'), []);
  });

  it('has no price where none was known', async () => {
    await pay('a', 1n, { state: 'unknown', currency: null, costPico: null, lowPico: null, highPico: null });
    await store.completionOutcomes.note([
      seen('a', { shownLines: 1, acceptedLines: 1, acceptedCharacters: 2 }),
    ]);
    const [only] = await figures('2026-03-10');
    assert.ok(only);
    assert.deepEqual([only.currency, only.costPico, only.unpricedRequests], [null, 0n, 1]);
    assert.equal(picoPerAcceptedLine(only), null);
  });

  it('is kept in a file of an older version too, with all that is in it', async () => {
    await pay('a', 5n);
    store.close();
    takeBackTo(2, place.file);
    store = await place.open();
    assert.deepEqual(await store.completionOutcomes.note([seen('a', { shownLines: 1 })]), {
      ok: true,
      value: undefined,
    });
    const [only] = await figures('2026-03-10');
    assert.deepEqual([only?.costPico, only?.shown], [5n, 1]);
  });
});
