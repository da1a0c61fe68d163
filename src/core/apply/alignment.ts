// Which lines of an answer's code are which lines of its file: by what is unique in both, by what is defined, and by the
// ends of what is defined.
import { endOfUnit, nameOf } from './definitions.ts';
import { isBlank, keyOf } from './lines.ts';

/** Line `own` of the code is line `file` of the file. */
export interface Pair {
  readonly own: number;
  readonly file: number;
}

export interface Alignment {
  /** Rising in both. */
  readonly pairs: readonly Pair[];
  /** Heads of what is defined in both, wherever it stands: own line to line of the file. */
  readonly heads: ReadonlyMap<number, number>;
}

export function align(code: readonly string[], file: readonly string[]): Alignment {
  const heads = headsOf(code, file);
  const ends = [...heads].flatMap(([own, at]): Pair[] => {
    const [ownEnd, fileEnd] = [endOfUnit(code, own) - 1, endOfUnit(file, at) - 1];
    const isEnd = ownEnd > own && fileEnd > at && keyOf(code[ownEnd] ?? '') === keyOf(file[fileEnd] ?? '');
    return isEnd ? [{ own: ownEnd, file: fileEnd }] : [];
  });
  const sure = new Map<number, number>([...uniqueInBoth(code, file), ...heads]);
  for (const { own, file: at } of ends) sure.set(own, at);
  const pairs = [...sure].map(([own, at]) => ({ own, file: at })).sort((a, b) => a.own - b.own);
  return { pairs: longestRising(pairs), heads };
}

/** A definition is looked for inside what it stands in: two classes may each have a `toString`. */
function headsOf(code: readonly string[], file: readonly string[]): ReadonlyMap<number, number> {
  const named = file.map(nameOf);
  const heads = new Map<number, number>();
  const around: { readonly ownEnd: number; readonly start: number; readonly end: number }[] = [];
  for (const [own, line] of code.entries()) {
    const name = nameOf(line);
    if (name === '' || name === 'import') continue;
    while ((around.at(-1)?.ownEnd ?? Number.POSITIVE_INFINITY) <= own) around.pop();
    const { start, end } = around.at(-1) ?? { start: 0, end: file.length };
    const found: number[] = [];
    for (let at = start; at < end; at++) if (named[at] === name) found.push(at);
    // Of several, the one that stands furthest out is meant, when it is the only such.
    const depth = (at: number): number => (file[at] ?? '').search(/\S/);
    const least = Math.min(...found.map(depth));
    const [only, second] = found.filter((at) => depth(at) === least);
    if (only === undefined || second !== undefined) continue;
    heads.set(own, only);
    around.push({ ownEnd: endOfUnit(code, own), start: only + 1, end: endOfUnit(file, only) });
  }
  return heads;
}

function uniqueInBoth(code: readonly string[], file: readonly string[]): ReadonlyMap<number, number> {
  const [inCode, inFile] = [placesByKey(code), placesByKey(file)];
  const found = new Map<number, number>();
  for (const [key, places] of inCode) {
    const [own, again] = places;
    const [at, other] = inFile.get(key) ?? [];
    if (tells(key) && own !== undefined && at !== undefined && again === undefined && other === undefined)
      found.set(own, at);
  }
  return found;
}

/** Brackets and the like say nothing about where they stand. */
export function tells(key: string): boolean {
  return /[\p{L}\p{N}]{2}/u.test(key);
}

function placesByKey(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    if (isBlank(line)) continue;
    const key = keyOf(line);
    const known = places.get(key);
    if (known) known.push(at);
    else places.set(key, [at]);
  }
  return places;
}

/** The longest part of the pairs that rises in the file as it does in the code (patience sorting). */
function longestRising(pairs: readonly Pair[]): readonly Pair[] {
  /** The pair that ends the best run of each length, and for every pair the one before it. */
  const ends: number[] = [];
  const before = new Map<number, number>();
  for (const [index, { file }] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.file ?? 0) < file) low = middle + 1;
      else high = middle;
    }
    const last = ends[low - 1];
    if (last !== undefined) before.set(index, last);
    ends[low] = index;
  }
  const found: Pair[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before.get(at)) {
    const pair = pairs[at];
    if (pair) found.unshift(pair);
  }
  return found;
}
