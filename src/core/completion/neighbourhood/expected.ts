// Which names, absent from the text at the caret, are to be expected there, and which lines of the neighbourhood speak for them.
import type { Neighbour } from '../context.ts';
import type { Snapshot } from '../snapshot.ts';
import { type ReadLines, readLines } from './readLines.ts';
import { partsOf, wordsOf } from './words.ts';

/** Lines left and right of the caret whose names are looked for, and after how many lines a name counts a third. */
const QUERY_LEFT = 30;
const QUERY_RIGHT = 15;
const FADES_AFTER_LINES = 10;
const RIGHT_WEIGHT = 0.7;
/** How far around a line with such a name others are taken to be about the same. */
const ABOUT_LINES = 8;
/** What is imported says more than what was only seen. */
const IMPORTED_WEIGHT = 1.5;
/** A name that shares parts with those at the caret, as `createReducerImpl` does with `createReducer`, is up to three times as likely. */
const PARTS_WEIGHT = 2;
/** Several lines that name the same thing count for more than one, but not as much as all of them together. */
const NORM = 2.5;

/** Lines with less than this share of the strongest vote change nothing. */
const LEAST_VOTE = 0.01;

/** A line of a neighbour that names what is to be expected. */
export interface Candidate {
  readonly neighbour: Neighbour;
  readonly line: number;
  readonly text: string;
  /** Its names that do not stand at the caret already. */
  readonly names: readonly string[];
  /** What it is worth by itself: the head of a declaration that the caret's line leads to is wanted even when its names are known. */
  readonly worth: number;
}

export interface Expected {
  /** How much each name is to be expected; larger is more. */
  readonly names: ReadonlyMap<string, number>;
  readonly candidates: readonly Candidate[];
}

/** Names at the caret, by how near they stand: 1 for the caret's own line. */
export function queryAt(at: Snapshot): ReadonlyMap<string, number> {
  const query = new Map<string, number>();
  const note = (line: string, weight: number): void => {
    for (const name of wordsOf(line)) if ((query.get(name) ?? 0) < weight) query.set(name, weight);
  };
  const left = at.left.split('\n').slice(-QUERY_LEFT);
  left.forEach((line, k) => {
    note(line, Math.exp((k + 1 - left.length) / FADES_AFTER_LINES));
  });
  at.right
    .split('\n')
    .slice(0, QUERY_RIGHT)
    .forEach((line, k) => {
      note(line, RIGHT_WEIGHT * Math.exp(-k / FADES_AFTER_LINES));
    });
  return query;
}

/**
 * Lines of the neighbours are alike to the caret's place by the names around them (weighted by rarity, as in BM25's idf);
 * each then votes for the names it has and the place has not. Bounded by the neighbours' lengths.
 */
export function expectedAt(
  at: Snapshot,
  neighbours: readonly Neighbour[],
  query: ReadonlyMap<string, number>,
): Expected {
  const present = new Set([...wordsOf(at.left), ...wordsOf(at.right)]);
  const texts = neighbours.map((neighbour) => ({ neighbour, read: readLines(neighbour.text) }));
  const all = texts.reduce((sum, { read }) => sum + read.lines.length, 0);
  const weights = new Map<string, number>();
  let most = 0;
  for (const [name, nearness] of query) {
    const used = texts.reduce((sum, { read }) => sum + (read.linesOf.get(name)?.length ?? 0), 0);
    const weight = nearness * Math.log(1 + all / (1 + used));
    most += weight;
    if (used > 0) weights.set(name, weight);
  }
  const votes = new Map<string, number>();
  const candidates: Candidate[] = [];
  const compared = texts.map(({ neighbour, read }) => ({
    neighbour,
    read,
    alike: alikeLines(neighbour, read, weights, most),
  }));
  const least =
    LEAST_VOTE * compared.reduce((max, { alike }) => alike.reduce((a, b) => Math.max(a, b), max), 0);
  for (const { neighbour, read, alike } of compared) {
    for (let line = 0; line < alike.length; line++) {
      const vote = alike[line] ?? 0;
      if (vote === 0 || vote < least) continue;
      const names = (read.words[line] ?? []).filter((name) => !present.has(name));
      const worth = neighbour.marks?.find(({ from }) => from === line)?.weight ?? 0;
      if (names.length === 0 && worth === 0) continue;
      candidates.push({ neighbour, line, text: read.lines[line] ?? '', names, worth });
      const counted = vote ** NORM;
      for (const name of names) votes.set(name, (votes.get(name) ?? 0) + counted);
    }
  }
  const isLike = likeness(query, votes.keys());
  for (const [name, vote] of votes) votes.set(name, vote ** (1 / NORM) * (1 + PARTS_WEIGHT * isLike(name)));
  return { names: votes, candidates };
}

/** How alike each line of a text is to the caret's place, and what the text's marks add to that. */
function alikeLines(
  neighbour: Neighbour,
  read: ReadLines,
  weights: ReadonlyMap<string, number>,
  most: number,
): Float64Array {
  const alike = new Float64Array(read.lines.length);
  for (const [name, weight] of weights) {
    for (const line of read.linesOf.get(name) ?? []) alike[line] = (alike[line] ?? 0) + weight;
  }
  spread(alike);
  const scale = (neighbour.isImported === true ? IMPORTED_WEIGHT : 1) / Math.max(1e-9, most);
  for (let line = 0; line < alike.length; line++) alike[line] = (alike[line] ?? 0) * scale;
  for (const { from, to, weight } of neighbour.marks ?? []) {
    // A long declaration says less by each of its lines.
    const share = weight / Math.sqrt(1 + to - from);
    for (let line = Math.max(0, from); line <= Math.min(to, alike.length - 1); line++)
      alike[line] = (alike[line] ?? 0) + share;
  }
  return alike;
}

/** Each value also counts for the lines around it, the less the farther they are: one pass down, one up. */
function spread(values: Float64Array): void {
  const kept = Math.exp(-1 / ABOUT_LINES);
  const own = Float64Array.from(values);
  let carried = 0;
  for (let k = 0; k < own.length; k++) {
    carried = carried * kept;
    values[k] = (values[k] ?? 0) + carried;
    carried += own[k] ?? 0;
  }
  carried = 0;
  for (let k = own.length - 1; k >= 0; k--) {
    carried = carried * kept;
    values[k] = (values[k] ?? 0) + carried;
    carried += own[k] ?? 0;
  }
}

/** The share of a name's parts, by rarity, that names at the caret have too. */
function likeness(query: ReadonlyMap<string, number>, names: Iterable<string>): (name: string) => number {
  const asked = new Map<string, number>();
  for (const [name, nearness] of query)
    for (const part of partsOf(name)) asked.set(part, Math.max(nearness, asked.get(part) ?? 0));
  const parts = new Map([...names].map((name) => [name, partsOf(name)]));
  const used = new Map<string, number>();
  for (const some of parts.values()) for (const part of some) used.set(part, (used.get(part) ?? 0) + 1);
  return (name) => {
    let shared = 0;
    let sum = 0;
    for (const part of parts.get(name) ?? []) {
      const weight = Math.log(1 + parts.size / (1 + (used.get(part) ?? 0)));
      shared += weight * (asked.get(part) ?? 0);
      sum += weight;
    }
    return sum === 0 ? 0 : shared / sum;
  };
}
