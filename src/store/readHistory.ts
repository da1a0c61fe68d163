// The conversations of a workspace with what they cost, all of them or those that hold the searched words. For the worker.
import type { History, HistoryEntry, HistoryQuestion } from '../core/history/historyEntry.ts';
import { type Found, foundIn, type SearchTerm, searchTerms } from '../core/history/searchWords.ts';
import { hasLapsed } from '../core/spend/booking.ts';
import { Database, integerOf, numberOf, type Row, textOf } from './database.ts';
import { followTurns, saidIn } from './searchIndex.ts';
import { leaseSpace } from './sessionLeases.ts';

/** More than anybody looks through; a search finds the others. */
const mostEntries = 300;

/** `nowMs` tells which windows live. Throws what SQLite throws. */
export async function readHistory(file: string, question: HistoryQuestion, nowMs: number): Promise<History> {
  const terms = searchTerms(question.query);
  if (terms.length > 0) await followTurns(file);
  const database = new Database(file, { readOnly: true });
  try {
    // One snapshot, so that heads, costs and excerpts are of the same moment.
    database.exec('BEGIN');
    // Of a query without a letter or a digit no conversation can be said to hold it.
    if (question.query.trim() !== '' && terms.length === 0) return { entries: [], more: 0 };
    const heads = database.all(
      `SELECT *, (SELECT count(*) FROM turns WHERE session_id = sessions.id) AS messages FROM sessions
         WHERE workspace = ? ORDER BY pinned DESC, updated_ms DESC, rowid DESC`,
      question.workspace,
    );
    const matches = terms.length > 0 ? matching(database, heads, terms, question.workspace) : null;
    const chosen = matches ? heads.filter((row) => matches.has(textOf(row, 'id'))) : heads;
    const costs = costsOf(database, question.workspace);
    const holders = holdersNow(database, nowMs);
    return {
      more: Math.max(0, chosen.length - mostEntries),
      entries: chosen.slice(0, mostEntries).map((row): HistoryEntry => {
        const id = textOf(row, 'id');
        const turnId = matches?.get(id) ?? null;
        return {
          id,
          title: textOf(row, 'title'),
          updatedMs: numberOf(row, 'updated_ms'),
          isPinned: integerOf(row, 'pinned') === 1n,
          messages: numberOf(row, 'messages'),
          ...(costs.get(id) ?? { costs: [], isPartlyUnpriced: false }),
          holder: holders.get(id) ?? null,
          found: turnId === null ? null : excerpt(database, turnId, question.query),
        };
      }),
    };
  } finally {
    database.close();
  }
}

/** Sessions that hold every term in their title or in one of their turns, with a turn to show, where a turn does. */
function matching(
  database: Database,
  heads: readonly Row[],
  terms: readonly SearchTerm[],
  workspace: string,
): ReadonlyMap<string, bigint | null> {
  const holding = terms.map((term) => sessionsWith(database, heads, term, workspace));
  const ids = heads.map((row) => textOf(row, 'id')).filter((id) => holding.every((one) => one.has(id)));
  return new Map(
    ids.map((id) => [id, holding.map((one) => one.get(id)).find((turn) => turn != null) ?? null]),
  );
}

function sessionsWith(
  database: Database,
  heads: readonly Row[],
  { typed, expression }: SearchTerm,
  workspace: string,
): ReadonlyMap<string, bigint | null> {
  const wanted = typed.toLowerCase();
  const titled = heads.filter((row) => textOf(row, 'title').toLowerCase().includes(wanted));
  const rows = database.all(
    `SELECT searched_turns.session_id AS session, max(searched_turns.id) AS turn FROM turn_words
       JOIN searched_turns ON searched_turns.id = turn_words.rowid
       JOIN sessions ON sessions.id = searched_turns.session_id
       WHERE turn_words MATCH ? AND sessions.workspace = ? GROUP BY 1`,
    expression,
    workspace,
  );
  return new Map<string, bigint | null>([
    ...titled.map((row) => [textOf(row, 'id'), null] as const),
    ...rows.map((row) => [textOf(row, 'session'), integerOf(row, 'turn')] as const),
  ]);
}

function excerpt(database: Database, searchedId: bigint, query: string): Found | null {
  const row = database.get(
    `SELECT json FROM turns JOIN searched_turns AS s ON s.session_id = turns.session_id AND s.turn_id = turns.id
       WHERE s.id = ?`,
    searchedId,
  );
  return row ? foundIn(saidIn(textOf(row, 'json')), query) : null;
}

function costsOf(
  database: Database,
  workspace: string,
): ReadonlyMap<string, Pick<HistoryEntry, 'costs' | 'isPartlyUnpriced'>> {
  const rows = database.all(
    `SELECT session_id, coalesce(currency, '') AS currency, coalesce(sum(cost_pico), 0) AS cost,
         count(*) FILTER (WHERE state = 'estimated') AS estimated, count(*) FILTER (WHERE state = 'unknown') AS unpriced
       FROM receipts WHERE session_id IN (SELECT id FROM sessions WHERE workspace = ?) GROUP BY 1, 2`,
    workspace,
  );
  const found = new Map<string, Pick<HistoryEntry, 'costs' | 'isPartlyUnpriced'>>();
  for (const row of rows) {
    const id = textOf(row, 'session_id');
    const before = found.get(id) ?? { costs: [], isPartlyUnpriced: false };
    const cost = { currency: textOf(row, 'currency'), pico: integerOf(row, 'cost') };
    found.set(id, {
      costs:
        cost.currency === ''
          ? before.costs
          : [...before.costs, { ...cost, isEstimated: numberOf(row, 'estimated') > 0 }],
      isPartlyUnpriced: before.isPartlyUnpriced || numberOf(row, 'unpriced') > 0,
    });
  }
  return found;
}

/** Living windows by the session that each has open. */
function holdersNow(database: Database, nowMs: number): ReadonlyMap<string, string> {
  const rows = database.all(
    `SELECT memory.key AS session, windows.id AS holder, windows.lease_until_ms FROM memory
       JOIN windows ON windows.id = memory.value WHERE memory.space = ?`,
    leaseSpace,
  );
  return new Map(
    rows
      .filter((row) => !hasLapsed(numberOf(row, 'lease_until_ms'), nowMs))
      .map((row) => [textOf(row, 'session'), textOf(row, 'holder')]),
  );
}
