// What the status bar says about money: short in the bar, whole in the tooltip, in words for a screen reader.
import type { SetupStage } from '../account/setup.ts';
import type { SpendSummary, SpendTotal } from '../ports.ts';
import { type Sentence, sentence } from '../sentence.ts';
import type { BudgetState } from './budgetPlan.ts';
import { type Currency, formatMoney } from './money.ts';
import type { Receipt } from './receipt.ts';

export interface StatusFacts {
  readonly stage: SetupStage;
  /** Name and host of the place in force; null while there is none. */
  readonly place: { readonly name: string; readonly host: string; readonly currency: Currency | null } | null;
  readonly model: string | null;
  readonly running: boolean;
  readonly today: SpendSummary;
  readonly month: SpendSummary;
  /** The chat that is open; null when none is. */
  readonly chat: SpendSummary | null;
  /** Budgets of the place's currency, the worst first. */
  readonly budgets: readonly BudgetState[];
  /** Today by site, for every site that was used. */
  readonly sites: readonly { readonly name: string; readonly today: SpendSummary }[];
  /** The limit per minute with what is gone from it; null where there is none. */
  readonly minute: { readonly gonePico: bigint; readonly limitPico: bigint } | null;
  /** The last request for ghost text; null before the first. */
  readonly lastGhostText: Receipt | null;
  /** Ghost text of today, in all windows, that no request was sent for; null when nothing is kept of it. */
  readonly unaskedGhostText: { readonly shown: number; readonly accepted: number } | null;
  /** What is said about ghost text, ready-made. */
  readonly ghostText: readonly Sentence[];
  /** BCP 47 tag, for numbers and money. */
  readonly locale: string;
  /** What other parts add. */
  readonly added: Pick<StatusText, 'rows' | 'remarks' | 'links'>;
}

/** A line of the tooltip. Its parts are plain text: the adapter escapes them. */
export interface StatusRow {
  readonly label: Sentence;
  readonly value: Sentence;
}

export interface StatusText {
  /** Name of a codicon. */
  readonly icon: 'sync~spin' | 'credit-card' | 'warning' | 'error';
  /** How near the worst budget is to its end; the item takes the editor's warning or error colour. */
  readonly level: BudgetState['level'];
  readonly text: Sentence;
  readonly rows: readonly StatusRow[];
  /** Why a sign stands before or after the sum. */
  readonly remarks: readonly Sentence[];
  readonly links: readonly { readonly label: Sentence; readonly address: string }[];
  readonly accessible: Sentence;
}

/** Says it again where a theme, as those of high contrast, has no colours for it. */
const levelIcons = { fine: 'credit-card', warn: 'warning', reached: 'error' } as const;

/** Everything the status bar shows, from sums that are already in the ledger. */
export function statusText(facts: StatusFacts): StatusText {
  const iconOf = (level: StatusText['level']) => (facts.running ? 'sync~spin' : levelIcons[level]);
  const rows = spendRows(facts);
  if (facts.stage !== 'ready' || facts.place === null) {
    const text = facts.stage === 'loading' ? sentence('SiliconFlow') : sentence('SiliconFlow: set up');
    return { icon: iconOf('fine'), level: 'fine', text, rows, remarks: [], links: [], accessible: text };
  }
  const { currency } = facts.place;
  const shown = spendText(facts.today, currency, facts.locale);
  const level = facts.budgets[0]?.level ?? 'fine';
  return {
    icon: iconOf(level),
    level,
    text: sentence('{0}', shown),
    rows: [
      ...rows,
      ...facts.budgets.map((budget) => budgetRow(budget, currency ?? '', facts.locale)),
      ...minuteRows(facts),
      ...ghostTextRows(facts),
      { label: sentence('Site'), value: siteWords(facts.place) },
      ...(facts.model === null
        ? []
        : [{ label: sentence('Model'), value: sentence('{0}', facts.model) } as const]),
      ...facts.added.rows,
    ],
    remarks: [
      ...facts.ghostText,
      ...(level === 'reached' ? [sentence('A budget is used up.')] : []),
      ...(level === 'warn' ? [sentence('A budget is nearly used up.')] : []),
      ...estimateRemarks(facts),
      ...(isPriceMissing(facts.today, currency)
        ? [
            sentence(
              "? Today's requests without a known price, not in the sum: {0}",
              facts.today.unpricedRequests,
            ),
          ]
        : []),
      ...(facts.today.stale || facts.month.stale
        ? [sentence('? The spend ledger cannot be used just now: sums are the last ones known.')]
        : []),
      ...facts.added.remarks,
    ],
    links: facts.added.links,
    accessible: accessible(facts.running, level, shown),
  };
}

/** A custom site has no name but its host. */
function siteWords({ name, host }: NonNullable<StatusFacts['place']>): Sentence {
  return name === host ? sentence('{0}', host) : sentence('{0} · {1}', name, host);
}

const budgetLabels = {
  day: sentence('Daily budget'),
  month: sentence('Monthly budget'),
  completionDay: sentence('Daily budget for completions'),
} as const satisfies Record<BudgetState['window'], Sentence>;

function budgetRow(
  { window, spentPico, limitPico }: BudgetState,
  currency: Currency,
  locale: string,
): StatusRow {
  const money = (pico: bigint): string => formatMoney({ currency, pico }, locale);
  return { label: budgetLabels[window], value: sentence('{0} of {1}', money(spentPico), money(limitPico)) };
}

/** Shown while it tells something: the sum of an ordinary minute is gone before anyone has read it. */
function minuteRows({ minute, place, locale }: StatusFacts): readonly StatusRow[] {
  if (minute === null || minute.gonePico === 0n) return [];
  const money = (pico: bigint): string => formatMoney({ currency: place?.currency ?? '', pico }, locale);
  return [
    {
      label: sentence('Last minute'),
      value: sentence('{0} of {1}', money(minute.gonePico), money(minute.limitPico)),
    },
  ];
}

/** Of the last request what is known of model, time and cost; of what was shown without one, how often. */
function ghostTextRows(facts: StatusFacts): readonly StatusRow[] {
  const { lastGhostText, unaskedGhostText: unasked, locale } = facts;
  const number = new Intl.NumberFormat(locale);
  return [
    ...(lastGhostText === null ? [] : [lastGhostTextRow(lastGhostText, locale)]),
    ...(unasked === null || unasked.shown === 0
      ? []
      : [
          {
            label: sentence('Ghost text without a request'),
            value: sentence(
              '{0} shown, {1} accepted today, from the file itself',
              number.format(unasked.shown),
              number.format(unasked.accepted),
            ),
          },
        ]),
  ];
}

function lastGhostTextRow(last: Receipt, locale: string): StatusRow {
  const number = new Intl.NumberFormat(locale);
  const model = last.model.split('/').at(-1) ?? last.model;
  const ms = number.format(Math.round(last.durationMs));
  const cost =
    last.currency === null || last.costPico === null
      ? '?'
      : `${last.state === 'estimated' ? '≈' : ''}${formatMoney({ currency: last.currency, pico: last.costPico }, locale)}`;
  const { promptTokens = 0, cachedTokens = 0 } = last.usage ?? {};
  const share = new Intl.NumberFormat(locale, { style: 'percent' }).format(
    cachedTokens / Math.max(1, promptTokens),
  );
  const value =
    cachedTokens > 0
      ? sentence('{0} · {1} ms · {2} · {3} of the prompt from the cache', model, ms, cost, share)
      : sentence('{0} · {1} ms · {2}', model, ms, cost);
  return { label: sentence('Last ghost text'), value };
}

/** How much of today is estimated, and where the true sum lies. */
function estimateRemarks({ today, place, locale }: StatusFacts): readonly Sentence[] {
  const currency = place?.currency ?? null;
  const total = today.totals.find((each) => each.currency === currency);
  if (total === undefined || currency === null || total.estimatedPico === 0n) return [];
  const money = (pico: bigint): string => formatMoney({ currency, pico }, locale);
  const amounts = [money(total.estimatedPico), money(total.lowPico), money(total.highPico)] as const;
  return isApproximate(today, currency)
    ? [
        sentence(
          "≈ {0} of today's sum is estimated, because answers were stopped or cut off; it lies between {1} and {2}.",
          ...amounts,
        ),
      ]
    : [sentence("{0} of today's sum is estimated; it lies between {1} and {2}.", ...amounts)];
}

function spendRows({ today, month, chat, place, sites, locale }: StatusFacts): readonly StatusRow[] {
  const currency = place?.currency ?? null;
  const row = (label: Sentence, summary: SpendSummary): StatusRow => ({
    label,
    value: sentence(
      '{0} · tokens: {1} · requests: {2}',
      allCurrencies(summary, currency, locale),
      new Intl.NumberFormat(locale).format(tokensOf(summary)),
      new Intl.NumberFormat(locale).format(requestsOf(summary)),
    ),
  });
  return [
    row(sentence('Today'), today),
    ...(sites.length < 2 ? [] : sites.map((site) => row(sentence('– {0}', site.name), site.today))),
    row(sentence('This month'), month),
    ...(chat === null ? [] : [row(sentence('This chat'), chat)]),
  ];
}

/**
 * One sum with its signs: `≈¥1.20?`. Without a currency the tokens are counted: `12K`. What the ledger cannot say just now
 * is `?`, never zero.
 */
export function spendText(summary: SpendSummary, currency: Currency | null, locale: string): string {
  if (currency === null) {
    const tokens = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
    const count = tokensOf(summary);
    if (summary.stale) return count === 0 ? '?' : `${tokens.format(count)}?`;
    return tokens.format(count);
  }
  const total = summary.totals.find((each) => each.currency === currency);
  if (total === undefined && summary.stale) return '?';
  const money = formatMoney({ currency, pico: total?.costPico ?? 0n }, locale);
  const isMore = isPriceMissing(summary, currency) || summary.stale;
  return `${isApproximate(summary, currency) ? '≈' : ''}${money}${isMore ? '?' : ''}`;
}

/** Estimates exceed 1 % of the sum of this currency (design §4). */
export function isApproximate(summary: SpendSummary, currency: Currency | null): boolean {
  const total = summary.totals.find((each) => each.currency === currency);
  return total !== undefined && total.estimatedPico * 100n > total.costPico;
}

/** Without a currency nothing is priced by intent, so nothing is missing. */
function isPriceMissing(summary: SpendSummary, currency: Currency | null): boolean {
  return currency !== null && summary.unpricedRequests > 0;
}

/** The place's own currency first, then every other in which something was spent; they are never added. */
function allCurrencies(summary: SpendSummary, currency: Currency | null, locale: string): string {
  const others = summary.totals
    .filter((total: SpendTotal) => total.currency !== currency && total.costPico !== 0n)
    .map((total) => spendText({ ...summary, unpricedRequests: 0 }, total.currency, locale));
  const own =
    currency === null && others.length > 0
      ? []
      : currency === null
        ? ['–']
        : [spendText(summary, currency, locale)];
  return [...own, ...others].join(' + ');
}

function tokensOf(summary: SpendSummary): number {
  return summary.totals.reduce(
    (sum, total) => sum + total.promptTokens + total.completionTokens,
    summary.unpricedTokens,
  );
}

function requestsOf(summary: SpendSummary): number {
  return summary.totals.reduce((sum, total) => sum + total.requests, summary.unpricedRequests);
}

function accessible(running: boolean, level: BudgetState['level'], shown: string): Sentence {
  if (level === 'reached') return sentence('SiliconFlow: {0} spent today, a budget is used up', shown);
  if (level === 'warn') return sentence('SiliconFlow: {0} spent today, a budget is nearly used up', shown);
  return running
    ? sentence('SiliconFlow: {0} spent today, a request is running', shown)
    : sentence('SiliconFlow: {0} spent today', shown);
}
