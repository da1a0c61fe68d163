// What completions came to: requests, money, what was seen and taken. Sums by site, model, currency and language, for the usage page.
import type { SiteId } from '../models/model.ts';
import type { Currency, Pico } from '../spend/money.ts';
import type { UnaskedOutcome } from './outcome.ts';

/** Sums over all receipts of purpose `completion` of a range of days that have these four in common. */
export interface CompletionFigure {
  readonly site: SiteId;
  readonly model: string;
  /** null: no price was known; the amounts are 0 then, and `unpricedRequests` counts. */
  readonly currency: Currency | null;
  /** null: not known, because the window ended before it was written down. */
  readonly languageId: string | null;
  readonly requests: number;
  readonly unpricedRequests: number;
  readonly costPico: Pico;
  /** The part of `costPico` that stems from estimates. */
  readonly estimatedPico: Pico;
  /** Prompt and output tokens together, as billed or estimated. */
  readonly tokens: number;
  /** Of requests nothing of which stood on screen long enough to be seen. */
  readonly neverShownRequests: number;
  readonly neverShownTokens: number;
  readonly neverShownPico: Pico;
  /** Requests whose text was seen, and its lines. */
  readonly shown: number;
  readonly shownLines: number;
  /** Requests of whose text something was taken, and those of which all was. */
  readonly accepted: number;
  readonly acceptedWhole: number;
  readonly acceptedLines: number;
  readonly acceptedCharacters: number;
  /** Accepted lines that were looked for five minutes later, and those that still stood there. */
  readonly checkedLines: number;
  readonly survivingLines: number;
}

/** Ghost text of a range of days: what was paid for, and what needed no request. */
export interface CompletionReport {
  readonly figures: readonly CompletionFigure[];
  /** By language, over all days. */
  readonly unasked: readonly UnaskedOutcome[];
}

/** What a line that was taken cost: all requests paid, whether taken or not. null: nothing was taken, or no price is known for some. */
export function picoPerAcceptedLine(
  figure: Pick<CompletionFigure, 'costPico' | 'acceptedLines' | 'unpricedRequests'>,
): Pico | null {
  if (figure.acceptedLines === 0 || figure.unpricedRequests > 0) return null;
  return figure.costPico / BigInt(figure.acceptedLines);
}

/** Share of the seen suggestions of which something was taken, 0…1; null when none was seen. */
export function acceptedShare(figure: Pick<CompletionFigure, 'shown' | 'accepted'>): number | null {
  return figure.shown === 0 ? null : figure.accepted / figure.shown;
}
