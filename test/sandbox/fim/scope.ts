// What is in reach at the caret: the line around it, the function it stands in, names and properties used in the file.
import { type Declared, declarations } from '../answers/code.ts';
import type { Place } from './place.ts';

export interface Scope extends Place {
  /** The caret's line: what is left of the caret, and what is right of it. */
  readonly left: string;
  readonly right: string;
  readonly indent: string;
  /** The last line with text above the caret's line, '' at the top. */
  readonly above: string;
  /** The first line with text below the caret's line, '' at the end. */
  readonly below: string;
  /** The innermost function whose body holds the caret, with the body written so far. */
  readonly inside: Declared | undefined;
  readonly declared: readonly Declared[];
  /** Words of the file by use, the most used first. */
  readonly names: readonly string[];
  /** Names that stand behind a dot, the most used first. */
  readonly properties: readonly string[];
}

function byUse(found: Iterable<RegExpMatchArray>): string[] {
  const uses = new Map<string, number>();
  for (const match of found) {
    const name = match[1] ?? match[0];
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return [...uses].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function enclosing(
  lines: readonly string[],
  declared: readonly Declared[],
  indent: string,
  closer: string,
): Declared | undefined {
  return declared.findLast((each) => {
    if (each.kind !== 'function' && each.kind !== 'method') return false;
    const below = lines.slice(each.line).filter((line) => line.trim() !== '');
    const stillInside = below.every(
      (line) => indentOf(line).length > each.indent.length || /^\s*\)/.test(line),
    );
    const isOpen = indent.length > each.indent.length || closer.startsWith(`${each.indent}}`);
    return stillInside && (isOpen || below.length === 0);
  });
}

export function readScope(place: Place): Scope {
  const lines = place.before.split('\n');
  const left = lines.at(-1) ?? '';
  const upper = lines.slice(0, -1);
  const [right = '', ...lower] = place.after.split('\n');
  const whole = `${place.before}\n${place.after}`;
  const below = lower.find((line) => line.trim() !== '') ?? '';
  const above = upper.findLast((line) => line.trim() !== '') ?? '';
  const declaredAbove = declarations(place.before);
  return {
    ...place,
    left,
    right,
    indent: indentOf(left),
    above,
    below,
    inside: enclosing(upper, declaredAbove, indentOf(left), right.trim() === '' ? below : right),
    declared: declarations(whole),
    names: byUse(whole.matchAll(/[A-Za-z_$][\w$]{2,}/g)),
    properties: byUse(whole.matchAll(/(?<=[\w)\]])\.([A-Za-z_]\w+)\b(?!\()/g)),
  };
}
