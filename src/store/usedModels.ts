// Which models were used since a day, from the sums: one row per model and day, so no receipt is read.
import { type Database, textOf } from './database.ts';

export interface UsedModel {
  readonly site: string;
  readonly model: string;
}

/** `sinceDay` is inclusive, YYYY-MM-DD. */
export function readUsedModels(database: Database, sinceDay: string): readonly UsedModel[] {
  return database
    .all("SELECT DISTINCT site, model FROM spend WHERE span = 'day' AND period >= ? ORDER BY 1, 2", sinceDay)
    .map((row) => ({ site: textOf(row, 'site'), model: textOf(row, 'model') }));
}
