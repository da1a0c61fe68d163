// The interfaces the core needs from outside. Implementations live in siliconflow, store and editor; tests use named fakes.
import type { Failure, Result } from './failure.ts';
import type { PriceRow, SiteId } from './models/model.ts';
import type { ModelEvent, ModelRequest, RequestHead } from './request/modelRequest.ts';
import type { Currency, Pico } from './spend/money.ts';
import type { Purpose, Receipt } from './spend/receipt.ts';

export interface Clock {
  /** Wall clock, UTC milliseconds. May jump. */
  nowMs(): number;
  /** Never goes back; for durations. */
  monotonicMs(): number;
  /** Local calendar day of a moment, YYYY-MM-DD, always with ASCII digits. */
  localDay(ms: number): string;
  /** Resolves after `delayMs`, or at once when the signal aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A new unique id, letters and digits. */
  id(): string;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}

/** A request whose bytes are fixed: what `bodyText` shows is what goes over the wire. */
export interface PreparedRequest extends RequestHead {
  readonly bodyText: string;
  /** Sends it once. The iterable can be consumed once; ending the iteration early or aborting frees the socket. */
  send(signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** The one way to a model. A client belongs to one site and one key. */
export interface ModelClient {
  readonly site: SiteId;
  readonly host: string;
  /** Fingerprint of the key (never the key). */
  readonly account: string;
  /** Fails (unsent) when the request cannot be built, e.g. the body would carry the key. */
  prepare(request: ModelRequest): Result<PreparedRequest>;
  /** Ids of the chat models this key may use, in the site's order. `GET /models?sub_type=chat`. */
  listModels(signal: AbortSignal): Promise<Result<readonly string[]>>;
  /** What the account holds, in pico-units of the site's currency. `GET /user/info`; `gone` where the site withdrew it. */
  readBalance?(signal: AbortSignal): Promise<Result<Pico>>;
  dispose(): void;
}

/** What a request may cost at most, as a straight line over its output tokens. */
export interface AdmitRequest {
  readonly id: string;
  readonly nowMs: number;
  readonly day: string;
  readonly windowId: string;
  readonly account: string;
  readonly site: SiteId;
  readonly host: string;
  readonly model: string;
  readonly purpose: Purpose;
  /** These three go onto the estimated receipt when the window dies before it settles. */
  readonly sessionId?: string;
  readonly workspace?: string;
  readonly price?: PriceRow;
  /** null = no price known: nothing can be reserved in money, the request is booked as unknown. */
  readonly currency: Currency | null;
  /** Upper bound of the prompt's cost: all tokens at the dearest tier and hour in reach. */
  readonly promptPico: Pico;
  readonly picoPerOutputToken: Pico;
  /** `max_tokens` + thinking budget asked for. */
  readonly outputTokens: number;
  /** Below this an answer is not worth having (design §4: 1,024 for chat; completions take all or nothing). */
  readonly floorOutputTokens: number;
}

/** Limits in force for one currency, as settings give them; absent = none. */
export interface BudgetLimits {
  readonly dailyPico?: Pico;
  readonly monthlyPico?: Pico;
  readonly completionDailyPico?: Pico;
  /** Of all requests that start within 60 seconds. */
  readonly perMinutePico?: Pico;
}

/** A period that a person plans. */
export type BudgetPeriod = 'day' | 'month' | 'completionDay';

export type BudgetWindow = BudgetPeriod | 'minute';

export type Admission =
  | {
      readonly kind: 'admitted';
      /** Output tokens that fit; smaller than asked when a budget limits the answer. */
      readonly outputTokens: number;
      readonly limitedBy?: BudgetWindow;
    }
  | {
      readonly kind: 'refused';
      readonly window: BudgetWindow;
      readonly limitPico: Pico;
      readonly spentPico: Pico;
      readonly reservedPico: Pico;
      /** What the smallest useful answer may cost. */
      readonly neededPico: Pico;
      /** With `minute`: until it fits; absent when it never does. */
      readonly waitMs?: number;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Sums of one currency in one period. `estimatedPico` is the part of `costPico` that stems from estimates. */
export interface SpendTotal {
  readonly currency: Currency;
  readonly costPico: Pico;
  readonly lowPico: Pico;
  readonly highPico: Pico;
  readonly estimatedPico: Pico;
  readonly requests: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

export interface SpendSummary {
  readonly totals: readonly SpendTotal[];
  /** Requests booked without a price; their cost is not in any total. */
  readonly unpricedRequests: number;
  readonly unpricedTokens: number;
  /** Set when the store could not be read or written just now: the figures are the last ones known, or none at all. */
  readonly stale?: true;
}

export interface SummaryFilter {
  readonly day?: string;
  /** YYYY-MM */
  readonly month?: string;
  readonly sessionId?: string;
  readonly purpose?: Purpose;
  readonly site?: SiteId;
}

/** Reservations and receipts. All windows of the machine share one. */
export interface Ledger {
  /** One transaction: reserves the bound or says why not. Idempotent by id. */
  admit(request: AdmitRequest, limits: BudgetLimits): Promise<Admission>;
  /** Replaces the reservation of the same id by the receipt. Idempotent; a late settle replaces an estimate. */
  settle(receipt: Receipt): Promise<Result<void>>;
  /** Drops a reservation whose request was never sent. */
  release(id: string): Promise<void>;
  /** Marks where generated code went; each further file is added. */
  noteInserted(id: string, file: string): Promise<void>;
  summary(filter: SummaryFilter): SpendSummary;
  /** What the requests that started within the last 60 seconds cost or may still cost, by the limit per minute's count. */
  lastMinute(currency: Currency): Pico;
  /** The person lets requests go on: what started so far no longer counts against the limit per minute. */
  startMinuteAnew(): Promise<Result<void>>;
  /** Fires after a change made here or in another window. */
  onDidChange(listener: () => void): { dispose(): void };
}
