// The tables, as migrations: the n-th step takes a file from version n - 1 to n. Never edit one that was shipped.
import type { Database } from './database.ts';
import { numberOf } from './database.ts';
import { addHistory } from './historyTables.ts';
import { addUsageColumns } from './usageColumns.ts';

/** "SiFl": tells our file from another program's SQLite file. */
const applicationId = 0x53_69_46_6c;

/**
 * Amounts are pico-units in 64-bit INTEGER columns: one row can hold nine million units, and STRICT makes a sum beyond
 * that an error instead of a rounded REAL.
 */
const migrations: readonly (string | ((database: Database) => void))[] = [
  `
CREATE TABLE prices (
  id INTEGER PRIMARY KEY,
  json TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE receipts (
  id TEXT NOT NULL PRIMARY KEY,
  started_ms INTEGER NOT NULL,
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  window_id TEXT NOT NULL,
  account TEXT NOT NULL,
  site TEXT NOT NULL,
  host TEXT NOT NULL,
  model TEXT NOT NULL,
  purpose TEXT NOT NULL,
  session_id TEXT,
  workspace TEXT,
  prompt_tokens INTEGER,
  cached_tokens INTEGER,
  completion_tokens INTEGER,
  reasoning_tokens INTEGER,
  state TEXT NOT NULL,
  currency TEXT,
  cost_pico INTEGER,
  low_pico INTEGER,
  high_pico INTEGER,
  price INTEGER REFERENCES prices (id),
  outcome TEXT NOT NULL,
  failure TEXT,
  trace_id TEXT,
  duration_ms INTEGER NOT NULL,
  first_token_ms INTEGER,
  inserted_into TEXT
) STRICT;
CREATE INDEX receipts_by_day ON receipts (day);
CREATE INDEX receipts_by_session ON receipts (session_id) WHERE session_id IS NOT NULL;

-- Sums by day and by month, kept in the transaction of every booking. Currency '' is "none known".
CREATE TABLE spend (
  span TEXT NOT NULL CHECK (span IN ('day', 'month')),
  period TEXT NOT NULL,
  currency TEXT NOT NULL,
  purpose TEXT NOT NULL,
  site TEXT NOT NULL,
  model TEXT NOT NULL,
  workspace TEXT NOT NULL,
  requests INTEGER NOT NULL,
  cost_pico INTEGER NOT NULL,
  low_pico INTEGER NOT NULL,
  high_pico INTEGER NOT NULL,
  estimated_pico INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  unpriced_requests INTEGER NOT NULL,
  unpriced_tokens INTEGER NOT NULL,
  PRIMARY KEY (span, period, currency, purpose, site, model, workspace)
) STRICT, WITHOUT ROWID;

CREATE TABLE reservations (
  id TEXT NOT NULL PRIMARY KEY,
  started_ms INTEGER NOT NULL,
  day TEXT NOT NULL,
  window_id TEXT NOT NULL,
  account TEXT NOT NULL,
  site TEXT NOT NULL,
  host TEXT NOT NULL,
  model TEXT NOT NULL,
  purpose TEXT NOT NULL,
  session_id TEXT,
  workspace TEXT,
  price INTEGER REFERENCES prices (id),
  currency TEXT,
  prompt_pico INTEGER NOT NULL,
  pico_per_output_token INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  floor_output_tokens INTEGER NOT NULL,
  bound_pico INTEGER NOT NULL,
  limited_by TEXT,
  lease_until_ms INTEGER NOT NULL
) STRICT;

-- Open windows: a row that is left behind tells of a window that died.
CREATE TABLE windows (
  id TEXT NOT NULL PRIMARY KEY,
  lease_until_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE memory (
  space TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  workspace TEXT NOT NULL,
  title TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_workspace ON sessions (workspace, updated_ms);

CREATE TABLE turns (
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (session_id, id)
) STRICT;

-- Turns that could not be read, kept as they were.
CREATE TABLE broken_turns (
  session_id TEXT NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  json TEXT NOT NULL,
  found_ms INTEGER NOT NULL
) STRICT;
`,
  // A price that comes later finds the receipts that lack one, and how sure their usage was.
  `
ALTER TABLE receipts ADD COLUMN usage_band TEXT;
CREATE INDEX receipts_unpriced ON receipts (site, model) WHERE state = 'unknown';
`,
  `
-- What became of a completion: seen, taken, still there. Keyed by the receipt's id, and without a word of text.
CREATE TABLE completion_outcomes (
  id TEXT NOT NULL PRIMARY KEY,
  language TEXT NOT NULL,
  shown_lines INTEGER NOT NULL,
  accepted_lines INTEGER NOT NULL,
  accepted_characters INTEGER NOT NULL,
  accepted_whole INTEGER NOT NULL CHECK (accepted_whole IN (0, 1)),
  checked_lines INTEGER NOT NULL,
  surviving_lines INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
  addUsageColumns,
  `
-- What was sent with a receipt: sizes, digests, file names and rules, never text (see records.ts).
CREATE TABLE records (
  id TEXT NOT NULL PRIMARY KEY,
  sent_ms INTEGER NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX records_by_time ON records (sent_ms);
CREATE TRIGGER record_leaves_with_receipt AFTER DELETE ON receipts BEGIN
  DELETE FROM records WHERE id = old.id;
END;
`,
  addHistory,
  `
-- Ghost text from the file itself: no request was sent, so no receipt tells of it.
CREATE TABLE unasked_completions (
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  language TEXT NOT NULL,
  shown INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  PRIMARY KEY (day, language)
) STRICT, WITHOUT ROWID;
`,
];

/** What an opened file turned out to be. */
export type FileKind = 'empty' | 'ours' | 'newer' | 'foreign';

/** Looks at a file without changing it. Throws what SQLite throws for a damaged one. */
export function fileKind(database: Database): FileKind {
  const version = pragma(database, 'user_version');
  const id = pragma(database, 'application_id');
  const tables = numberOf(database.get('SELECT count(*) AS n FROM sqlite_schema') ?? {}, 'n');
  if (id !== applicationId) return id === 0 && version === 0 && tables === 0 ? 'empty' : 'foreign';
  if (version > migrations.length) return 'newer';
  return version >= 1 ? 'ours' : 'foreign';
}

/** Did a newer version of the extension migrate the file? */
export function isNewer(database: Database): boolean {
  return pragma(database, 'user_version') > migrations.length;
}

/** Brings the schema up to date, in one transaction; two windows may do it at once. */
export function migrate(database: Database): void {
  if (pragma(database, 'user_version') === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    migrateFrom(database, pragma(database, 'user_version'));
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** All tables, in a file that holds none; inside the caller's transaction. */
export function createAll(database: Database): void {
  migrateFrom(database, 0);
}

function migrateFrom(database: Database, version: number): void {
  for (const step of migrations.slice(version)) {
    if (typeof step === 'string') database.exec(step);
    else step(database);
  }
  database.exec(`PRAGMA application_id=${applicationId}; PRAGMA user_version=${migrations.length};`);
}

function pragma(database: Database, name: 'user_version' | 'application_id'): number {
  return numberOf(database.get(`PRAGMA ${name}`) ?? {}, name);
}
