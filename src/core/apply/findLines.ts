// Finds a run of lines in a text: as written, else with other white space at the end, else with another indentation.
import { bare, endTrimmed, isBlank, keyOf } from './lines.ts';

export interface Found {
  /** Index of the first line. */
  readonly at: number;
  /** `exact` also for runs whose line ends differ. */
  readonly how: 'exact' | 'trimmed' | 'indented';
}

/** Every place where `wanted` stands in `lines`, by the strictest comparison that finds any. */
export function placesOf(lines: readonly string[], wanted: readonly string[]): readonly Found[] {
  if (wanted.length === 0 || wanted.every(isBlank)) return [];
  for (const [how, key] of comparisons) {
    const keys = lines.map(key);
    const sought = wanted.map(key);
    const [first] = sought;
    const found: Found[] = [];
    for (let at = 0; at + sought.length <= keys.length; at++) {
      if (keys[at] === first && sought.every((one, index) => keys[at + index] === one))
        found.push({ at, how });
    }
    if (found.length > 0) return found;
  }
  return [];
}

const comparisons = [
  ['exact', bare],
  ['trimmed', endTrimmed],
  ['indented', keyOf],
] as const satisfies readonly (readonly [Found['how'], (line: string) => string])[];
