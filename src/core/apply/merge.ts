// Three-way merge of what a person wrote meanwhile with what is proposed: the person's text always stays.
import { type Hunk, hunksOfLines } from './hunks.ts';
import { linesOf } from './lines.ts';

export interface Merged {
  readonly text: string;
  /** Proposed changes that were left out, because the person changed the same lines. */
  readonly leftOut: number;
}

/** `mine` is the person's text, `theirs` the proposal; both come from `base`. */
export function merged(base: string, mine: string, theirs: string): Merged {
  if (base === mine) return { text: theirs, leftOut: 0 };
  if (base === theirs || mine === theirs) return { text: mine, leftOut: 0 };
  const [old, own, proposed] = [linesOf(base), linesOf(mine), linesOf(theirs)];
  const person = hunksOfLines(old, own);
  const result: string[] = [];
  let [at, ownAt, next, leftOut] = [0, 0, 0, 0];
  /** Takes over the person's lines up to a line of the base that they left alone. */
  const takeUntil = (line: number): void => {
    ownAt += line - at;
    at = line;
  };
  let copied = 0;
  for (const hunk of hunksOfLines(old, proposed)) {
    // Those of the person that end before it only shift where it goes.
    for (let one = person[next]; one && one.end < hunk.start; one = person[++next]) {
      takeUntil(one.start);
      ownAt += one.newEnd - one.newStart;
      at = one.end;
    }
    const touching = person.slice(next).filter((one) => one.start <= hunk.end);
    if (touching.length > 0) {
      const [only] = touching;
      const isSame = touching.length === 1 && only !== undefined && sameChange(only, hunk, own, proposed);
      if (!isSame) leftOut++;
      continue;
    }
    takeUntil(hunk.start);
    result.push(...own.slice(copied, ownAt), ...proposed.slice(hunk.newStart, hunk.newEnd));
    takeUntil(hunk.end);
    copied = ownAt;
  }
  result.push(...own.slice(copied));
  return { text: result.join(''), leftOut };
}

function sameChange(mine: Hunk, theirs: Hunk, own: readonly string[], proposed: readonly string[]): boolean {
  const fresh = own.slice(mine.newStart, mine.newEnd).join('');
  return (
    mine.start === theirs.start &&
    mine.end === theirs.end &&
    fresh === proposed.slice(theirs.newStart, theirs.newEnd).join('')
  );
}
