// How long the usage page waits for what it shows of a ledger, with the worker that reads it already at work. The page's own
// drawing is not in it.
import type { DayRange } from '../src/core/spend/usageRange.ts';
import { machineClock } from '../src/editor/clock.ts';
import { type UsageEditor, UsageHost } from '../src/editor/usage/usageHost.ts';
import { LedgerWorker } from '../src/store/ledgerWorker.ts';
import type { Store } from '../src/store/openStore.ts';
import { median } from './row.ts';

interface Waits {
  /** Until the sums and the first receipts are there. */
  readonly readyMs: number;
  /** Until what ghost text brought is there as well, which is counted from the receipts themselves. */
  readonly wholeMs: number;
}

/** Medians for the year that ends `today`, for `today` itself, and for the year searched for one trace id. */
export async function usagePages(
  store: Store,
  today: string,
  traceId: string,
): Promise<Readonly<Record<'year' | 'day' | 'search', Waits>>> {
  const worker = new LedgerWorker(new URL('../src/store/worker.ts', import.meta.url));
  const held = worker.hold();
  const year = { fromDay: `${today.slice(0, 4)}-01-01`, toDay: today };
  const opened = (range: DayRange, text: string) => open(store, worker, today, range, text);
  try {
    await opened(year, '');
    return {
      year: await repeated(5, () => opened(year, '')),
      day: await repeated(11, () => opened({ fromDay: today, toDay: today }, '')),
      search: await repeated(3, () => opened(year, traceId)),
    };
  } finally {
    held.dispose();
  }
}

async function repeated(times: number, work: () => Promise<Waits>): Promise<Waits> {
  const waits: Waits[] = [];
  for (let n = 0; n < times; n += 1) waits.push(await work());
  const of = (one: keyof Waits): number => median(waits.map((wait) => wait[one]));
  return { readyMs: of('readyMs'), wholeMs: of('wholeMs') };
}

/** The host of the page as the editor builds it, from the page's first word on. */
function open(
  store: Store,
  worker: LedgerWorker,
  today: string,
  range: DayRange,
  text: string,
): Promise<Waits> {
  const startMs = performance.now();
  const missing = new Set(['state', 'receipts']);
  let readyMs = 0;
  return new Promise((resolve, reject) => {
    let say: (message: unknown) => void = () => {};
    const host = new UsageHost(
      {
        post: (message) => {
          if (message.type === 'receipts' && message.rows.length === 0)
            reject(new Error('No receipt was found'));
          missing.delete(message.type);
          if (missing.size === 0) readyMs ||= performance.now() - startMs;
          if (message.type !== 'state' || message.state.blocks[0]?.completion == null) return;
          host.dispose();
          resolve({ readyMs, wholeMs: performance.now() - startMs });
        },
        onMessage: (listener) => {
          say = listener;
          return { dispose: () => {} };
        },
      },
      {
        clock: { ...machineClock, localDay: () => today },
        log: { debug: () => {}, info: () => {}, warn: reject, error: reject },
        books: {
          ok: true,
          value: {
            usage: (question) => worker.usage(store.file, question),
            receipts: (query) => worker.receipts(store.file, query),
          },
        },
        bills: store.memory,
        completion: (days) => worker.completions(store.file, days),
        canSetPrice: true,
        place: () => ({ site: 'cn', currency: 'CNY' }),
        editor: noEditor,
        say: (words) => words.text,
        locale: 'en',
        machine: 'bench',
      },
    );
    const filter = { text, model: '', purpose: '', outcome: '' };
    say({ type: 'ready', query: { preset: null, range, filter } });
  });
}

const nothing = async (): Promise<void> => {};
const noEditor: UsageEditor = {
  ...{ copy: nothing, showSent: nothing, exportRange: nothing, setPrice: nothing, openSitePage: nothing },
  ...{ openChat: nothing, deleteRange: async () => false },
};
