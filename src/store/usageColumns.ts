// A step of the schema: how requests ended and what the cache saved, on receipts and in the sums. Reads nothing but what
// stood in the file before it, so that it stays right when the code around it changes.
import { cacheSavingPico } from '../core/spend/cacheSaving.ts';
import { type Database, integerOf, numberOf, optionalTextOf } from './database.ts';
import { parsePrice } from './priceColumn.ts';

const key = ['currency', 'purpose', 'site', 'model', 'workspace'] as const;
const isSame = key.map((column) => `spend.${column} = made.${column}`).join(' AND ');

/** Runs in the transaction of the migration. */
export function addUsageColumns(database: Database): void {
  database.exec(`
    ALTER TABLE receipts ADD COLUMN saved_pico INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE spend ADD COLUMN failed_requests INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE spend ADD COLUMN saved_pico INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX receipts_by_price ON receipts (price, day) WHERE price IS NOT NULL;`);
  fillSavings(database);
  database.exec(`
    UPDATE spend SET failed_requests = made.failed, saved_pico = made.saved
    FROM (SELECT day AS period, coalesce(currency, '') AS currency, purpose, site, model,
            coalesce(workspace, '') AS workspace,
            count(*) FILTER (WHERE outcome IN ('failed', 'cut', 'lost')) AS failed, sum(saved_pico) AS saved
          FROM receipts GROUP BY 1, 2, 3, 4, 5, 6) AS made
    WHERE spend.span = 'day' AND spend.period = made.period AND ${isSame};
    UPDATE spend SET failed_requests = made.failed, saved_pico = made.saved
    FROM (SELECT substr(period, 1, 7) AS month, ${key.join(', ')}, sum(failed_requests) AS failed,
            sum(saved_pico) AS saved
          FROM spend WHERE span = 'day' GROUP BY 1, 2, 3, 4, 5, 6) AS made
    WHERE spend.span = 'month' AND spend.period = made.month AND ${isSame};`);
}

function fillSavings(database: Database): void {
  for (let after = -1n; ; ) {
    const rows = database.all(
      `SELECT receipts.rowid AS n, started_ms, prompt_tokens, cached_tokens, cost_pico, json
       FROM receipts JOIN prices ON prices.id = receipts.price
       WHERE receipts.rowid > ? AND cached_tokens > 0 AND cost_pico IS NOT NULL
       ORDER BY receipts.rowid LIMIT 1000`,
      after,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) {
      const saved = cacheSavingPico({
        startedMs: numberOf(row, 'started_ms'),
        usage: {
          promptTokens: numberOf(row, 'prompt_tokens'),
          cachedTokens: numberOf(row, 'cached_tokens'),
          completionTokens: 0,
          reasoningTokens: 0,
        },
        price: parsePrice(optionalTextOf(row, 'json')),
        costPico: integerOf(row, 'cost_pico'),
      });
      if (saved > 0n)
        database.run('UPDATE receipts SET saved_pico = ? WHERE rowid = ?', saved, integerOf(row, 'n'));
    }
    after = integerOf(last, 'n');
  }
}
