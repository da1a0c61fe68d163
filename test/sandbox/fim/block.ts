// The body under a header that has just been opened: from the header's own words, never longer than a handful of lines.
import { declarations } from '../answers/code.ts';
import { indentOf, type Scope } from './scope.ts';
import { amountOf, returned } from './value.ts';

/** `for each of all`, in either language. */
function loop(scope: Scope, each: string, all: string, body: string): string[] {
  const python = scope.language === 'python';
  const inner = scope.indentUnit + body;
  return python ? [`for ${each} in ${all}:`, inner] : [`for (const ${each} of ${all}) {`, inner, '}'];
}

function singular(name: string): string {
  return /ies$/.test(name)
    ? name.replace(/ies$/, 'y')
    : name.replace(/s$/, '') === name
      ? 'item'
      : name.replace(/s$/, '');
}

/** The lines of a function's body, without indentation. */
function functionBody(header: string, scope: Scope): string[] {
  const python = scope.language === 'python';
  const semi = python ? '' : ';';
  const fn = declarations(header.trim())[0];
  if (fn === undefined) return [];
  const [first] = fn.params;
  if (fn.name === 'constructor' || fn.name === '__init__') {
    const self = python ? 'self' : 'this';
    return fn.params.map((name) => `${self}.${name} = ${name}${semi}`);
  }
  const many = fn.params.find((name) => /[^s]s$|list$/i.test(name));
  if (many !== undefined && /total|sum|count|weight|price|cost/i.test(fn.name)) {
    const each = singular(many);
    const amount = /count/i.test(fn.name) ? '1' : amountOf(each, fn.name, scope);
    const start = python ? 'total = 0' : 'let total = 0;';
    return [start, ...loop(scope, each, many, `total += ${amount}${semi}`), `return total${semi}`];
  }
  if (many !== undefined) {
    const each = singular(many);
    const result = python ? 'result = []' : 'const result = [];';
    const put = python ? `result.append(${each})` : `result.push(${each});`;
    return [result, ...loop(scope, each, many, put), `return result${semi}`];
  }
  const value = returned(fn, scope);
  if (first === undefined || /^(is|has|can|get)/.test(fn.name) || value.includes(' '))
    return [`return ${value}${semi}`];
  const guard = python
    ? [`if ${first} is None:`, `${scope.indentUnit}raise ValueError("${first} is required")`]
    : [`if (${first} === undefined) {`, `${scope.indentUnit}throw new Error('${first} is required');`, '}'];
  return [...guard, `return ${value}${semi}`];
}

/** The one line under an `if`, a loop, a `try`. */
function statementBody(header: string, scope: Scope): string[] {
  const semi = scope.language === 'python' ? '' : ';';
  const [, each = ''] = /^\s*for \(?(?:const |let )?(\w+) (?:of|in) /.exec(header) ?? [];
  if (each !== '') {
    const total = scope.names.find((name) => /total|sum|count/i.test(name));
    if (total !== undefined) return [`${total} += ${amountOf(each, scope.inside?.name ?? '', scope)}${semi}`];
    return [scope.language === 'python' ? `print(${each})` : `console.log(${each});`];
  }
  if (/^\s*(\} )?catch|^\s*except/.test(header))
    return [scope.language === 'python' ? 'raise' : 'throw error;'];
  if (/^\s*(el|else )?if\b/.test(header)) {
    if (/undefined|null|None|\bnot\b|!\w/.test(header)) {
      return [scope.language === 'python' ? 'return None' : 'return undefined;'];
    }
    const insideLoop =
      /^\s*for\b/m.test(scope.before.split('\n').slice(-8).join('\n')) && scope.indent.length > 4;
    return [insideLoop ? `continue${semi}` : `return ${returned(scope.inside, scope)}${semi}`];
  }
  if (/^\s*(export )?(abstract )?class\b/.test(header)) {
    return scope.language === 'python'
      ? ['def __init__(self):', `${scope.indentUnit}self.items = []`]
      : ['readonly items = [];'];
  }
  return [];
}

/** The body as text to insert right after the header line's end or on the empty line below it. */
export function openedBlock(header: string, headerIndent: string, scope: Scope): string {
  const follows = scope.right.trim() === '' ? scope.below : '';
  if (indentOf(follows).length > headerIndent.length) return '';
  const lines = functionBody(header, scope);
  const body = lines.length > 0 ? lines : statementBody(header, scope);
  if (body.length === 0) return '';
  const inner = headerIndent + scope.indentUnit;
  const indented = body.map((line) => inner + line);
  const closes = scope.below.startsWith(`${headerIndent}}`) || scope.right.trim().startsWith('}');
  const closing = scope.language === 'python' || closes ? [] : [`${headerIndent}}`];
  return [...indented, ...closing].join('\n');
}
