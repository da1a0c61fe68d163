// Tables of the history: pins, and the full-text index over what was said. A migration, so never to be edited once shipped.

/**
 * The index holds words without their text, and a row is put there by the worker alone: saving a turn only notes that it is
 * to be read (`unsearched_turns`), in the same transaction, so that no turn is ever missed and none waits for the index.
 */
export const addHistory = `
ALTER TABLE sessions ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));

CREATE VIRTUAL TABLE turn_words USING fts5(words, parts, content='', contentless_delete=1, tokenize='unicode61');
CREATE TABLE searched_turns (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  UNIQUE (session_id, turn_id)
) STRICT;
CREATE TABLE unsearched_turns (
  session_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  PRIMARY KEY (session_id, turn_id)
) STRICT, WITHOUT ROWID;
INSERT INTO unsearched_turns SELECT session_id, id FROM turns;
${(['INSERT', 'UPDATE', 'DELETE'] as const).map(noted).join('')}`;

function noted(event: 'INSERT' | 'UPDATE' | 'DELETE'): string {
  const row = event === 'DELETE' ? 'old' : 'new';
  return `
CREATE TRIGGER turn_unsearched_after_${event.toLowerCase()} AFTER ${event} ON turns BEGIN
  INSERT INTO unsearched_turns SELECT ${row}.session_id, ${row}.id WHERE NOT EXISTS
    (SELECT 1 FROM unsearched_turns WHERE session_id = ${row}.session_id AND turn_id = ${row}.id);
END;`;
}
