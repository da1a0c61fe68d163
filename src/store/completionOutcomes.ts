// What became of completions, one row for each receipt, and the figures that receipts and outcomes come to together.
import * as v from 'valibot';
import type { CompletionFigure, CompletionReport } from '../core/completion/figures.ts';
import type { CompletionOutcome, UnaskedOutcome } from '../core/completion/outcome.ts';
import type { Result } from '../core/failure.ts';
import type { RecordedReceipt } from '../core/spend/usageExport.ts';
import type { DayRange } from '../core/spend/usageRange.ts';
import type { Connection } from './connection.ts';
import { Database, numberOf, type Row, textOf } from './database.ts';
import { addUnasked, unaskedIn, unaskedOn } from './unaskedCompletions.ts';

const addSql = `
INSERT INTO completion_outcomes
  (id, language, shown_lines, accepted_lines, accepted_characters, accepted_whole, checked_lines, surviving_lines)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
  shown_lines = max(shown_lines, excluded.shown_lines),
  accepted_lines = accepted_lines + excluded.accepted_lines,
  accepted_characters = accepted_characters + excluded.accepted_characters,
  accepted_whole = max(accepted_whole, excluded.accepted_whole),
  checked_lines = checked_lines + excluded.checked_lines,
  surviving_lines = surviving_lines + excluded.surviving_lines`;

/** A request is seen or never; one without a row was never. */
const isNeverShown = 'coalesce(shown_lines, 0) = 0';

const figuresSql = `
SELECT site, model, currency, language,
  count(*) AS requests,
  count(*) FILTER (WHERE cost_pico IS NULL) AS unpriced_requests,
  coalesce(sum(cost_pico), 0) AS cost_pico,
  coalesce(sum(cost_pico) FILTER (WHERE state = 'estimated'), 0) AS estimated_pico,
  coalesce(sum(prompt_tokens + completion_tokens), 0) AS tokens,
  count(*) FILTER (WHERE ${isNeverShown}) AS never_shown_requests,
  coalesce(sum(prompt_tokens + completion_tokens) FILTER (WHERE ${isNeverShown}), 0) AS never_shown_tokens,
  coalesce(sum(cost_pico) FILTER (WHERE ${isNeverShown}), 0) AS never_shown_pico,
  count(*) FILTER (WHERE shown_lines > 0) AS shown,
  coalesce(sum(shown_lines), 0) AS shown_lines,
  count(*) FILTER (WHERE accepted_characters > 0) AS accepted,
  coalesce(sum(accepted_whole), 0) AS accepted_whole,
  coalesce(sum(accepted_lines), 0) AS accepted_lines,
  coalesce(sum(accepted_characters), 0) AS accepted_characters,
  coalesce(sum(checked_lines), 0) AS checked_lines,
  coalesce(sum(surviving_lines), 0) AS surviving_lines
FROM receipts LEFT JOIN completion_outcomes USING (id)
WHERE day BETWEEN ? AND ? AND purpose = 'completion'
GROUP BY site, model, currency, language
ORDER BY requests DESC, site, model, currency, language`;

export class CompletionOutcomes {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Adds to what is kept for these requests, all in one transaction. */
  note(batch: readonly CompletionOutcome[]): Promise<Result<void>> {
    return this.#connection.book((database) => {
      for (const one of batch)
        database.run(
          addSql,
          one.requestId,
          one.languageId,
          one.shownLines,
          one.acceptedLines,
          one.acceptedCharacters,
          one.acceptedWhole ? 1 : 0,
          one.checkedLines,
          one.survivingLines,
        );
    });
  }

  /** The same of what needed no request; `day` as YYYY-MM-DD. */
  noteUnasked(day: string, batch: readonly UnaskedOutcome[]): Promise<Result<void>> {
    return this.#connection.book((database) => addUnasked(database, day, batch));
  }

  /** What needed no request on one day, over all languages. */
  unaskedOn(day: string): Result<Omit<UnaskedOutcome, 'languageId'>> {
    return this.#connection.read((database) => unaskedOn(database, day));
  }
}

/** What ghost text came to in a range of days, the most requested first. A scan of that range's receipts: for the worker. Reads only. */
export function readCompletionReport(file: string, range: DayRange): CompletionReport {
  const database = new Database(file, { readOnly: true });
  try {
    return {
      figures: database.all(figuresSql, range.fromDay, range.toDay).flatMap((row) => figureOf(row) ?? []),
      unasked: unaskedIn(database, range),
    };
  } finally {
    database.close();
  }
}

/** What became of one request, when anything is known. */
export function findOutcome(database: Database, id: string): RecordedReceipt['ghostText'] {
  const row = database.get(
    'SELECT language, shown_lines, accepted_lines FROM completion_outcomes WHERE id = ?',
    id,
  );
  return (
    row && {
      languageId: textOf(row, 'language'),
      shownLines: numberOf(row, 'shown_lines'),
      acceptedLines: numberOf(row, 'accepted_lines'),
    }
  );
}

const count = v.pipe(v.bigint(), v.transform(Number));
const figureRow = v.object({
  site: v.picklist(['cn', 'global', 'custom']),
  model: v.string(),
  currency: v.nullable(v.string()),
  language: v.nullable(v.string()),
  requests: count,
  unpriced_requests: count,
  cost_pico: v.bigint(),
  estimated_pico: v.bigint(),
  tokens: count,
  never_shown_requests: count,
  never_shown_tokens: count,
  never_shown_pico: v.bigint(),
  shown: count,
  shown_lines: count,
  accepted: count,
  accepted_whole: count,
  accepted_lines: count,
  accepted_characters: count,
  checked_lines: count,
  surviving_lines: count,
});

/** Undefined for a row whose receipts are none of ours. */
function figureOf(row: Row): CompletionFigure | undefined {
  const parsed = v.safeParse(figureRow, row);
  if (!parsed.success) return undefined;
  const read = parsed.output;
  return {
    site: read.site,
    model: read.model,
    currency: read.currency,
    languageId: read.language,
    requests: read.requests,
    unpricedRequests: read.unpriced_requests,
    costPico: read.cost_pico,
    estimatedPico: read.estimated_pico,
    tokens: read.tokens,
    neverShownRequests: read.never_shown_requests,
    neverShownTokens: read.never_shown_tokens,
    neverShownPico: read.never_shown_pico,
    shown: read.shown,
    shownLines: read.shown_lines,
    accepted: read.accepted,
    acceptedWhole: read.accepted_whole,
    acceptedLines: read.accepted_lines,
    acceptedCharacters: read.accepted_characters,
    checkedLines: read.checked_lines,
    survivingLines: read.surviving_lines,
  };
}
