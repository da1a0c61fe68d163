// Gives what an answer leaves out within a line, or in a remark of several lines, a line of its own.
import { endOfUnit, nameOf } from './definitions.ts';
import { isElision } from './elision.ts';
import { indentOf, keyOf } from './lines.ts';

const gap = '⋮';
const opening = /^(?:\/\*+|\{\/\*+|<!--|"""|'''|\(\*|\{-)$/;
const closing = /^(?:\*+\/\}?|-->|"""|'''|\*\)|-\})$/;

/**
 * `total(weight) { /* ... *\/ }` becomes three lines where the file has that function, and a remark over several lines that
 * only leaves out becomes one. `file` and `code` are lines without their ends.
 */
export function withGapsApart(file: readonly string[], code: readonly string[]): readonly string[] {
  const isLeftOut = leavingOut(file);
  const named = new Map(file.map((line, at) => [nameOf(line), at]));
  const isInFile = (head: string): boolean => {
    const at = named.get(nameOf(head));
    return nameOf(head) !== '' && at !== undefined && endOfUnit(file, at) > at + 1;
  };
  const lines: string[] = [];
  for (let at = 0; at < code.length; at++) {
    const line = code[at] ?? '';
    const [text, indent] = [keyOf(line), indentOf(line)];
    const end = opening.test(text) ? remarkEnd(code, at, isLeftOut) : null;
    if (end !== null) {
      lines.push(indent + gap);
      at = end;
      continue;
    }
    const head = headAlone(text, isLeftOut);
    if (head === null || !isInFile(head)) lines.push(line);
    else lines.push(indent + head, `${indent}    ${gap}`, ...(head.endsWith('{') ? [`${indent}}`] : []));
  }
  return lines;
}

/** A line that leaves out some of itself, which nobody can put back: the first one, or undefined. */
export function cutLine(file: readonly string[], code: readonly string[]): string | undefined {
  const isLeftOut = leavingOut(file);
  const there = new Set(file.map(keyOf));
  return code.find((line) => {
    const text = keyOf(line);
    if (isLeftOut(text) || there.has(text)) return false;
    for (let at = text.indexOf('/*'); at >= 0; at = text.indexOf('/*', at + 2)) {
      const end = text.indexOf('*/', at + 2);
      if (end >= 0 && isLeftOut(text.slice(at, end + 2))) return true;
    }
    return false;
  });
}

/** Tells the lines that stand for others; those that the file has mean themselves. */
export function leavingOut(file: readonly string[]): (line: string) => boolean {
  const keys = new Set(file.map(keyOf));
  return (line) => isElision(line, (key) => keys.has(key));
}

/** `total(weight) {` of `total(weight) { ... }`, `def total(weight):` of `def total(weight): ...`; null for other lines. */
function headAlone(text: string, isLeftOut: (line: string) => boolean): string | null {
  const [code = ''] = /^(?:async )?(?:def|class)\b/.test(text) ? text.split(' #') : [];
  for (const body of ['...', '…'])
    if (code.endsWith(`:${body}`) || code.endsWith(`: ${body}`)) return code.slice(0, -body.length).trimEnd();
  const braced = /[;,]$/.test(text) ? text.slice(0, -1) : text;
  const at = braced.lastIndexOf('{');
  const isBody = at > 0 && braced.endsWith('}') && isLeftOut(braced.slice(at + 1, -1));
  return isBody ? braced.slice(0, at + 1) : null;
}

/** The last line of a remark that begins here and says nothing but what is left out; null else. */
function remarkEnd(
  code: readonly string[],
  start: number,
  isLeftOut: (line: string) => boolean,
): number | null {
  let isFound = false;
  for (let at = start + 1; at < code.length; at++) {
    const text = keyOf(code[at] ?? '');
    if (closing.test(text)) return isFound ? at : null;
    if (!isLeftOut(text) && !isLeftOut(`// ${text}`) && text !== '*' && text !== '') return null;
    isFound ||= text !== '*' && text !== '';
  }
  return null;
}
