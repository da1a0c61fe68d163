// From the books to what the page shows: words in the person's language, money as strings, bars without gaps. Pure.
import type { FailureKind } from '../../core/failure.ts';
import { failureNames } from '../../core/failures/shortNames.ts';
import type { PriceRow, SiteId } from '../../core/models/model.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { cacheSavingPico } from '../../core/spend/cacheSaving.ts';
import {
  type CompletionSums,
  type CompletionUsage,
  completionParts,
  completionSums,
} from '../../core/spend/completionUsage.ts';
import { isOld } from '../../core/spend/price.ts';
import type { Purpose } from '../../core/spend/receipt.ts';
import type { ReceiptPage } from '../../core/spend/receiptQuery.ts';
import {
  addSums,
  type CurrencyUsage,
  isApproximate,
  noSums,
  type UsageBar,
  type UsageDimension,
  type UsageGroup,
  type UsageReport,
  type UsageSums,
} from '../../core/spend/usageFigures.ts';
import { type BarUnit, barPeriods, barUnitOf, type DayRange } from '../../core/spend/usageRange.ts';
import type {
  BillView,
  GhostTextView,
  ReceiptView,
  UsageBlock,
  UsageGroupView,
  UsageState,
} from '../../protocol/usage.ts';
import type { Bill } from './bills.ts';
import {
  barWords,
  confidenceWords,
  hasPages,
  periodWords,
  priceWords,
  purposeWords,
  siteWords,
} from './usageWords.ts';

export interface ViewContext {
  readonly say: (text: Sentence) => string;
  readonly locale: string;
  readonly nowMs: number;
}

const customSite = sentence('Custom site');
/** More lines than that are put together as one. */
const mostGroups = 40;

type Figures = Pick<UsageState, 'blocks' | 'unasked' | 'models' | 'prices' | 'bills' | 'comparable'>;

/** `place` is the site in use: its bill can be compared even when nothing was spent there. */
export function figuresView(
  report: UsageReport,
  range: DayRange,
  hourStarts: readonly number[],
  completion: CompletionUsage,
  bills: readonly Bill[],
  place: { readonly site: SiteId; readonly currency: string | null } | null,
  context: ViewContext,
): Figures {
  const unit = barUnitOf(range);
  const periods = unit === 'hour' ? hourStarts.slice(0, -1).map(String) : barPeriods(range, unit);
  const models = new Set(report.currencies.flatMap((one) => one.groups.model.map(({ key }) => key)));
  return {
    blocks: report.currencies.map((one) => blockOf(one, report.bars, periods, unit, completion, context)),
    unasked: completion.unasked.slice(0, mostGroups).map(({ languageId, shown, accepted }) => ({
      language: short(languageId),
      ...{ shown, accepted },
    })),
    models: [...models].sort().slice(0, 500).map(short),
    prices: report.prices
      .map((used) => priceView(used, context))
      .sort((a, b) => (a.model < b.model ? -1 : 1)),
    bills: billViews(report, bills, context),
    comparable: comparableOf(report, range, place, context),
  };
}

function sumsView(sums: UsageSums): Omit<UsageGroupView, 'key' | 'label'> {
  return {
    requests: sums.requests,
    costPico: String(sums.costPico),
    lowPico: String(sums.lowPico),
    highPico: String(sums.highPico),
    savedPico: String(sums.savedPico),
    approximate: isApproximate(sums),
    promptTokens: sums.promptTokens,
    cachedTokens: sums.cachedTokens,
    completionTokens: sums.completionTokens,
    failedRequests: sums.failedRequests,
    unpricedRequests: sums.unpricedRequests,
  };
}

function blockOf(
  usage: CurrencyUsage,
  bars: readonly UsageBar[],
  periods: readonly string[],
  unit: BarUnit,
  completion: CompletionUsage,
  context: ViewContext,
): UsageBlock {
  const own = new Map(bars.filter((bar) => bar.currency === usage.currency).map((bar) => [bar.period, bar]));
  const groups = (dimension: UsageDimension): UsageGroupView[] =>
    shortened(usage.groups[dimension]).map((group) => ({
      key: short(group.key),
      label: short(groupWords(dimension, group.key, context)),
      ...sumsView(group),
    }));
  return {
    currency: usage.currency === '' ? null : usage.currency,
    ...sumsView(usage.sums),
    bars: periods.map((period) => {
      const bar = own.get(period);
      return {
        ...barWords(period, unit, context.locale),
        costPico: String(bar?.costPico ?? 0n),
        estimatedPico: String(bar?.estimatedPico ?? 0n),
        requests: bar?.requests ?? 0,
        tokens: bar?.tokens ?? 0,
      };
    }),
    groups: {
      model: groups('model'),
      purpose: groups('purpose'),
      workspace: groups('workspace'),
      site: groups('site'),
    },
    completion: completionView(completion, usage.currency, context),
  };
}

const others = '\u2026';

function shortened(groups: readonly UsageGroup[]): readonly UsageGroup[] {
  if (groups.length <= mostGroups) return groups;
  const rest = groups.slice(mostGroups - 1).reduce<UsageSums>(addSums, noSums);
  return [...groups.slice(0, mostGroups - 1), { key: others, ...rest }];
}

function groupWords(dimension: UsageDimension, key: string, { say }: ViewContext): string {
  if (key === others) return say(sentence('All others'));
  if (dimension === 'site') return siteWords(key, customSite, say);
  if (dimension === 'workspace' && key === '') return say(sentence('No workspace'));
  if (dimension === 'purpose' && isPurpose(key)) return say(purposeWords[key]);
  return key;
}

function isPurpose(key: string): key is Purpose {
  return key in purposeWords;
}

function completionView(
  { figures }: CompletionUsage,
  currency: string,
  { say }: ViewContext,
): UsageBlock['completion'] {
  const sums = completionSums(figures, currency);
  if (sums === null) return null;
  const parts = completionParts(figures, currency)
    .slice(0, mostGroups)
    .map(({ languageId, model, ...part }) => ({
      ...ghostTextView(part),
      language: short(languageId ?? say(sentence('Not known'))),
      model: short(model),
    }));
  return { ...ghostTextView(sums), parts };
}

function ghostTextView(sums: CompletionSums): Omit<GhostTextView, 'parts'> {
  return {
    shown: sums.shown,
    accepted: sums.accepted,
    acceptedLines: sums.acceptedLines,
    billedNeverShown: sums.neverShownRequests,
    tokensNeverShown: sums.neverShownTokens,
    neverShownPico: String(sums.neverShownPico),
    perLinePico: sums.perLinePico === null ? null : String(sums.perLinePico),
  };
}

function priceView(
  { site, model, row }: UsageReport['prices'][number],
  { say, locale, nowMs }: ViewContext,
): UsageState['prices'][number] {
  return {
    model: short(model),
    site,
    siteName: siteWords(site, customSite, say),
    words: say(priceWords(row, nowMs, 0, locale)),
    checkedOn: row.checkedOn,
    confidence: row.confidence,
    confidenceWords: say(sureness(row, nowMs)),
    toCheck: row.source !== 'siliconflow.models' && (row.confidence === 'low' || isOld(row, nowMs)),
    hasPage: hasPages(site),
  };
}

/** Age says more than what was thought of the price when it was read. */
function sureness(row: PriceRow, nowMs: number): Sentence {
  if (row.source === 'siliconflow.models') return sentence('set by you');
  return isOld(row, nowMs) ? sentence('older than 30 days') : confidenceWords[row.confidence];
}

function billViews(report: UsageReport, bills: readonly Bill[], { say, locale }: ViewContext): BillView[] {
  return bills.flatMap(({ site, currency, period, billPico }) => {
    const counted = report.counted.find(
      (one) => one.site === site && one.currency === currency && one.period === period,
    );
    if (counted === undefined) return [];
    return [
      {
        site,
        siteName: siteWords(site, customSite, say),
        currency,
        period,
        periodWords: periodWords(period, locale),
        billPico: String(billPico),
        countedPico: String(counted.costPico),
        approximate: counted.approximate,
      },
    ];
  });
}

/** A bill speaks of a day or a month: only such a range can be compared with one. */
function comparableOf(
  report: UsageReport,
  range: DayRange,
  place: { readonly site: SiteId; readonly currency: string | null } | null,
  { say, locale }: ViewContext,
): UsageState['comparable'] {
  const period = billPeriodOf(range);
  if (period === null) return [];
  const spent = report.currencies
    .filter((one) => one.currency !== '')
    .flatMap((one) => one.groups.site.map(({ key }) => ({ site: key, currency: one.currency })));
  const here = place?.currency ? [{ site: place.site, currency: place.currency }] : [];
  const all = new Map([...here, ...spent].map((one) => [`${one.site}/${one.currency}`, one]));
  return [...all.values()].flatMap(({ site, currency }) => {
    if (site !== 'cn' && site !== 'global' && site !== 'custom') return [];
    return [
      {
        site,
        siteName: siteWords(site, customSite, say),
        currency,
        period,
        periodWords: periodWords(period, locale),
        hasPage: hasPages(site),
      },
    ];
  });
}

/** The day or month that a range is; null for any other. */
export function billPeriodOf({ fromDay, toDay }: DayRange): string | null {
  if (fromDay === toDay) return fromDay;
  const month = fromDay.slice(0, 7);
  const isMonth = fromDay.endsWith('-01') && barPeriods({ fromDay, toDay }, 'month').length === 1;
  const nextDay = new Date(`${toDay}T00:00:00Z`);
  nextDay.setUTCDate(nextDay.getUTCDate() + 1);
  return isMonth && nextDay.getUTCDate() === 1 ? month : null;
}

/** A kind that a newer version wrote is told as it is. */
function failureWords(kind: FailureKind, say: ViewContext['say']): string {
  const name: Sentence | undefined = failureNames[kind];
  return name === undefined ? String(kind).slice(0, 100) : say(name);
}

/** Rows of the list of receipts. */
export function receiptViews(page: ReceiptPage, { say, locale }: ViewContext): ReceiptView[] {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  return page.receipts.map(({ place, receipt }) => {
    const { usage, price, costPico, lowPico, highPico } = receipt;
    return {
      id: receipt.id.slice(0, 200),
      place,
      time: Math.abs(receipt.startedMs) <= 8.64e15 ? time.format(receipt.startedMs) : receipt.day,
      purpose: receipt.purpose,
      model: short(receipt.model),
      outcome: receipt.outcome,
      ...(receipt.failure === undefined ? {} : { failure: failureWords(receipt.failure, say) }),
      state: receipt.state,
      cost:
        costPico === null || lowPico === null || highPico === null
          ? null
          : {
              currency: receipt.currency,
              pico: String(costPico),
              lowPico: String(lowPico),
              highPico: String(highPico),
            },
      usage,
      savedPico: String(cacheSavingPico(receipt)),
      price:
        price === null
          ? null
          : {
              words: say(priceWords(price, receipt.startedMs, usage?.promptTokens ?? 0, locale)),
              checked: say(
                price.source === 'siliconflow.models'
                  ? sentence('set by you')
                  : sentence('read on {0}, {1}', price.checkedOn, say(confidenceWords[price.confidence])),
              ),
              source: price.source.slice(0, 500),
            },
      siteName: siteWords(receipt.site, customSite, say),
      host: receipt.host.slice(0, 300),
      ...(receipt.workspace === undefined ? {} : { workspace: short(receipt.workspace) }),
      ...(receipt.insertedInto === undefined ? {} : { insertedInto: receipt.insertedInto.slice(0, 1_000) }),
      ...(receipt.traceId === undefined ? {} : { traceId: short(receipt.traceId) }),
      durationMs: Math.max(0, receipt.durationMs),
      ...(receipt.firstTokenMs === undefined ? {} : { firstTokenMs: Math.max(0, receipt.firstTokenMs) }),
    };
  });
}

function short(name: string): string {
  return name.slice(0, 300);
}
