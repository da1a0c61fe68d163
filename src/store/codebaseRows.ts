// What the index holds of each file, and what a question finds in it.
import { chunksOf } from '../core/codebase/chunks.ts';
import { conceptsOf } from '../core/codebase/question.ts';
import { type Found, type Piece, type Place, type RankOptions, rankedPieces } from '../core/codebase/rank.ts';
import { wordsOf } from '../core/codebase/words.ts';
import { type Database, integerOf, numberOf, textOf } from './database.ts';

/** What tells that a file is the one that was read. */
export interface Stamp {
  readonly size: number;
  readonly modifiedMs: number;
}

export function stampOf(database: Database, path: string): Stamp | undefined {
  const row = database.get('SELECT size, modified_ms FROM files WHERE path = ?', path);
  return row && { size: numberOf(row, 'size'), modifiedMs: numberOf(row, 'modified_ms') };
}

export function knownPaths(database: Database): readonly string[] {
  return database.all('SELECT path FROM files').map((row) => textOf(row, 'path'));
}

export function countFiles(database: Database): number {
  return numberOf(database.get('SELECT count(*) AS n FROM files') ?? {}, 'n');
}

/** Puts a file in the place of what was known of it. `name` is its path as people say it, relative to their project. */
export function putFile(database: Database, path: string, name: string, stamp: Stamp, text: string): void {
  removeFile(database, path);
  database.run(
    'INSERT INTO files (path, size, modified_ms) VALUES (?, ?, ?)',
    path,
    stamp.size,
    Math.trunc(stamp.modifiedMs),
  );
  const { id } = database.get('SELECT last_insert_rowid() AS id') ?? {};
  const slash = name.lastIndexOf('/');
  const [fileWords, folderWords] = [name.slice(slash + 1), name.slice(0, slash + 1)].map(asWords);
  for (const chunk of chunksOf(text)) {
    database.run(
      'INSERT INTO chunks (file, start_line, end_line) VALUES (?, ?, ?)',
      id ?? null,
      chunk.startLine,
      chunk.endLine,
    );
    database.run(
      'INSERT INTO words (rowid, name, folder, defines, body) VALUES (last_insert_rowid(), ?, ?, ?, ?)',
      fileWords ?? '',
      folderWords ?? '',
      asWords(chunk.names.join(' ')),
      asWords(chunk.text),
    );
  }
}

export function removeFile(database: Database, path: string): void {
  const row = database.get('SELECT id FROM files WHERE path = ?', path);
  if (row === undefined) return;
  const id = integerOf(row, 'id');
  database.run('DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE file = ?)', id);
  database.run('DELETE FROM chunks WHERE file = ?', id);
  database.run('DELETE FROM files WHERE id = ?', id);
}

/** Takes a file or a whole folder out. */
export function removeUnder(database: Database, path: string): void {
  removeFile(database, path);
  const inside = database.all(
    "SELECT path FROM files WHERE substr(path, 1, length(?1) + 1) IN (?1 || '/', ?1 || char(92))",
    path,
  );
  for (const row of inside) removeFile(database, textOf(row, 'path'));
}

/** Pieces whose words stand for more than this many places are not told apart by that word. */
const mostHits = 400;

/** The pieces that answer a question best. */
export function findPieces(database: Database, question: string, options: RankOptions): readonly Piece[] {
  const chunks = numberOf(database.get('SELECT count(*) AS n FROM chunks') ?? {}, 'n');
  const known = new Map<string, Found>();
  const find = (word: string): Found => {
    let found = known.get(word);
    if (found === undefined) {
      found = readFound(database, word, chunks);
      known.set(word, found);
    }
    return found;
  };
  return rankedPieces(conceptsOf(question), find, (ids) => placesOf(database, ids), options);
}

/** How much more a word is worth in a file's name, its folders and what it defines than in its text. */
const worth = '6.0, 2.0, 3.0, 1.0';

function readFound(database: Database, word: string, chunks: number): Found {
  const match = `"${word.replaceAll('"', '')}"`;
  const hits = database
    .all(
      `SELECT rowid AS chunk, bm25(words, ${worth}) AS score FROM words WHERE words MATCH ? ORDER BY score LIMIT ${mostHits}`,
      match,
    )
    .map((row) => ({ chunk: numberOf(row, 'chunk'), score: -Number(row.score) }));
  const holding =
    hits.length < mostHits
      ? hits.length
      : numberOf(database.get('SELECT count(*) AS n FROM words WHERE words MATCH ?', match) ?? {}, 'n');
  // What FTS5 has multiplied with is nothing for a word of every second piece (https://sqlite.org/fts5.html#the_bm25_function):
  // in a small project that is every word. This form stays above zero.
  const factor = Math.max(1e-6, Math.log((chunks - holding + 0.5) / (holding + 0.5)));
  const rarity = Math.log(1 + (chunks - holding + 0.5) / (holding + 0.5));
  return { hits: hits.map(({ chunk, score }) => ({ chunk, score: score / factor })), rarity };
}

function placesOf(database: Database, chunks: readonly number[]): ReadonlyMap<number, Place> {
  const rows = database.all(
    `SELECT chunks.id, files.path, start_line, end_line FROM json_each(?) AS wanted
     JOIN chunks ON chunks.id = wanted.value JOIN files ON files.id = chunks.file`,
    JSON.stringify(chunks),
  );
  return new Map(
    rows.map((row) => [
      numberOf(row, 'id'),
      {
        path: textOf(row, 'path'),
        startLine: numberOf(row, 'start_line'),
        endLine: numberOf(row, 'end_line'),
      },
    ]),
  );
}

function asWords(text: string): string {
  return wordsOf(text).join(' ');
}
