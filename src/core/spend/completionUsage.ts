// What ghost text came to in a range of days, as the usage page tells it: the whole, and by language and model.
import type { CompletionFigure } from '../completion/figures.ts';
import type { UnaskedOutcome } from '../completion/outcome.ts';
import type { Pico } from './money.ts';

/** Of the figures that are kept of one model and language, those that are shown. */
export type CompletionRow = Pick<
  CompletionFigure,
  | 'currency'
  | 'model'
  | 'languageId'
  | 'costPico'
  | 'neverShownRequests'
  | 'neverShownTokens'
  | 'neverShownPico'
  | 'shown'
  | 'accepted'
  | 'acceptedLines'
>;

export interface CompletionUsage {
  readonly figures: readonly CompletionRow[];
  /** What needed no request, by language. */
  readonly unasked: readonly UnaskedOutcome[];
}

export type CompletionSums = Omit<CompletionRow, 'currency' | 'model' | 'languageId'> & {
  /** Cost of all completions over the lines that were taken, rounded to the next pico-unit; null while none was. */
  readonly perLinePico: Pico | null;
};

export type CompletionPart = CompletionSums & Pick<CompletionRow, 'model' | 'languageId'>;

/** The completions of one currency put together; null when there are none. */
export function completionSums(rows: readonly CompletionRow[], currency: string): CompletionSums | null {
  const own = rows.filter((row) => (row.currency ?? '') === currency);
  return own.length === 0 ? null : together(own);
}

/** Those of one currency by language and model, the most shown first. */
export function completionParts(rows: readonly CompletionRow[], currency: string): readonly CompletionPart[] {
  const own = rows.filter((row) => (row.currency ?? '') === currency);
  const parts = Map.groupBy(own, ({ model, languageId }) => JSON.stringify([model, languageId]));
  return [...parts.values()]
    .flatMap((part) => {
      const [first] = part;
      return first ? [{ model: first.model, languageId: first.languageId, ...together(part) }] : [];
    })
    .sort((a, b) => b.shown - a.shown || b.neverShownRequests - a.neverShownRequests);
}

function together(rows: readonly CompletionRow[]): CompletionSums {
  const count = (of: (row: CompletionRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const money = (of: (row: CompletionRow) => Pico): Pico => rows.reduce((sum, row) => sum + of(row), 0n);
  const costPico = money((row) => row.costPico);
  const acceptedLines = count((row) => row.acceptedLines);
  const lines = BigInt(acceptedLines);
  return {
    costPico,
    neverShownRequests: count((row) => row.neverShownRequests),
    neverShownTokens: count((row) => row.neverShownTokens),
    neverShownPico: money((row) => row.neverShownPico),
    shown: count((row) => row.shown),
    accepted: count((row) => row.accepted),
    acceptedLines,
    perLinePico: lines === 0n ? null : (costPico + lines / 2n) / lines,
  };
}
