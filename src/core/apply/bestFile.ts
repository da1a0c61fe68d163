// Which of some files a piece of code belongs to, by the lines and definitions that both have.
import { nameOf } from './definitions.ts';
import { keyOf, linesOf } from './lines.ts';

export interface Candidate<T> {
  readonly id: T;
  readonly text: string;
}

export interface Match<T> {
  readonly id: T;
  /** 0 to 1: the share of the code's telling lines that the file has, definitions counted three times. */
  readonly score: number;
}

/** Brackets, `return;` and the like are in every file. */
const leastCharacters = 6;
const definitionWeight = 3;

/** Best first, without those that have nothing in common with the code. */
export function matches<T>(
  lines: readonly string[],
  candidates: readonly Candidate<T>[],
): readonly Match<T>[] {
  const telling = weights(lines);
  const whole = [...telling.values()].reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) return [];
  return candidates
    .map(({ id, text }) => {
      const there = new Set(linesOf(text).flatMap(tellsOf));
      let score = 0;
      for (const [key, weight] of telling) if (there.has(key)) score += weight / whole;
      return { id, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

/** Whether the first is so much better than the others that a person need not be asked. */
export function isClear(found: readonly Match<unknown>[]): boolean {
  const [first, second] = found;
  return first !== undefined && first.score >= 0.2 && first.score >= (second?.score ?? 0) * 1.5;
}

function weights(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of lines)
    for (const key of tellsOf(line)) found.set(key, key.startsWith('\0') ? definitionWeight : 1);
  return found;
}

function tellsOf(line: string): readonly string[] {
  const key = keyOf(line);
  if (key.length < leastCharacters) return [];
  const name = nameOf(line);
  return name === '' || name === 'import' ? [key] : [key, `\0${name}`];
}
