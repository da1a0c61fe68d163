// Values that fit a name: what a function of this name returns, what a variable of this name starts with.
import { type Declared, words } from '../answers/code.ts';
import type { Scope } from './scope.ts';

const OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/^(add|sum|plus|concat)/i, '+'],
  [/^(sub|minus|diff)/i, '-'],
  [/^(mul|times|product|scale)/i, '*'],
  [/^(div|ratio|share|per)/i, '/'],
];

export function end(scope: Scope): string {
  return scope.language === 'python' || /^\s*[;),\]]/.test(scope.right) ? '' : ';';
}

/** The variables that the body so far has set, the latest last. */
function locals(fn: Declared): string[] {
  return fn.body.flatMap(
    (line) => /^\s*(?:(?:const|let|var) )?([A-Za-z_]\w*)(?:: [^=]+)? [-+*]?= /.exec(line)?.[1] ?? [],
  );
}

/** What `return` gives in this function. */
export function returned(fn: Declared | undefined, scope: Scope): string {
  if (fn === undefined) return scope.language === 'python' ? 'None' : 'undefined';
  const [first, second] = fn.params;
  const latest = locals(fn).at(-1);
  if (latest !== undefined) return latest;
  const operator = OPERATORS.find(([pattern]) => pattern.test(fn.name))?.[1];
  if (operator !== undefined && first !== undefined && second !== undefined)
    return `${first} ${operator} ${second}`;
  const field = /^(?:get_?)(\w+)$/i.exec(fn.name)?.[1];
  const self = scope.language === 'python' ? 'self' : 'this';
  if (fn.kind === 'method' && field !== undefined)
    return `${self}.${field.charAt(0).toLowerCase()}${field.slice(1)}`;
  if (/^(is|has|can)_?[A-Z_]?/.test(fn.name) && first !== undefined) {
    return scope.language === 'python' ? `${first} is not None` : `${first} !== undefined`;
  }
  if (first === undefined) return scope.language === 'python' ? 'None' : 'undefined';
  const property = scope.properties.find((each) => words(fn.name).includes(words(each)));
  if (property !== undefined) return `${first}.${property}`;
  return second === undefined ? first : `${first} + ${second}`;
}

/** What a variable of this name is set to: the function of the file that makes such a thing, or an empty start. */
export function assigned(name: string, scope: Scope): string {
  const wanted = words(name).split(' ');
  const maker = scope.declared.find(
    (each) =>
      each.kind === 'function' &&
      each !== scope.inside &&
      wanted.some((word) => word.length > 2 && words(each.name).split(' ').includes(word)),
  );
  if (maker !== undefined) return `${maker.name}(${maker.params.join(', ')})`;
  const source = scope.inside?.params[0];
  const property = scope.properties.find((each) => wanted.includes(words(each)));
  if (source !== undefined && property !== undefined) return `${source}.${property}`;
  if (/^(is|has|can|should)[A-Z_]|^(found|done|ok|ready)$/.test(name))
    return scope.language === 'python' ? 'False' : 'false';
  if (/(total|count|sum|index|size)$/i.test(name)) return '0';
  if (/(list|items|rows|lines|parts)$/i.test(name) || /[^s]s$/.test(name)) return '[]';
  if (/(name|title|text|label|message)$/i.test(name)) return scope.language === 'python' ? '""' : "''";
  return source ?? (scope.language === 'python' ? 'None' : 'undefined');
}
