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
  const property = propertyFor(fn.name, scope);
  if (property !== undefined) return `${first}.${property}`;
  const user = scope.declared.find((each) => each.name !== fn.name && each.params[0] === first);
  return user === undefined ? first : `${user.name}(${user.params.slice(0, fn.params.length).join(', ')})`;
}

/** A property of the file that shares a word with the name: `totalWeight` finds `weightGrams`. */
export function propertyFor(name: string, scope: Scope): string | undefined {
  const wanted = words(name).split(' ');
  return scope.properties.find((each) =>
    words(each)
      .split(' ')
      .some((word) => wanted.includes(word)),
  );
}

function isImported(name: string, code: string): boolean {
  return code.split('\n').some((line) => /^\s*(import|from)\b/.test(line) && line.includes(name));
}

/** What is added to the sum of a function for one of many: a property or a function that fits its name, else one in use. */
export function amountOf(each: string, fnName: string, scope: Scope): string {
  const property = propertyFor(fnName, scope);
  if (property !== undefined) return `${each}.${property}`;
  const wanted = words(fnName).split(' ');
  const makers = scope.declared.filter((fn) => fn.name !== fnName && fn.params[0] === each);
  const maker = makers.find((fn) =>
    words(fn.name)
      .split(' ')
      .some((word) => wanted.includes(word)),
  );
  if (maker !== undefined) return `${maker.name}(${maker.params.join(', ')})`;
  const inUse = [...`${scope.before}\n${scope.after}`.matchAll(new RegExp(`([\\w$]+)\\(${each}\\)`, 'g'))];
  const called = inUse.map((match) => match[1]).find((name) => name !== fnName);
  return called === undefined ? each : `${called}(${each})`;
}

/** What is added in the loop that the caret stands in. */
export function addend(scope: Scope): string | undefined {
  const [, each] = [...scope.before.matchAll(/for \(?(?:const |let )?(\w+) (?:of|in) /g)].at(-1) ?? [];
  return each === undefined ? undefined : amountOf(each, scope.inside?.name ?? '', scope);
}

/** What a variable of this name is set to: the function of the file that makes such a thing, or an empty start. */
export function assigned(name: string, scope: Scope): string {
  const wanted = words(name)
    .split(' ')
    .filter((word) => word.length > 2);
  const fits = (other: string): boolean =>
    words(other)
      .split(' ')
      .some((word) => wanted.includes(word));
  const maker = scope.declared.find(
    (each) => each.kind === 'function' && each.name !== scope.inside?.name && fits(each.name),
  );
  if (maker !== undefined) return `${maker.name}(${maker.params.join(', ')})`;
  const code = `${scope.before}\n${scope.after}`;
  const imported = scope.names.find(
    (each) => each !== name && fits(each) && !/^[A-Z]/.test(each) && isImported(each, code),
  );
  if (imported !== undefined) return `${imported}(${scope.inside?.params[0] ?? ''})`;
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
