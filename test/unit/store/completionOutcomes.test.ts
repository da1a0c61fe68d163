import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
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
    const read = await worker.completions(place.file, { fromDay, toDay });
    assert.ok(read.ok);
    return read.value.figures;
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

  it('is counted by day and language where no request was sent, and leaves with its days', async () => {
    const unasked = async (fromDay: string, toDay: string) => {
      const read = await worker.completions(place.file, { fromDay, toDay });
      assert.ok(read.ok);
      return read.value.unasked;
    };
    const note = (day: string, languageId: string, shown: number, accepted: number) =>
      store.completionOutcomes.noteUnasked(day, [{ languageId, shown, accepted }]);
    await note('2026-03-09', 'go', 1, 0);
    await note('2026-03-10', 'go', 2, 1);
    await note('2026-03-10', 'go', 0, 1);
    await note('2026-03-10', 'python', 9, 4);
    assert.deepEqual(store.completionOutcomes.unaskedOn('2026-03-10'), {
      ok: true,
      value: { shown: 11, accepted: 6 },
    });
    assert.deepEqual(store.completionOutcomes.unaskedOn('2026-03-12'), {
      ok: true,
      value: { shown: 0, accepted: 0 },
    });
    assert.deepEqual(await unasked('2026-03-01', '2026-03-31'), [
      { languageId: 'python', shown: 9, accepted: 4 },
      { languageId: 'go', shown: 3, accepted: 2 },
    ]);
    await worker.deleteReceipts(place.file, { fromDay: '2026-03-10', toDay: '2026-03-10' });
    assert.deepEqual(await unasked('2026-03-01', '2026-03-31'), [
      { languageId: 'go', shown: 1, accepted: 0 },
    ]);
    await worker.eraseAll(place.file, 'mark');
    assert.deepEqual(await unasked('2026-03-01', '2026-03-31'), []);
  });

  it('is in the exported files: of each receipt, and in JSON what needed no request', async () => {
    await pay('a', 5n);
    await pay('b', 5n);
    await store.completionOutcomes.note([seen('a', { shownLines: 3, acceptedLines: 2 })]);
    await store.completionOutcomes.noteUnasked('2026-03-10', [{ languageId: 'go', shown: 2, accepted: 1 }]);
    const range = { fromDay: '2026-03-10', toDay: '2026-03-10' };
    const written = async (format: 'csv' | 'json'): Promise<string> => {
      const target = `${place.folder}/usage.${format}`;
      const facts = { ...range, writtenBy: 'test', machine: 'here', writtenMs: 0 };
      const job = { format, facts, target };
      assert.ok((await worker.writeFile(place.file, job, new AbortController().signal)).ok);
      return readFileSync(target, 'utf8');
    };
    const read = JSON.parse(await written('json'));
    assert.deepEqual(read.ghostTextWithoutRequest, [{ languageId: 'go', shown: 2, accepted: 1 }]);
    const [a, b] = read.receipts;
    assert.deepEqual([a.language, a.shown_lines, a.accepted_lines], ['typescript', 3, 2]);
    assert.equal('language' in b, false, 'nothing is known of it');
    const [head, first, second] = (await written('csv')).split('\r\n');
    assert.ok(head?.endsWith(',language,shown_lines,accepted_lines'));
    assert.ok(first?.endsWith(',typescript,3,2'));
    assert.ok(second?.endsWith(',,,'));
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
