// Puts code that leaves parts out into its file by what follows what: its lines and its gaps in the order of the file, with
// the fewest changes. Answers only where there is one such way.
import { tells } from './alignment.ts';
import { type Costs, costsOf, type Way, waysTo } from './costsInOrder.ts';
import { definesBlock, endOfUnit } from './definitions.ts';
import { reindented, stepOf } from './indentation.ts';
import { indentOf, isBlank, keyOf } from './lines.ts';
import type { Replacement } from './placeCode.ts';

/** Lines of the code times lines of the file beyond which it is not tried. */
const mostCells = 3_000_000;

/** Null where the order does not tell, or tells of more than one way. `isLeftOut` tells the lines that stand for others. */
export function placeInOrder(
  file: readonly string[],
  code: readonly string[],
  isLeftOut: (line: string) => boolean,
): readonly Replacement[] | null {
  // Before its first line and after its last one there may be anything, too.
  const gap = null;
  const tokens = [gap, ...code.map((line) => (isLeftOut(line) ? gap : line)), gap];
  if (tokens.length * file.length > mostCells) return null;
  const costs = costsOf(file, tokens);
  const [first, last] = [true, false].map((isEarly) => {
    const steps = traced(costs, tokens.length, file.length, isEarly);
    return takesOver(tokens, steps) ? null : replacementsOf(file, tokens, steps);
  });
  return first && JSON.stringify(first) === JSON.stringify(last) ? first : null;
}

interface Step {
  readonly way: Way;
  readonly token: number;
  /** Of the file: the line it is about, or the one that it stands before. */
  readonly line: number;
}

/** One way of least cost, from the beginning; of equal ones that in which the code stands as early as it can, or as late. */
function traced(costs: Costs, tokens: number, lines: number, isEarly: boolean): readonly Step[] {
  const steps: Step[] = [];
  const order = isEarly ? (['pass', 'match', 'add'] as const) : (['add', 'match', 'pass'] as const);
  let [token, line] = [tokens - 1, lines];
  while (token >= 0) {
    const ways = waysTo(costs, token, line);
    const least = Math.min(...Object.values(ways));
    const way = order.find((one) => ways[one] === least) ?? 'add';
    if (way !== 'add') line--;
    steps.push({ way, token, line });
    if (way !== 'pass') token--;
  }
  return steps.reverse();
}

/** Whether something new that is defined would get its end from what stands in the file. */
function takesOver(tokens: readonly (string | null)[], steps: readonly Step[]): boolean {
  const lines = tokens.map((token) => token ?? '');
  const matched = new Set(steps.flatMap(({ way, token }) => (way === 'match' ? [token] : [])));
  return lines.some((line, at) => {
    if (matched.has(at) || !definesBlock(line)) return false;
    const last = endOfUnit(lines, at) - 1;
    return last > at && matched.has(last);
  });
}

/** Null where a stretch between two gaps has nothing to tell its place by, or would take away more than it shows. */
function replacementsOf(
  file: readonly string[],
  tokens: readonly (string | null)[],
  steps: readonly Step[],
): readonly Replacement[] | null {
  const found: Replacement[] = [];
  const fileStep = stepOf(file);
  let chunk: Step[] = [];
  for (const step of steps) {
    if ((tokens[step.token] ?? null) !== null) {
      chunk.push(step);
      continue;
    }
    const replaced = chunk.length === 0 ? [] : replacementOf(file, tokens, chunk, fileStep);
    if (!replaced) return null;
    found.push(...replaced);
    chunk = [];
  }
  return found;
}

function replacementOf(
  file: readonly string[],
  tokens: readonly (string | null)[],
  chunk: readonly Step[],
  fileStep: string | null,
): readonly Replacement[] | null {
  const shown = ({ token }: Step): string => tokens[token] ?? '';
  const there = ({ line }: Step): string => file[line] ?? '';
  const isEmpty = (step: Step): boolean => isBlank(step.way === 'pass' ? there(step) : shown(step));
  const added = chunk.filter((step) => step.way !== 'pass');
  const isSame = (step: Step): boolean => step.way === 'match' && keyOf(shown(step)) === keyOf(there(step));
  const anchor =
    chunk.find((step) => isSame(step) && tells(keyOf(shown(step)))) ??
    chunk.find((step) => step.way === 'match' && tells(keyOf(shown(step))));
  // Brackets alone change nothing where they are.
  if (!anchor) return chunk.every((step) => step.way === 'match' || isEmpty(step)) ? [] : null;
  // Who leaves out what stays may leave out a definition without a word: it is not for that reason to go.
  const gone = chunk.filter((step) => step.way === 'pass' && !isEmpty(step)).map(there);
  if (gone.length > 2 * added.length + 5 || gone.some(definesBlock)) return null;
  // Empty lines at its ends are the gap's, unless they part something new from it.
  const first = chunk.findIndex((step) => !isEmpty(step));
  const last = chunk.findLastIndex((step) => !isEmpty(step));
  const kept = chunk.slice(
    chunk[first]?.way === 'add' ? 0 : first,
    chunk[last]?.way === 'add' ? chunk.length : last + 1,
  );
  const [begin, end] = [kept[0], kept.at(-1)];
  if (!begin || !end) return null;
  const own = kept.filter((step) => step.way !== 'pass');
  const moved = reindented(own.map(shown), indentOf(shown(anchor)), indentOf(there(anchor)), fileStep);
  const lines = own.map((step, at) => {
    const fresh = moved[at] ?? '';
    return isSame(step) && indentOf(fresh) === indentOf(there(step)) ? there(step) : fresh;
  });
  return [{ start: begin.line, end: end.way === 'add' ? end.line : end.line + 1, lines }];
}
