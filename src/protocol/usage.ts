// Messages between the host and the usage page. The page only sends intents; the host reads the books and sends what to
// show. Types are inferred from the schemas; both sides parse what they receive. Money crosses as decimal strings.
import * as v from 'valibot';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const pico = v.pipe(v.string(), v.regex(/^-?\d{1,30}$/));
const currency = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/));
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
/** A day or a month. */
const period = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}(-\d{2})?$/));
const site = v.picklist(['cn', 'global', 'custom']);
/** A text the host has already put into the person's language. */
const shown = text(4_000);

const presets = ['today', 'yesterday', 'days7', 'days30', 'month', 'lastMonth', 'year', 'all'] as const;
const purposes = ['chat', 'completion', 'action', 'commit', 'provider', 'probe'] as const;
const outcomes = ['done', 'stopped', 'cut', 'failed', 'lost'] as const;

const range = v.object({ fromDay: day, toDay: day });
const filter = v.object({
  text: text(200),
  model: text(300),
  purpose: v.picklist(['', ...purposes]),
  outcome: v.picklist(['', ...outcomes]),
});
const place = v.object({ day, number: v.pipe(v.string(), v.regex(/^\d{1,19}$/)) });

/** What the page asks to see; it keeps this while it is hidden, and nothing else. */
const query = v.object({
  preset: v.nullable(v.picklist(presets)),
  /** Used when no preset is chosen. */
  range: v.nullable(range),
  filter,
});

export const toUsageHost = v.variant('type', [
  v.object({ type: v.literal('ready'), query }),
  v.object({ type: v.literal('show'), query }),
  /** The next page of the list that is shown. */
  v.object({ type: v.literal('more'), before: place }),
  v.object({ type: v.literal('copyTraceId'), traceId: text(300) }),
  /** What left with the request of a receipt. */
  v.object({ type: v.literal('showSent'), id: text(100) }),
  v.object({ type: v.literal('export') }),
  v.object({ type: v.literal('deleteRange') }),
  v.object({ type: v.literal('setPrice'), model: text(300) }),
  v.object({ type: v.literal('openPrices'), site }),
  v.object({ type: v.literal('openBill'), site }),
  v.object({ type: v.literal('openChat') }),
  v.object({ type: v.literal('setBill'), site, currency, period, amount: text(40) }),
  v.object({ type: v.literal('removeBill'), site, currency, period }),
  v.object({ type: v.literal('pageError'), message: text(2_000) }),
]);

const sums = {
  requests: count,
  costPico: pico,
  lowPico: pico,
  highPico: pico,
  savedPico: pico,
  approximate: v.boolean(),
  promptTokens: count,
  cachedTokens: count,
  completionTokens: count,
  failedRequests: count,
  unpricedRequests: count,
};

const group = v.object({ ...sums, key: text(300), label: shown });
const bar = v.object({
  /** The whole name, for the table and the screen reader; the short one stands under the bar. */
  label: shown,
  tick: text(40),
  costPico: pico,
  estimatedPico: pico,
  requests: count,
  tokens: count,
});

const ghostText = {
  shown: count,
  accepted: count,
  acceptedLines: count,
  billedNeverShown: count,
  tokensNeverShown: count,
  neverShownPico: pico,
  /** Null while no line was accepted. */
  perLinePico: v.nullable(pico),
};

const currencyBlock = v.object({
  /** Null: no currency is known, so tokens are shown and no sum. */
  currency: v.nullable(currency),
  ...sums,
  bars: v.array(bar),
  groups: v.object({
    model: v.array(group),
    purpose: v.array(group),
    workspace: v.array(group),
    site: v.array(group),
  }),
  /** Ghost text, by language and model too. */
  completion: v.nullable(
    v.object({ ...ghostText, parts: v.array(v.object({ ...ghostText, language: shown, model: text(300) })) }),
  ),
});

/** What was shown from the file itself, without a request. */
const unasked = v.object({ language: shown, shown: count, accepted: count });

const price = v.object({
  model: text(300),
  site,
  siteName: shown,
  words: shown,
  checkedOn: text(40),
  confidence: v.picklist(['high', 'medium', 'low']),
  confidenceWords: shown,
  /** Old or unsure, so that the site's page should be looked at. */
  toCheck: v.boolean(),
  /** The site has a page of prices. */
  hasPage: v.boolean(),
});

const bill = v.object({
  site,
  siteName: shown,
  currency,
  /** A day or a month. */
  period,
  periodWords: shown,
  billPico: pico,
  countedPico: pico,
  approximate: v.boolean(),
});

/** What may be compared with a bill: a site and currency of the day or month that is shown. */
const comparable = v.object({
  site,
  siteName: shown,
  currency,
  period,
  periodWords: shown,
  hasPage: v.boolean(),
});

const state = v.object({
  /** Where these receipts were made: the machine, and that it is this extension alone. */
  covers: shown,
  today: day,
  query,
  range,
  rangeWords: shown,
  /** What one bar stands for. */
  unit: v.picklist(['hour', 'day', 'month', 'year']),
  unitWords: shown,
  loading: v.boolean(),
  /** The books cannot be read; nothing else is to be believed then. */
  trouble: v.nullable(shown),
  /** Nothing was ever booked. */
  empty: v.boolean(),
  blocks: v.array(currencyBlock),
  unasked: v.array(unasked),
  models: v.array(text(300)),
  prices: v.array(price),
  canSetPrice: v.boolean(),
  bills: v.array(bill),
  comparable: v.array(comparable),
});

const receipt = v.object({
  id: text(200),
  place,
  time: shown,
  purpose: v.picklist(purposes),
  model: text(300),
  outcome: v.picklist(outcomes),
  /** Why it failed, in a word of the log. */
  failure: v.optional(text(100)),
  state: v.picklist(['exact', 'estimated', 'unknown']),
  cost: v.nullable(v.object({ currency: v.nullable(currency), pico, lowPico: pico, highPico: pico })),
  usage: v.nullable(
    v.object({
      promptTokens: count,
      cachedTokens: count,
      completionTokens: count,
      reasoningTokens: count,
    }),
  ),
  savedPico: pico,
  price: v.nullable(v.object({ words: shown, checked: shown, source: text(500) })),
  siteName: shown,
  host: text(300),
  workspace: v.optional(text(300)),
  insertedInto: v.optional(text(1_000)),
  traceId: v.optional(text(300)),
  durationMs: v.pipe(v.number(), v.minValue(0)),
  firstTokenMs: v.optional(v.pipe(v.number(), v.minValue(0))),
});

export const toUsagePage = v.variant('type', [
  v.object({ type: v.literal('state'), state }),
  v.object({
    type: v.literal('receipts'),
    /** `head`: the newest ones again, to be laid over the list; rows that are older stay. */
    mode: v.picklist(['replace', 'append', 'head']),
    rows: v.array(receipt),
    next: v.nullable(place),
  }),
  v.object({ type: v.literal('billRefused'), message: shown }),
]);

export type ToUsageHost = v.InferOutput<typeof toUsageHost>;
export type ToUsagePage = v.InferOutput<typeof toUsagePage>;
export type UsageQuery = v.InferOutput<typeof query>;
export type UsageState = v.InferOutput<typeof state>;
export type UsageBlock = v.InferOutput<typeof currencyBlock>;
export type GhostTextView = NonNullable<UsageBlock['completion']>;
export type UsageGroupView = v.InferOutput<typeof group>;
export type ReceiptView = v.InferOutput<typeof receipt>;
export type BillView = v.InferOutput<typeof bill>;
export type PlaceView = v.InferOutput<typeof place>;
