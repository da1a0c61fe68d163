// The units a piece of code consists of, told by their shape alone: what is defined, where it begins and where it ends.
import { indentOf, isBlank, keyOf } from './lines.ts';

export interface Unit {
  /** Lines from 0, the end not included: with the comments and decorators above the head. */
  readonly start: number;
  readonly end: number;
  /** The line that names it. */
  readonly head: number;
  /** `function total`, `class Parcel`, `import`, or empty for a statement without a name. */
  readonly name: string;
  readonly indent: string;
}

const word = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const modifiers =
  '(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|override|virtual|sealed|async|pub(?:\\([^)]*\\))?|unsafe|extern|open|suspend|inline|readonly|partial)\\s+)*';
/** What names something, with the kind that keeps a class and a function of one name apart. */
const shapes: readonly (readonly [string, RegExp])[] = [
  [
    'function',
    new RegExp(`^${modifiers}(?:function\\s*\\*?|def|fn|fun|sub|proc)\\s+(?:self\\.)?(${word})`, 'u'),
  ],
  ['function', new RegExp(`^func\\s+(?:\\(([^)]*)\\)\\s*)?(${word})`, 'u')],
  [
    'type',
    new RegExp(
      `^${modifiers}(?:class|interface|enum|struct|trait|record|namespace|module|mod|object|protocol|type)\\s+(${word})`,
      'u',
    ),
  ],
  ['impl', /^impl\b\s*(.*?)\s*\{?$/u],
  ['value', new RegExp(`^${modifiers}(?:const|let|var|val)\\s+(${word})\\s*[:=]`, 'u')],
  [
    'import',
    /^(?:import\b|from\s+\S+\s+import\b|use\s+[\w:{]|using\s+[\w.]+;|#include\b|require\b|const\s+\S+\s*=\s*require\()/u,
  ],
  [
    'table',
    /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:TABLE|VIEW|FUNCTION|PROCEDURE|INDEX)\s+(?:IF\s+NOT\s+EXISTS\s+)?(\S+?)\s*(?:\(|AS\b|ON\b|$)/iu,
  ],
  // A method, or a function of the C family: a name, its arguments, and an opening brace at the end.
  [
    'function',
    new RegExp(
      `^(?!(?:if|for|while|switch|catch|return|else|do|with|new|await)\\b)(?:[\\w<>\\[\\],.*&:?~]+\\s+)*?[*&]*(${word})\\s*(?:<[^>]*>)?\\([^;]*\\{$`,
      'u',
    ),
  ],
  // A rule of a style sheet, a block of a configuration.
  ['block', /^([^={}();]+?)\s*\{$/u],
];

/** What a line defines; empty when it defines nothing that has a name. */
export function nameOf(line: string): string {
  const text = line.trim();
  if (text.length > 500) return '';
  for (const [kind, shape] of shapes) {
    const match = shape.exec(text);
    if (match) return kind === 'import' ? kind : `${kind} ${keyOf(match.slice(1).filter(Boolean).join(' '))}`;
  }
  return '';
}

/** Whether a line begins something that has a name and a body. */
export function definesBlock(line: string): boolean {
  return !/^(?:import|value|)(?: |$)/.test(nameOf(line));
}

const leading = /^\s*(?:@|#\[|#(?![!{#])|\/\/|\/\*|\*|--|"""|<!--)/;
const closing = /^\s*(?:[\])}]|end\b|<\/|else\b|elif\b|except\b|finally\b|catch\b)/;

/** Where what begins at this line ends, judged by indentation: the line after its last one. */
export function endOfUnit(lines: readonly string[], head: number): number {
  const indent = indentOf(lines[head] ?? '').length;
  let end = head + 1;
  for (let at = head + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isBlank(line)) continue;
    const own = indentOf(line).length;
    const goesOn = own > indent || (own === indent && (closing.test(line) || opensAlone(line)));
    if (!goesOn) break;
    end = at + 1;
  }
  return end;
}

/** The brace of a body that stands on a line of its own. */
function opensAlone(line: string): boolean {
  return line.trim() === '{';
}

/** The line where the remarks, decorators and attributes right above a head begin. */
export function startWithRemarks(lines: readonly string[], head: number): number {
  const indent = indentOf(lines[head] ?? '').length;
  let start = head;
  while (start > 0) {
    const line = lines[start - 1] ?? '';
    const own = indentOf(line).length;
    // The lines inside a block comment stand one further in.
    if (!leading.test(line) || own < indent || own > indent + 1) break;
    start--;
  }
  return start;
}

/** The units whose heads stand at exactly this indentation, in order; comments above a head belong to it. */
export function unitsAt(lines: readonly string[], indent: string): readonly Unit[] {
  const units: Unit[] = [];
  let begun: number | null = null;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (isBlank(line) || indentOf(line) !== indent) {
      // A blank line parts a remark from what comes below it; the inside of a block comment does not.
      if (isBlank(line)) begun = null;
      at++;
      continue;
    }
    const isHead = !leading.test(line) || nameOf(line) !== '';
    if (!isHead) {
      begun ??= at;
      at++;
      continue;
    }
    const end = endOfUnit(lines, at);
    units.push({ start: begun ?? at, end, head: at, name: nameOf(line), indent });
    begun = null;
    at = end;
  }
  return units;
}
