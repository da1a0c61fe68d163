// Which pieces of a project answer a question: BM25 of each word, put together by concept, by file and by the kind of file.
import type { Concept } from './question.ts';

/** A piece that holds a word; `score` is the word's BM25 in it without the word's rarity, above 0. */
export interface Hit {
  readonly chunk: number;
  readonly score: number;
}

/** Where a word stands, and how rare it is: its inverse document frequency, above 0. */
export interface Found {
  readonly hits: readonly Hit[];
  readonly rarity: number;
}

export interface Place {
  readonly path: string;
  /** From 1, both inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

export interface Piece extends Place {
  readonly score: number;
}

export interface RankOptions {
  /** Files that pieces come from, at most. */
  readonly files: number;
  /** Pieces of one file, at most; those that touch are one. */
  readonly perFile: number;
}

/** A file is worth this much of its best piece, and the mean of all that were found in it. */
const bestShare = 0.4;
/** As many pieces without a find are added to each mean: one find in one piece says less than finds in all of five. */
const unfoundPieces = 3;
/** A file has to be this good, beside the best, to be shown at all: everything that is sent costs. */
const worthShowing = 0.3;
/** A piece of a file has to be this good, beside the file's best, to come along. */
const alongside = 0.6;

/** The best pieces, the best file first and a file's pieces together, in the order of their lines. */
export function rankedPieces(
  concepts: readonly Concept[],
  find: (word: string) => Found,
  placesOf: (chunks: readonly number[]) => ReadonlyMap<number, Place>,
  options: RankOptions,
): readonly Piece[] {
  const byChunk = scoresByChunk(concepts, find);
  const places = placesOf([...byChunk.keys()]);
  const files = new Map<string, { place: Place; scores: readonly number[] }[]>();
  for (const [chunk, scores] of byChunk) {
    const place = places.get(chunk);
    if (place === undefined) continue;
    const known = files.get(place.path);
    if (known) known.push({ place, scores });
    else files.set(place.path, [{ place, scores }]);
  }
  const ranked = [...files].map(([path, chunks]) => {
    const pieces = chunks.map(({ place, scores }) => ({ ...place, score: together(scores) }));
    const best = Math.max(...pieces.map(({ score }) => score));
    const mean = together(
      concepts.map(
        (_concept, index) =>
          chunks.reduce((sum, { scores }) => sum + (scores[index] ?? 0), 0) / (chunks.length + unfoundPieces),
      ),
    );
    const score = (best * bestShare + mean) * kindOf(path);
    return { path, pieces, score };
  });
  ranked.sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
  const least = (ranked[0]?.score ?? 0) * worthShowing;
  return ranked
    .slice(0, options.files)
    .filter(({ score }) => score >= least)
    .flatMap(({ pieces, score }) => bestOf(pieces, options.perFile).map((piece) => ({ ...piece, score })));
}

/**
 * For each piece what it is worth for each concept. Another word for a thing is no rarer than the thing's own word: else
 * `middleware` would beat `hook` in a project that is full of hooks.
 */
function scoresByChunk(
  concepts: readonly Concept[],
  find: (word: string) => Found,
): ReadonlyMap<number, readonly number[]> {
  const byChunk = new Map<number, number[]>();
  for (const [index, { variants }] of concepts.entries()) {
    const found = variants.map(({ word, weight }) => ({ ...find(word), weight }));
    const rarity = found.find(({ hits }) => hits.length > 0)?.rarity ?? 0;
    for (const { hits, weight } of found) {
      for (const { chunk, score } of hits) {
        let scores = byChunk.get(chunk);
        if (scores === undefined) {
          scores = concepts.map(() => 0);
          byChunk.set(chunk, scores);
        }
        scores[index] = Math.max(scores[index] ?? 0, score * rarity * weight);
      }
    }
  }
  return byChunk;
}

/** Sum of the concepts' scores, less where few of them were found. */
function together(scores: readonly number[]): number {
  const found = scores.filter((score) => score > 0).length;
  const sum = scores.reduce((total, score) => total + score, 0);
  return sum * (found / Math.max(1, scores.length));
}

const besideCode = new Set(
  'test tests __tests__ spec specs fixture fixtures mock mocks example examples benchmark benchmarks'.split(
    ' ',
  ),
);

/** Tests, documents and declarations speak of the same things as the code that does them, and come after it. */
function kindOf(path: string): number {
  const folders = path.toLowerCase().split(/[/\\]/);
  const name = folders.pop() ?? '';
  if (folders.some((folder) => besideCode.has(folder)) || /[._-](?:test|spec)\.\w+$/.test(name)) return 0.6;
  if (/(?:^|[/\\])(?:changelog|history|license|authors|contributors)[^/\\]*$/i.test(path)) return 0.3;
  if (/\.(?:md|mdx|rst|txt|adoc)$/i.test(path)) return 0.7;
  if (/\.d\.[mc]?ts$/i.test(path)) return 0.8;
  if (/\.(?:json|ya?ml|toml|csv|svg|xml|html?)$/i.test(path)) return 0.8;
  return 1;
}

/** The best pieces of a file, in the order of their lines; neighbours are joined. */
function bestOf(pieces: readonly Piece[], most: number): readonly Piece[] {
  const sorted = pieces.toSorted((a, b) => b.score - a.score || a.startLine - b.startLine);
  const least = (sorted[0]?.score ?? 0) * alongside;
  const chosen = sorted
    .slice(0, most)
    .filter(({ score }) => score >= least)
    .toSorted((a, b) => a.startLine - b.startLine);
  const joined: Piece[] = [];
  for (const piece of chosen) {
    const last = joined.at(-1);
    if (last && piece.startLine <= last.endLine + 1)
      joined[joined.length - 1] = {
        ...last,
        endLine: Math.max(last.endLine, piece.endLine),
        score: Math.max(last.score, piece.score),
      };
    else joined.push(piece);
  }
  return joined;
}
