// Ghost text from the file itself, by day and language: how often it was seen and taken. Never a word of text.
import * as v from 'valibot';
import type { UnaskedOutcome } from '../core/completion/outcome.ts';
import type { DayRange } from '../core/spend/usageRange.ts';
import { Database, numberOf } from './database.ts';

/** Adds to what is kept for a day (YYYY-MM-DD); inside the caller's transaction. */
export function addUnasked(database: Database, day: string, batch: readonly UnaskedOutcome[]): void {
  for (const { languageId, shown, accepted } of batch)
    database.run(
      `INSERT INTO unasked_completions (day, language, shown, accepted) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET shown = shown + excluded.shown, accepted = accepted + excluded.accepted`,
      day,
      languageId,
      shown,
      accepted,
    );
}

/** Sums of one day over all languages. */
export function unaskedOn(database: Database, day: string): Omit<UnaskedOutcome, 'languageId'> {
  const row =
    database.get(
      `SELECT coalesce(sum(shown), 0) AS shown, coalesce(sum(accepted), 0) AS accepted
       FROM unasked_completions WHERE day = ?`,
      day,
    ) ?? {};
  return { shown: numberOf(row, 'shown'), accepted: numberOf(row, 'accepted') };
}

const count = v.pipe(v.bigint(), v.transform(Number));
const unaskedRow = v.object({ language: v.string(), shown: count, accepted: count });

/** Sums of a range of days by language, the most shown first. */
export function unaskedIn(database: Database, { fromDay, toDay }: DayRange): readonly UnaskedOutcome[] {
  return database
    .all(
      `SELECT language, sum(shown) AS shown, sum(accepted) AS accepted FROM unasked_completions
       WHERE day BETWEEN ? AND ? GROUP BY language ORDER BY 2 DESC, language`,
      fromDay,
      toDay,
    )
    .flatMap((row) => {
      const parsed = v.safeParse(unaskedRow, row);
      if (!parsed.success) return [];
      const { language, ...counts } = parsed.output;
      return [{ languageId: language, ...counts }];
    });
}

/** The same of a file. Reads only. */
export function readUnasked(file: string, range: DayRange): readonly UnaskedOutcome[] {
  const database = new Database(file, { readOnly: true });
  try {
    return unaskedIn(database, range);
  } finally {
    database.close();
  }
}
