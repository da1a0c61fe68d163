// What the file itself foretells: where the text left of the caret stands elsewhere in it, what followed there.
import type { Snapshot } from './snapshot.ts';

/** As many characters as make a place: fewer stand everywhere. */
const SHORTEST = 3;
/** As many as make a place of its own. */
const LONG = 6;
const LONGEST = 40;
/** In a table of numbers everything stands elsewhere: so many places are looked at, the last ones first. */
const MOST_PLACES = 200;

export interface Recurrence {
  /** What followed where most of the text left of the caret stands, to the end of the line or to where such places go apart. */
  readonly text: string;
  /** Characters left of the caret that stand there too, and how many of them are no blanks. */
  readonly length: number;
  readonly solid: number;
  /** Places with the last three characters where the same character followed, and where another one did. */
  readonly agreeing: number;
  readonly differing: number;
  /** Of the places with the last six characters, the share where the same character followed. */
  readonly longShare: number;
  /** Characters from the caret to the nearest such place. */
  readonly distance: number;
}

interface Place {
  /** Where the text that recurs ends. */
  readonly end: number;
  readonly length: number;
}

/** Undefined when nothing recurs, or when the best places say different things from the first character on. */
export function recurring({
  farLeft: left,
  farRight: right,
}: Pick<Snapshot, 'farLeft' | 'farRight'>): Recurrence | undefined {
  // What stands right of the caret does not follow what stands left of it.
  const window = `${left}\0${right}`;
  const places = placesIn(window, left.length);
  const length = places.reduce((most, place) => Math.max(most, place.length), 0);
  const best = places.filter((place) => place.length === length);
  const text = agreed(window, best);
  const solid = left.slice(left.length - length).replace(/\s+/g, '').length;
  if (text.trim() === '' || solid < SHORTEST - 1) return undefined;
  const follows = ({ end }: Place): boolean => window.charAt(end) === text.charAt(0);
  const agreeing = places.filter(follows).length;
  const long = places.filter((place) => place.length >= LONG);
  return {
    text,
    length,
    solid,
    agreeing,
    differing: places.length - agreeing,
    longShare: long.length === 0 ? 1 : long.filter(follows).length / long.length,
    distance: Math.min(...best.map(({ end }) => Math.abs(end - left.length))),
  };
}

/** Where else the last characters before the caret stand, and how much of what stands before them. */
function placesIn(window: string, caret: number): readonly Place[] {
  const places: Place[] = [];
  if (caret < SHORTEST) return places;
  const key = window.slice(caret - SHORTEST, caret);
  let at = window.lastIndexOf(key);
  while (at >= 0 && places.length < MOST_PLACES) {
    const end = at + SHORTEST;
    if (end !== caret) places.push({ end, length: sameBefore(window, end, caret) });
    at = at === 0 ? -1 : window.lastIndexOf(key, at - 1);
  }
  return places;
}

function sameBefore(window: string, a: number, b: number): number {
  const most = Math.min(LONGEST, a, b);
  let length = SHORTEST;
  while (length < most && window.charCodeAt(a - 1 - length) === window.charCodeAt(b - 1 - length))
    length += 1;
  return length;
}

/** What follows at all of the places, within the line. */
function agreed(window: string, places: readonly Place[]): string {
  const from = places[0]?.end ?? window.length;
  let to = from;
  for (; to < window.length; to++) {
    const character = window.charAt(to);
    if (character === '\n' || character === '\0') break;
    if (places.some(({ end }) => window.charAt(end + to - from) !== character)) break;
  }
  return window.slice(from, to);
}
