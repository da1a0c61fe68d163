// Holes in real files: the rest of a line, the inside of brackets, a block below its head, a few lines where one begins.
import { generator } from '../completions/random.ts';
import type { LanguageSources } from './sources.ts';

export type HoleKind = 'rest of a line' | 'inside brackets' | 'block' | 'lines';

export interface Hole {
  readonly languageId: string;
  readonly kind: HoleKind;
  readonly left: string;
  readonly middle: string;
  readonly right: string;
  /** Another place of the same file, for answers that go on and on. */
  readonly elsewhere: string;
  readonly indentUnit: string;
}

const KINDS: readonly HoleKind[] = ['rest of a line', 'inside brackets', 'block', 'lines'];
const MOST_LINES = 8;

/** `count` holes of a language, of all kinds in turn where the language has them; only in files that parse. */
export function holesIn({ language, files, parses }: LanguageSources, count: number): readonly Hole[] {
  const random = generator(language.id.length * 7919 + language.ending.length);
  const whole = files.filter(parses);
  const holes: Hole[] = [];
  for (let tries = 0; tries < count * 60 && holes.length < count; tries++) {
    const text = whole[Math.floor(random() * whole.length)];
    const kind = KINDS[(holes.length + Math.floor(tries / 40)) % KINDS.length] ?? 'lines';
    const cut = text === undefined ? undefined : cutOut(text, kind, random);
    if (text === undefined || cut === undefined) continue;
    const middle = text.slice(cut.from, cut.to);
    if (middle.trim().length < 2 || middle.length > 600) continue;
    const lines = text.split('\n');
    const other = Math.floor(random() * Math.max(1, lines.length - 10));
    holes.push({
      languageId: language.id,
      kind,
      left: text.slice(0, cut.from),
      middle,
      right: text.slice(cut.to),
      elsewhere: lines.slice(other, other + 10).join('\n'),
      indentUnit: indentUnitOf(text),
    });
  }
  return holes;
}

function cutOut(
  text: string,
  kind: HoleKind,
  random: () => number,
): { from: number; to: number } | undefined {
  const lines = text.split('\n');
  const at = 3 + Math.floor(random() * Math.max(1, lines.length - 6));
  const line = lines[at] ?? '';
  if (line.trim().length < 6 || /^\s*(\/\/|\*|\/\*|#|"""|'''|=begin)/.test(line)) return undefined;
  const start = lines.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
  const indent = depthOf(line);
  if (kind === 'rest of a line') {
    const stops = [...line.matchAll(/[\s(.,=:]+/g)].map((found) => found.index + found[0].length);
    const within = stops.filter((stop) => stop > indent && stop < line.length - 2);
    const column = within[Math.floor(random() * within.length)];
    return column === undefined ? undefined : { from: start + column, to: start + line.length };
  }
  if (kind === 'inside brackets') {
    const found = /\(([^()]{3,})\)/.exec(line);
    if (found === null) return undefined;
    const from = start + found.index + 1;
    return { from, to: from + (found[1]?.length ?? 0) };
  }
  const end = (last: number): number =>
    lines.slice(0, last + 1).reduce((sum, one) => sum + one.length + 1, 0) - 1;
  if (kind === 'block') {
    if (!/([{:(]|=>|\bdo|\bthen)\s*$/.test(line)) return undefined;
    let last = at;
    while (last + 1 < lines.length && (depthOf(lines[last + 1] ?? '') > indent || lines[last + 1] === ''))
      last += 1;
    while (last > at && lines[last]?.trim() === '') last -= 1;
    if (last === at || last - at > MOST_LINES) return undefined;
    return { from: start + line.length, to: end(last) };
  }
  let last = at;
  const wanted = at + Math.floor(random() * 3);
  while (last < wanted && depthOf(lines[last + 1] ?? '') >= indent && lines[last + 1]?.trim() !== '')
    last += 1;
  return { from: start + indent, to: end(last) };
}

function depthOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

function indentUnitOf(text: string): string {
  if (/^\t/m.test(text)) return '\t';
  return /^ {2}\S/m.test(text) ? '  ' : '    ';
}
