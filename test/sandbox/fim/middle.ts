// Fills the middle: what a good completion model would write at the caret, by rules over the file itself. Deterministic.
import { words } from '../answers/code.ts';
import { openedBlock } from './block.ts';
import type { Place } from './place.ts';
import { indentOf, readScope, type Scope } from './scope.ts';
import { addend, assigned, end, returned } from './value.ts';

/** A rule answers the text to insert, or undefined where it has nothing to say. */
type Rule = (scope: Scope) => string | undefined;

const comment: Rule = ({ left, below }) => {
  const open = /^\s*(?:\/\/|#|\*|"""|\/\*\*)\s*(.*)$/.exec(left);
  if (open === null) return undefined;
  const name = /(?:function|def|class|const|interface|type|fn|func) ([\w$]+)/.exec(below)?.[1];
  const sentence = name === undefined ? 'Explain why this is needed.' : `The ${words(name)}.`;
  const said = open[1] ?? '';
  return sentence.toLowerCase().startsWith(said.toLowerCase()) ? sentence.slice(said.length) : undefined;
};

const returnValue: Rule = (scope) =>
  /(^|\s)return\s+$/.test(scope.left) ? returned(scope.inside, scope) + end(scope) : undefined;

/** Opened by `{` or `:` on the caret's own line, or on the line above an empty one. */
const block: Rule = (scope) => {
  const opens = scope.language === 'python' ? /:\s*$/ : /\{\s*$/;
  if (opens.test(scope.left)) {
    const body = openedBlock(scope.left, indentOf(scope.left), scope);
    return body === '' ? undefined : `\n${body}`;
  }
  if (scope.left.trim() !== '' || !opens.test(scope.above)) return undefined;
  const body = openedBlock(scope.above, indentOf(scope.above), scope);
  return body.startsWith(scope.left) ? body.slice(scope.left.length) : undefined;
};

/** The next `key: value` of a dictionary, after at least two of its kind. */
const dictionary: Rule = (scope) => {
  if (scope.left.trim() !== '') return undefined;
  const entry = /^(\s*)(['"]?)([\w-]+)\2(:\s*)(['"]?)([^,'"]*)\5,\s*$/;
  const rows = scope.before.split('\n').slice(0, -1);
  const last = rows.at(-1) ?? '';
  const [lastRow, rowBefore] = [entry.exec(last), entry.exec(rows.at(-2) ?? '')];
  if (lastRow === null || rowBefore === null) return undefined;
  const [, indent = '', quote = '', , colon = '', valueQuote = '', value = ''] = lastRow;
  const used = new Set(rows.map((row) => entry.exec(row)?.[3]));
  const entries = `${scope.before}\n${scope.after}`.split('\n');
  for (const row of entries) used.add(entry.exec(row)?.[3]);
  // A union or a list elsewhere that names keys of this dictionary may name the next one too.
  const kin = entries
    .map((line) => [...line.matchAll(/['"]([a-z]\w+)['"](?=\s*[|,;\])])/gi)].map((match) => match[1] ?? ''))
    .filter((names) => names.some((name) => used.has(name)))
    .flat();
  const key =
    kin.find((name) => !used.has(name)) ??
    (entry.test(scope.below) || used.has('other') ? undefined : 'other');
  if (key === undefined) return undefined;
  const [a, b] = [Number(rowBefore[6]), Number(value)];
  const next =
    Number.isNaN(a) || Number.isNaN(b)
      ? valueQuote === ''
        ? value
        : key
      : String(Number((b + (b - a)).toFixed(4)));
  return `${indent.slice(scope.left.length)}${quote}${key}${quote}${colon}${valueQuote}${next}${valueQuote},`;
};

/** A line that began like this before goes on as it did then. */
const repeated: Rule = ({ left, before }) => {
  const start = left.trimStart();
  // One bare word is too little to go by.
  if (start.trim().length < 3 || /^\w+$/.test(start)) return undefined;
  const like = before
    .split('\n')
    .slice(0, -1)
    .findLast((line) => line.trimStart().startsWith(start) && line.trim().length > start.trim().length);
  return like?.trimStart().slice(start.length).trimEnd();
};

const KEYWORDS = [
  'return',
  'const',
  'function',
  'import',
  'export',
  'class',
  'raise',
  'throw',
  'await',
  'async',
  'while',
];

/** The rest of a keyword at the start of a line; `return` gets its value with it. */
const keyword: Rule = (scope) => {
  const begun = /^\s*([a-z]{2,})$/.exec(scope.left)?.[1];
  const found =
    begun === undefined ? undefined : KEYWORDS.find((each) => each.startsWith(begun) && each !== begun);
  if (found === undefined || begun === undefined) return undefined;
  const value = found === 'return' ? returned(scope.inside, scope) + end(scope) : '';
  return `${found.slice(begun.length)} ${value}`;
};

const sum: Rule = (scope) => {
  const value = / \+= $/.test(scope.left) ? addend(scope) : undefined;
  return value === undefined ? undefined : value + end(scope);
};

const assignment: Rule = (scope) => {
  const name = /(?:^|\s)(?:const |let |var |self\.|this\.)?([A-Za-z_]\w*)(?:: [^=]+)? = $/.exec(
    scope.left,
  )?.[1];
  return name === undefined ? undefined : assigned(name, scope) + end(scope);
};

const loop: Rule = (scope) => {
  const many =
    scope.inside?.params.find((name) => /[^s]s$/.test(name)) ??
    scope.names.find((name) => /[a-z]{3}[^s]s$/.test(name));
  const each = many?.replace(/s$/, '') ?? 'item';
  if (/for \((const )?$/.test(scope.left))
    return `${scope.left.endsWith('const ') ? '' : 'const '}${each} of ${many ?? 'items'}) {`;
  return /(^|\s)for $/.test(scope.left) && scope.language === 'python'
    ? `${each} in ${many ?? 'items'}:`
    : undefined;
};

const condition: Rule = (scope) => {
  const param = scope.inside?.params[0] ?? 'value';
  if (/(^|\s)if \($/.test(scope.left)) return `${param} === undefined) {`;
  return /(^|\s)(el)?if $/.test(scope.left) && scope.language === 'python' ? `${param} is None:` : undefined;
};

const argumentsOf: Rule = (scope) => {
  const name = /([A-Za-z_]\w*)\($/.exec(scope.left)?.[1];
  const callee = scope.declared.find((each) => each.name === name);
  if (callee === undefined) return undefined;
  return callee.params.join(', ') + (scope.right.startsWith(')') ? '' : `)${end(scope)}`);
};

/** The rest of a name that the file knows; a call gets its parameters. */
const identifier: Rule = (scope) => {
  const [, dot = '', begun = ''] = /(\.?)([A-Za-z_]\w*)$/.exec(scope.left) ?? [];
  if (begun.length < 2 && dot === '') return undefined;
  const pool = dot === '' ? scope.names : [...scope.properties, ...scope.names];
  const name = pool.find((each) => each.startsWith(begun) && each.length > begun.length);
  if (name === undefined) return undefined;
  const callee = scope.declared.find(
    (each) => each.name === name && (each.kind === 'function' || each.kind === 'method'),
  );
  const call = callee === undefined || scope.right.startsWith('(') ? '' : `(${callee.params.join(', ')})`;
  return name.slice(begun.length) + call;
};

/** An empty line in a function that does not return yet, and at top level a use of what was declared last. */
const next: Rule = (scope) => {
  if (scope.left.trim() !== '') return undefined;
  const { inside } = scope;
  if (inside !== undefined) {
    if (/^\s*(return|throw|raise)\b/.test(scope.above)) return undefined;
    const inner = inside.indent + scope.indentUnit;
    const line = `${inner.slice(scope.left.length)}return ${returned(inside, scope)}${scope.language === 'python' ? '' : ';'}`;
    return scope.right.trim() === '' ? line : `${line}\n${inside.indent}`;
  }
  const last = scope.declared.findLast(
    (each) => each.kind === 'function' && scope.before.includes(`${each.name}(`),
  );
  if (last === undefined || scope.left !== '') return undefined;
  const call = `${last.name}(${last.params.join(', ')})`;
  return scope.language === 'python' ? `print(${call})` : `console.log(${call});`;
};

const RULES: readonly Rule[] = [
  comment,
  returnValue,
  block,
  dictionary,
  sum,
  assignment,
  repeated,
  keyword,
  loop,
  condition,
  argumentsOf,
  identifier,
  next,
];
/** Inside a line only what stays in it. */
const MID_LINE_RULES: readonly Rule[] = [returnValue, sum, assignment, argumentsOf, identifier];

/** Of a text for the middle of a line only what stays in the line. */
function inLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/;$/, '');
}

/** Drops what the rest of the caret's line says already: the longest end of the text that it begins with. */
function withoutOverlap(text: string, right: string): string {
  const rest = right.trimEnd();
  for (let length = Math.min(rest.length, text.length); length > 0; length--) {
    if (text.endsWith(rest.slice(0, length))) return text.slice(0, -length);
  }
  return text;
}

/** Drops trailing lines that the text after the caret says already. */
function withoutEcho(text: string, scope: Scope): string {
  const lines = text.split('\n');
  const following = scope.right.trim() === '' ? scope.below.trim() : scope.right.trim();
  if (following === '') return text;
  const echo = lines.findIndex((line) => line.trim() === following && !/^[)\]}]+[;,]?$/.test(following));
  return echo < 0 ? text : lines.slice(0, echo).join('\n');
}

export function fillMiddle(place: Place): string {
  const scope = readScope(place);
  const midLine = /[^\s)\]};,:'"`>]/.test(scope.right);
  const rules = midLine ? MID_LINE_RULES : RULES;
  for (const rule of rules) {
    const text = rule(scope);
    if (text === undefined) continue;
    const kept = withoutEcho(midLine ? inLine(text) : text, scope);
    const fitted = withoutOverlap(kept, scope.right);
    if (fitted.trim() !== '') return fitted;
  }
  return '';
}
