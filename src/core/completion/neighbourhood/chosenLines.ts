// Of all lines of the neighbourhood, those that bring the most expected names for their tokens.
import type { Neighbour } from '../context.ts';
import type { Candidate, Expected } from './expected.ts';

export type ChosenLines = ReadonlyMap<Neighbour, readonly Candidate[]>;

/** Beyond so many the rest has no chance. */
const MOST_WEIGHED = 1500;
/** What was chosen before is left for something better only when that is worth so much more. */
const HELD_WEIGHT = 1.5;

interface Weighed {
  readonly candidate: Candidate;
  readonly tokens: number;
  worth: number;
}

/**
 * Lines worth at most `roomTokens` together, each file's header of `headerTokens` included, chosen greedily: a name counts
 * once, so the worth of a line only falls while others are taken and need not be computed again until it comes first (Minoux, 1978).
 */
export function chooseLines(
  expected: Expected,
  room: {
    readonly tokens: number;
    readonly tokensOf: (line: string) => number;
    readonly headerTokens: (neighbour: Neighbour) => number;
  },
  wasHeld: (candidate: Candidate) => boolean,
): ChosenLines {
  const named = new Set<string>();
  const worthOf = (candidate: Candidate, tokens: number): number => {
    let sum = candidate.worth;
    for (const name of candidate.names) if (!named.has(name)) sum += expected.names.get(name) ?? 0;
    return (sum * (wasHeld(candidate) ? HELD_WEIGHT : 1)) / tokens;
  };
  const weighed = expected.candidates
    .map((candidate): Weighed => {
      // Four characters a token: near enough for the order, and cheap for thousands of lines.
      const tokens = candidate.text.trim().length / 4 + 2;
      return { candidate, tokens, worth: worthOf(candidate, tokens) };
    })
    .sort((a, b) => b.worth - a.worth)
    .slice(0, MOST_WEIGHED);
  const chosen = new Map<Neighbour, Candidate[]>();
  let left = room.tokens;
  while (left > 0) {
    const first = weighed.shift();
    if (first === undefined) break;
    const { candidate, tokens } = first;
    first.worth = worthOf(candidate, tokens);
    if (first.worth <= 0) continue;
    if (first.worth < (weighed[0]?.worth ?? 0)) {
      putBack(weighed, first);
      continue;
    }
    const lines = chosen.get(candidate.neighbour);
    const cost =
      room.tokensOf(candidate.text) + (lines === undefined ? room.headerTokens(candidate.neighbour) : 0);
    if (cost > left) continue;
    left -= cost;
    for (const name of candidate.names) named.add(name);
    if (lines === undefined) chosen.set(candidate.neighbour, [candidate]);
    else lines.push(candidate);
  }
  for (const lines of chosen.values()) lines.sort((a, b) => a.line - b.line);
  return chosen;
}

function putBack(weighed: Weighed[], one: Weighed): void {
  let from = 0;
  let to = weighed.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((weighed[middle]?.worth ?? 0) > one.worth) from = middle + 1;
    else to = middle;
  }
  weighed.splice(from, 0, one);
}
