// What it costs to read code with gaps beside its file from the first line to the last: lines that differ cost, lines of the
// file in a gap do not (the edit distance of Wagner and Fischer, with gaps that are free).
import { align } from './alignment.ts';
import { nameOf } from './definitions.ts';
import { indentOf, keyOf } from './lines.ts';

/** A line of the code is one of the file (perhaps changed), or new; or a line of the file is passed over. */
export type Way = 'match' | 'add' | 'pass';

export interface Costs {
  /** Of the first `n` tokens beside the first `m` lines, at `n × width + m`. */
  readonly least: Int32Array;
  readonly width: number;
  /** Of passing a line of the file, and of each token that is new; 0 for a gap. */
  readonly pass: readonly number[];
  readonly add: readonly number[];
  readonly isGap: readonly boolean[];
  /** Of one being the other; infinite where they are not alike. */
  readonly match: (token: number, line: number) => number;
}

const impossible = 1e9;
const whole = 100;
const empty = 5;
/** A changed line costs this and up to 30 more, the less of it is the same. */
const changed = 60;
const otherIndent = 10;
/** Less than nothing: what both define, or what stands once in both. */
const sure = -50;
const leastAlike = 0.6;

/** `tokens` are lines of the code; null is a gap. */
export function costsOf(file: readonly string[], tokens: readonly (string | null)[]): Costs {
  const width = file.length + 1;
  const least = new Int32Array((tokens.length + 1) * width);
  const weight = (text: string | null): number => (text === null ? 0 : keyOf(text) === '' ? empty : whole);
  const costs: Costs = {
    least,
    width,
    pass: file.map(weight),
    add: tokens.map(weight),
    isGap: tokens.map((token) => token === null),
    match: matching(file, tokens),
  };
  // Nothing has been read: no line of the file can have been, either.
  least.fill(impossible, 1, width);
  for (let token = 0; token < tokens.length; token++)
    for (let line = 0; line < width; line++) {
      const { match, add, pass } = waysTo(costs, token, line);
      least[(token + 1) * width + line] = Math.min(match, add, pass);
    }
  return costs;
}

/** What it costs to have read this token as well, and the lines before `line`, by the way that was taken last. */
export function waysTo(costs: Costs, token: number, line: number): Readonly<Record<Way, number>> {
  const { least, width, pass, add, isGap, match } = costs;
  const above = token * width + line;
  const added = (least[above] ?? 0) + (add[token] ?? 0);
  if (line === 0) return { match: Number.POSITIVE_INFINITY, add: added, pass: Number.POSITIVE_INFINITY };
  const passing = isGap[token] ? 0 : (pass[line - 1] ?? 0);
  return {
    match: isGap[token] ? Number.POSITIVE_INFINITY : (least[above - 1] ?? 0) + match(token, line - 1),
    add: added,
    pass: (least[above + width - 1] ?? 0) + passing,
  };
}

interface Facts {
  readonly key: string;
  readonly indent: string;
  readonly name: string;
  /** What is set: `color` of `color: red`. */
  readonly target: string | undefined;
  readonly words: readonly string[];
}

function factsOf(line: string): Facts {
  const key = keyOf(line);
  const words = (key.match(/[\p{L}\p{N}_$]+/gu) ?? []).sort();
  const target = /^([\w$.'"-]+)\s*(?::|=(?!=))/.exec(key)?.[1];
  return { key, indent: indentOf(line), name: nameOf(line), target, words };
}

function matching(
  file: readonly string[],
  tokens: readonly (string | null)[],
): (token: number, line: number) => number {
  const code = tokens.map((token) => token ?? '');
  const pairs = new Map(align(code, file).pairs.map((pair) => [pair.own, pair.file]));
  const [own, there] = [code.map(factsOf), file.map(factsOf)];
  return (token, line) => {
    const [a, b] = [own[token], there[line]];
    if (!a || !b) return Number.POSITIVE_INFINITY;
    const bonus = pairs.get(token) === line ? sure : 0;
    const moved = a.indent === b.indent || a.key === '' ? 0 : otherIndent;
    if (a.key === b.key) return bonus + moved;
    const share = likeness(a, b);
    if (share < leastAlike) return Number.POSITIVE_INFINITY;
    return bonus + moved + changed + Math.round(30 * (1 - share));
  };
}

/** How much of both lines is the same, from 0 to 1. */
function likeness(a: Facts, b: Facts): number {
  if (a.name !== b.name) return 0;
  if ((a.name !== '' && a.name !== 'import') || (a.target !== undefined && a.target === b.target)) return 1;
  let [i, j, common] = [0, 0, 0];
  while (i < a.words.length && j < b.words.length) {
    const [left = '', right = ''] = [a.words[i], b.words[j]];
    if (left === right) common++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  const all = a.words.length + b.words.length;
  return all === 0 ? 0 : (2 * common) / all;
}
