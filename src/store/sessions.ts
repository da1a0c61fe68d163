// Chat sessions: a head and its turns, one row per turn, parsed by the caller's schema when loaded.
import * as v from 'valibot';
import type { Result } from '../core/failure.ts';
import type { Connection } from './connection.ts';
import { type Database, numberOf, type Row, textOf } from './database.ts';

export interface SessionHead {
  readonly id: string;
  /** Whatever tells workspaces apart; empty for a window without one. */
  readonly workspace: string;
  readonly title: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface LoadedSession<Turn> {
  readonly head: SessionHead;
  readonly turns: readonly Turn[];
  /** Turns that could not be read. They were moved out of the session and kept as they were; worth a sentence. */
  readonly brokenTurns: number;
}

export class SessionStore<Turn extends { readonly id: string }> {
  readonly #connection: Connection;
  readonly #schema: v.GenericSchema<unknown, Turn>;

  /** `schema` must accept what `JSON.stringify` makes of a turn. */
  constructor(connection: Connection, schema: v.GenericSchema<unknown, Turn>) {
    this.#connection = connection;
    this.#schema = schema;
  }

  /** Null when there is no such session. */
  load(id: string): Promise<Result<LoadedSession<Turn> | null>> {
    return this.#load('SELECT * FROM sessions WHERE id = ?', id);
  }

  /** Differs once the session was written to; null when there is no such session. Reads no turn. */
  stamp(id: string): Promise<Result<string | null>> {
    return this.#connection.readSoon((database) => {
      const row = database.get(
        `SELECT updated_ms, count(turns.id) AS turns, coalesce(sum(length(turns.json)), 0) AS length FROM sessions
           LEFT JOIN turns ON turns.session_id = sessions.id WHERE sessions.id = ? GROUP BY sessions.id`,
        id,
      );
      return row ? [row.updated_ms, row.turns, row.length].join(' ') : null;
    });
  }

  /** The session last written to in a workspace. */
  loadLast(workspace: string): Promise<Result<LoadedSession<Turn> | null>> {
    return this.#load(
      'SELECT * FROM sessions WHERE workspace = ? ORDER BY updated_ms DESC, rowid DESC LIMIT 1',
      workspace,
    );
  }

  /** Heads, last written first; of all workspaces without one. */
  list(workspace?: string, limit = 200): Promise<Result<readonly SessionHead[]>> {
    return this.#connection.readSoon((database) =>
      database
        .all(
          `SELECT * FROM sessions WHERE ? OR workspace = ? ORDER BY updated_ms DESC, rowid DESC LIMIT ?`,
          workspace === undefined ? 1n : 0n,
          workspace ?? '',
          BigInt(limit),
        )
        .map(headOf),
    );
  }

  /** Writes a head and one of its turns: replaced in its place when known, else at the end. */
  saveTurn(head: SessionHead, turn: Turn): Promise<Result<void>> {
    const json = JSON.stringify(turn);
    return this.#connection.write((database) => {
      putHead(database, head);
      putTurn(database, head.id, turn.id, json);
    });
  }

  /** Removes a turn and all after it (nothing when it is unknown), then puts `turns` at the end: an edit or a regenerate. */
  replaceFrom(head: SessionHead, turnId: string, turns: readonly Turn[]): Promise<Result<void>> {
    const rows = turns.map((turn) => ({ id: turn.id, json: JSON.stringify(turn) }));
    return this.#connection.write((database) => {
      putHead(database, head);
      database.run(
        `DELETE FROM turns WHERE session_id = ?
           AND position >= (SELECT position FROM turns WHERE session_id = ? AND id = ?)`,
        head.id,
        head.id,
        turnId,
      );
      for (const row of rows) putTurn(database, head.id, row.id, row.json);
    });
  }

  rename(id: string, title: string): Promise<Result<void>> {
    return this.#connection.write((database) => {
      database.run('UPDATE sessions SET title = ? WHERE id = ?', title, id);
    });
  }

  /** Puts a session at the head of the history, or back into its place. */
  pin(id: string, isPinned: boolean): Promise<Result<void>> {
    return this.#connection.write((database) => {
      database.run('UPDATE sessions SET pinned = ? WHERE id = ?', isPinned ? 1n : 0n, id);
    });
  }

  /** Deletes a session with all its turns, broken ones too. Its words in the index and the log go with `forgetTurns`. */
  delete(id: string): Promise<Result<void>> {
    return this.#connection.write((database) => {
      // Freed pages are overwritten: what a person deletes is not to be found in the file.
      database.exec('PRAGMA secure_delete=ON');
      database.run('DELETE FROM sessions WHERE id = ?', id);
      database.run('DELETE FROM broken_turns WHERE session_id = ?', id);
    });
  }

  async #load(sql: string, value: string): Promise<Result<LoadedSession<Turn> | null>> {
    const read = await this.#connection.readSoon((database) => {
      const row = database.get(sql, value);
      if (row === undefined) return null;
      const head = headOf(row);
      return {
        head,
        rows: database.all('SELECT id, json FROM turns WHERE session_id = ? ORDER BY position', head.id),
      };
    });
    if (!read.ok || read.value === null) return read.ok ? { ok: true, value: null } : read;
    const { head, rows } = read.value;
    const turns: Turn[] = [];
    const broken: string[] = [];
    for (const row of rows) {
      const turn = this.#parse(textOf(row, 'json'));
      // A turn under another's id could never be replaced.
      if (turn === null || turn.id !== textOf(row, 'id')) broken.push(textOf(row, 'id'));
      else turns.push(turn);
    }
    if (broken.length > 0) await this.#setAside(head.id, broken);
    return { ok: true, value: { head, turns, brokenTurns: broken.length } };
  }

  #parse(json: string): Turn | null {
    try {
      const parsed = v.safeParse(this.#schema, JSON.parse(json));
      return parsed.success ? parsed.output : null;
    } catch {
      return null;
    }
  }

  /** When this fails the rows stay where they are, and the next load says so again. */
  async #setAside(sessionId: string, turnIds: readonly string[]): Promise<void> {
    const foundMs = BigInt(Math.round(this.#connection.clock.nowMs()));
    await this.#connection.write((database) => {
      for (const id of turnIds) {
        database.run(
          `INSERT INTO broken_turns (session_id, id, position, json, found_ms)
             SELECT session_id, id, position, json, ? FROM turns WHERE session_id = ? AND id = ?`,
          foundMs,
          sessionId,
          id,
        );
        database.run('DELETE FROM turns WHERE session_id = ? AND id = ?', sessionId, id);
      }
    });
  }
}

/** A title that is there stays: the person may have renamed the session, in whichever window. */
function putHead(database: Database, head: SessionHead): void {
  database.run(
    `INSERT INTO sessions (id, workspace, title, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       title = CASE title WHEN '' THEN excluded.title ELSE title END, updated_ms = excluded.updated_ms`,
    head.id,
    head.workspace,
    head.title,
    BigInt(Math.round(head.createdMs)),
    BigInt(Math.round(head.updatedMs)),
  );
}

function putTurn(database: Database, sessionId: string, id: string, json: string): void {
  database.run(
    `INSERT INTO turns (session_id, id, position, json)
     VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM turns WHERE session_id = ?), ?)
     ON CONFLICT (session_id, id) DO UPDATE SET json = excluded.json`,
    sessionId,
    id,
    sessionId,
    json,
  );
}

function headOf(row: Row): SessionHead {
  return {
    id: textOf(row, 'id'),
    workspace: textOf(row, 'workspace'),
    title: textOf(row, 'title'),
    createdMs: numberOf(row, 'created_ms'),
    updatedMs: numberOf(row, 'updated_ms'),
  };
}
