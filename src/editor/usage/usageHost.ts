// The host's side of the usage page: judges each intent, reads the books in the worker, sends what to show. Knows no editor API.
import * as v from 'valibot';
import type { Failure, Result } from '../../core/failure.ts';
import type { SiteId } from '../../core/models/model.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { CompletionUsage } from '../../core/spend/completionUsage.ts';
import { picoOfDecimal } from '../../core/spend/decimal.ts';
import { ledgerSentence } from '../../core/spend/ledgerTrouble.ts';
import type { ReceiptPage, ReceiptPlace, ReceiptQuery } from '../../core/spend/receiptQuery.ts';
import type { UsageQuestion, UsageReport } from '../../core/spend/usageFigures.ts';
import { barUnitOf, type DayRange, rangeOf, typedRange } from '../../core/spend/usageRange.ts';
import {
  type ToUsageHost,
  type ToUsagePage,
  toUsageHost,
  type UsageQuery,
  type UsageState,
} from '../../protocol/usage.ts';
import { type BillMemory, keepBill, readBills } from './bills.ts';
import { hourStartsOf } from './localHours.ts';
import { figuresView, receiptViews } from './usageView.ts';
import { rangeWords, unitWords } from './usageWords.ts';

export interface UsagePort {
  post(message: ToUsagePage): void;
  onMessage(listener: (message: unknown) => void): { dispose(): void };
}

/** The books, read off the host's thread. */
export interface UsageBooks {
  usage(question: UsageQuestion): Promise<Result<UsageReport>>;
  receipts(query: ReceiptQuery): Promise<Result<ReceiptPage>>;
}

/** What the editor does for the page. */
export interface UsageEditor {
  copy(text: string): Promise<void>;
  /** Shows the record of what was sent with a receipt. */
  showSent(receiptId: string): Promise<void>;
  exportRange(range: DayRange): Promise<void>;
  /** Asks once; true when something was deleted. */
  deleteRange(range: DayRange): Promise<boolean>;
  setPrice(model: string): Promise<void>;
  openSitePage(site: SiteId, page: 'prices' | 'bill'): Promise<void>;
  openChat(): Promise<void>;
}

export interface UsagePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly books: Result<UsageBooks>;
  readonly bills: BillMemory | null;
  /** What ghost text brought in a range; null when nothing is kept of it. */
  readonly completion: ((range: DayRange) => Promise<Result<CompletionUsage>>) | null;
  readonly canSetPrice: boolean;
  readonly place: () => { readonly site: SiteId; readonly currency: string | null } | null;
  readonly editor: UsageEditor;
  readonly say: (text: Sentence) => string;
  readonly locale: string;
  /** Name of the machine, and of the remote it is reached by. */
  readonly machine: string;
}

/** Rows in a page of the list. */
const pageRows = 50;
/** The page follows the books at most this often. */
const coalesceMs = 400;
/** What ghost text brought is counted from the receipts: a million take a second, and the sums do not wait that long for it. */
const ghostWaitMs = 50;
const noCompletions: CompletionUsage = { figures: [], unasked: [] };

export class UsageHost {
  readonly #ports: UsagePorts;
  readonly #page: UsagePort;
  readonly #listening: { dispose(): void };
  #query: UsageQuery | null = null;
  #state: UsageState | null = null;
  /** Counts questions, so that an answer to an older one is dropped. */
  #asked = 0;
  #listed = 0;
  #isReading = false;
  #isStale = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #booked: DayRange | null = null;
  /** What was counted last, shown again while the next count goes on. */
  #ghost: { readonly range: DayRange; readonly counted: CompletionUsage } | null = null;
  #isDisposed = false;

  constructor(page: UsagePort, ports: UsagePorts) {
    this.#page = page;
    this.#ports = ports;
    this.#listening = page.onMessage((message) => this.#receive(message));
  }

  /** The books may have changed; the page follows soon, however often this is called. */
  changed(): void {
    if (this.#query === null || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#refresh('head');
    }, coalesceMs);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#listening.dispose();
  }

  #receive(message: unknown): void {
    const parsed = v.safeParse(toUsageHost, message);
    if (!parsed.success) {
      this.#ports.log.warn(
        `usage page: message of an unknown shape ignored (${parsed.issues[0]?.message ?? ''})`,
      );
      return;
    }
    this.#act(parsed.output).catch((error: unknown) => this.#ports.log.error('usage page', error));
  }

  async #act(intent: ToUsageHost): Promise<void> {
    const { editor, log } = this.#ports;
    switch (intent.type) {
      case 'ready':
      case 'show':
        this.#query = intent.query;
        this.#announce();
        return this.#refresh('replace');
      case 'more':
        return this.#list('append', intent.before);
      case 'copyTraceId':
        return editor.copy(intent.traceId);
      case 'showSent':
        return editor.showSent(intent.id);
      case 'export':
        return editor.exportRange(this.#range());
      case 'deleteRange':
        if (await editor.deleteRange(this.#range())) await this.#refresh('replace');
        return;
      case 'setPrice':
        await editor.setPrice(intent.model);
        return this.#refresh('head');
      case 'openPrices':
        return editor.openSitePage(intent.site, 'prices');
      case 'openBill':
        return editor.openSitePage(intent.site, 'bill');
      case 'openChat':
        return editor.openChat();
      case 'setBill':
        return this.#setBill(intent);
      case 'removeBill':
        return this.#keepBill(intent, null);
      case 'pageError':
        log.error(`usage page: ${intent.message}`);
        return;
    }
  }

  #range(): DayRange {
    const { clock } = this.#ports;
    const today = clock.localDay(clock.nowMs());
    const query = this.#query;
    const typed = query?.range && typedRange(query.range.fromDay, query.range.toDay);
    if (query?.preset) return rangeOf(query.preset, today, this.#booked);
    return typed ?? rangeOf('month', today, this.#booked);
  }

  /** Says at once that another range is being read: a long one takes a moment. */
  #announce(): void {
    if (this.#state === null || this.#query === null) return;
    const range = this.#range();
    const isOther = range.fromDay !== this.#state.range.fromDay || range.toDay !== this.#state.range.toDay;
    this.#post({ ...this.#state, ...this.#frame(range), loading: isOther });
  }

  #frame(
    range: DayRange,
  ): Pick<UsageState, 'query' | 'range' | 'rangeWords' | 'today' | 'covers' | 'unit' | 'unitWords'> {
    const { clock, say, locale, machine } = this.#ports;
    const unit = barUnitOf(range);
    return {
      query: this.#query ?? {
        preset: 'month',
        range: null,
        filter: { text: '', model: '', purpose: '', outcome: '' },
      },
      range,
      rangeWords: rangeWords(range, locale),
      today: clock.localDay(clock.nowMs()),
      covers: say(
        sentence(
          'This extension on {0}. Other programs and machines that use your key are not in it.',
          machine,
        ),
      ),
      unit,
      unitWords: say(unitWords[unit]),
    };
  }

  /** Reads figures and list. While a reading goes on, one more is remembered. */
  async #refresh(mode: 'replace' | 'head'): Promise<void> {
    if (this.#query === null || this.#isDisposed) return;
    this.#asked += 1;
    if (mode === 'replace') void this.#list('replace', null);
    if (this.#isReading) {
      this.#isStale = true;
      return;
    }
    this.#isReading = true;
    try {
      do {
        this.#isStale = false;
        await this.#readFigures();
      } while (this.#isStale && !this.#isDisposed);
    } finally {
      this.#isReading = false;
    }
    if (mode === 'head') await this.#list('head', null);
  }

  async #readFigures(): Promise<void> {
    const { books, bills, completion, canSetPrice, place, clock, say, locale } = this.#ports;
    if (!books.ok) return this.#postTrouble(books.failure);
    const asked = this.#asked;
    const range = this.#range();
    const hourStarts = range.fromDay === range.toDay ? hourStartsOf(range.fromDay) : [];
    const kept = bills === null ? [] : readBills(bills);
    // One thread reads for the page: the sums are asked for first.
    const summing = books.value.usage({ range, hourStarts, bills: kept });
    const counting = completion?.(range);
    const report = await summing;
    if (this.#isDisposed) return;
    if (!report.ok) return this.#postTrouble(report.failure);
    // Everything there is: the range is known only now.
    const isFirstSight = this.#query?.preset === 'all' && !isSame(this.#booked, report.value.booked);
    this.#booked = report.value.booked;
    if (isFirstSight) {
      this.#isStale = true;
      return;
    }
    const isOver = (): boolean => this.#isDisposed || (asked !== this.#asked && this.#isStale);
    if (isOver()) return;
    const context = { say, locale, nowMs: clock.nowMs() };
    const show = (ghost: CompletionUsage): void =>
      this.#post({
        ...this.#frame(range),
        loading: false,
        trouble: null,
        empty: report.value.booked === null,
        canSetPrice,
        ...figuresView(report.value, range, hourStarts, ghost, kept, place(), context),
      });
    if (counting !== undefined && (await takesLong(counting, clock)) && !isOver())
      show(this.#ghost !== null && isSame(this.#ghost.range, range) ? this.#ghost.counted : noCompletions);
    const counted = await counting;
    if (isOver()) return;
    this.#ghost = { range, counted: counted?.ok ? counted.value : noCompletions };
    show(this.#ghost.counted);
  }

  async #list(mode: 'replace' | 'append' | 'head', before: ReceiptPlace | null): Promise<void> {
    const { books, clock, say, locale } = this.#ports;
    if (!books.ok || this.#query === null) return;
    if (mode === 'replace') this.#listed += 1;
    const listed = this.#listed;
    const { filter } = this.#query;
    const page = await books.value.receipts({ ...this.#range(), filter, before, limit: pageRows });
    // The person looks for something else by now.
    if (this.#isDisposed || listed !== this.#listed) return;
    if (!page.ok) return this.#postTrouble(page.failure);
    const rows = receiptViews(page.value, { say, locale, nowMs: clock.nowMs() });
    this.#page.post({ type: 'receipts', mode, rows, next: page.value.next });
  }

  async #setBill(intent: Extract<ToUsageHost, { type: 'setBill' }>): Promise<void> {
    const pico = picoOfDecimal(intent.amount);
    if (pico !== null) return this.#keepBill(intent, pico);
    const message = this.#ports.say(sentence('Enter an amount such as 12.34.'));
    this.#page.post({ type: 'billRefused', message });
  }

  async #keepBill(
    bill: { readonly site: SiteId; readonly currency: string; readonly period: string },
    pico: bigint | null,
  ): Promise<void> {
    const { bills } = this.#ports;
    if (bills === null) return;
    const written = await keepBill(bills, bill, pico);
    if (!written.ok) {
      const message = this.#ports.say(ledgerSentence(written.failure));
      this.#page.post({ type: 'billRefused', message });
      return;
    }
    await this.#refresh('head');
  }

  #postTrouble(failure: Failure): void {
    this.#post({
      ...this.#frame(this.#range()),
      loading: false,
      trouble: this.#ports.say(ledgerSentence(failure)),
      empty: false,
      blocks: [],
      unasked: [],
      models: [],
      prices: [],
      canSetPrice: false,
      bills: [],
      comparable: [],
    });
  }

  #post(state: UsageState): void {
    this.#state = state;
    this.#page.post({ type: 'state', state });
  }
}

function isSame(a: DayRange | null, b: DayRange | null): boolean {
  return a?.fromDay === b?.fromDay && a?.toDay === b?.toDay;
}

async function takesLong(work: Promise<unknown>, clock: Clock): Promise<boolean> {
  const over = new AbortController();
  const isLate = await Promise.race([
    work.then(() => false),
    clock.sleep(ghostWaitMs, over.signal).then(() => true),
  ]);
  over.abort();
  return isLate;
}
