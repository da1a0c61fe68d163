// Keeps the full-text index in step with the turns, a little at a time, so that no window waits for it. For the worker.
import * as v from 'valibot';
import { indexedWords } from '../core/history/searchWords.ts';
import { Database, integerOf, numberOf, optionalTextOf, type Row, textOf } from './database.ts';

/** The worker's thread is nobody's: it may wait for a lock as long as a window's patience. */
const patienceMs = 5_000;
/** Characters put into the index in one transaction: some milliseconds, which is what another window may wait. */
const batchCharacters = 60_000;
/** A machine that is busy with other things must not make the index wait for minutes. */
const longestRestMs = 15;
/** Pages of the index merged in one transaction, likewise. */
const mergePages = 100;

/** What of a turn is searched. Anything more of it is none of the index's business. */
const said = v.object({
  text: v.string(),
  attachments: v.optional(v.array(v.object({ label: v.string() })), []),
});

/** What a turn says, for index and excerpt: its text and the names of what is attached; empty when it cannot be read. */
export function saidIn(json: string): string {
  try {
    const { text, attachments } = v.parse(said, JSON.parse(json));
    return [text, ...attachments.map(({ label }) => label)].join('\n');
  } catch {
    return '';
  }
}

/**
 * Reads all turns that were written or removed since the last time; resolves to how many there were. Windows get their turn
 * at the file after each batch. Throws what SQLite throws.
 */
export async function followTurns(file: string): Promise<number> {
  return onFile(file, async (database) => {
    let count = 0;
    for (;;) {
      const followed = await inTurn(database, () => followSome(database));
      if (followed === 0) return count;
      count += followed;
    }
  });
}

/** The same, and words of turns that are gone stay nowhere in the file: the index is written anew without them. */
export async function forgetTurns(file: string): Promise<number> {
  const count = await followTurns(file);
  await onFile(file, scrub);
  return count;
}

async function onFile<T>(file: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database(file);
  try {
    database.exec(`PRAGMA busy_timeout=${patienceMs}; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;`);
    return await work(database);
  } finally {
    database.close();
  }
}

function followSome(database: Database): number {
  const rows = database.all(
    `SELECT waiting.session_id, waiting.turn_id, turns.json, searched.id
       FROM unsearched_turns AS waiting
       LEFT JOIN turns ON turns.session_id = waiting.session_id AND turns.id = waiting.turn_id
       LEFT JOIN searched_turns AS searched
         ON searched.session_id = waiting.session_id AND searched.turn_id = waiting.turn_id
       LIMIT 64`,
  );
  let [count, characters] = [0, 0];
  for (const row of rows) {
    if (characters >= batchCharacters) break;
    const json = optionalTextOf(row, 'json');
    characters += json?.length ?? 0;
    count += 1;
    followOne(database, row, json);
  }
  return count;
}

function followOne(database: Database, row: Row, json: string | undefined): void {
  const key = [textOf(row, 'session_id'), textOf(row, 'turn_id')] as const;
  database.run('DELETE FROM unsearched_turns WHERE session_id = ? AND turn_id = ?', ...key);
  if (row.id !== null) {
    database.run('DELETE FROM turn_words WHERE rowid = ?', integerOf(row, 'id'));
    database.run('DELETE FROM searched_turns WHERE id = ?', integerOf(row, 'id'));
  }
  const { words, parts } = indexedWords(json === undefined ? '' : saidIn(json));
  if (words.trim() === '') return;
  database.run('INSERT INTO searched_turns (session_id, turn_id) VALUES (?, ?)', ...key);
  database.run(
    'INSERT INTO turn_words (rowid, words, parts) VALUES (last_insert_rowid(), ?, ?)',
    words,
    parts,
  );
}

/** Merges the index until nothing of removed rows is left in it (https://sqlite.org/fts5.html#the_merge_command). */
async function scrub(database: Database): Promise<void> {
  const changes = (): number => numberOf(database.get('SELECT total_changes() AS n') ?? {}, 'n');
  for (let pages = -mergePages; ; pages = mergePages) {
    const before = changes();
    await inTurn(database, () =>
      database.run("INSERT INTO turn_words (turn_words, rank) VALUES ('merge', ?)", BigInt(pages)),
    );
    // Fewer than two changes: there was nothing more to merge.
    if (changes() - before < 2) break;
  }
  // The log holds what the file held before. A window that reads just now keeps it from being cut; the next time will do.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** One transaction, and then a rest as long as it took: who waits for the file gets it. */
async function inTurn<T>(database: Database, work: () => T): Promise<T> {
  const startMs = performance.now();
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  } finally {
    const tookMs = performance.now() - startMs;
    await new Promise((resolve) => setTimeout(resolve, Math.min(tookMs, longestRestMs)));
  }
}
