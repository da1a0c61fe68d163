// Neighbourhood for the prompt: lines of other files that say what is to be expected at the caret, as comments that stay byte for byte the same while the hand stays at a place.
import { estimateTextTokens } from '../tokens/estimator.ts';
import { type ChosenLines, chooseLines } from './neighbourhood/chosenLines.ts';
import { expectedAt, queryAt } from './neighbourhood/expected.ts';
import { commented, quotedFrom } from './neighbourhood/quoted.ts';
import { MOST_CHARACTERS } from './neighbourhood/readLines.ts';
import type { Snapshot } from './snapshot.ts';

/** Lines that matter more than others, counted from 0: a declaration that the caret's line leads to, a place edited a moment ago. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  /** 1 = as much as lines whose surroundings are like the caret's in every name. */
  readonly weight: number;
}

/** A text the person has recently seen, edited or refers to, already past the outgoing guard. */
export interface Neighbour {
  /** Relative path, for the model's orientation. */
  readonly path: string;
  readonly languageId: string;
  /** Line ends as `\n`. */
  readonly text: string;
  /** Larger is more recent. */
  readonly recency: number;
  /** The file at the caret imports from it. */
  readonly isImported?: boolean;
  readonly marks?: readonly Mark[];
}

export interface ContextLimits {
  /** Most tokens of all context together, by the estimator; 0 switches it off. */
  readonly tokens: number;
  /** Most neighbours that are read, imported ones first, then the most recent. */
  readonly files: number;
  /** Most characters of them together: what one gathering may cost. */
  readonly characters: number;
}

export const contextLimits: ContextLimits = { tokens: 1000, files: 24, characters: 300_000 };

/** Share of what the hand has around it, by weight, that was there when the context was gathered: with less it has gone elsewhere. */
const SAME_PLACE = 0.5;
/** Documents whose context is kept. */
const MOST_HELD = 20;

interface Held {
  readonly query: ReadonlyMap<string, number>;
  /** Paths of the files that were imported then. */
  readonly imported: ReadonlySet<string>;
  /** Paths in the order in which they stand, with their lines. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
}

export class Context {
  readonly #limits: ContextLimits;
  readonly #held = new Map<string, Held>();

  constructor(limits: ContextLimits = contextLimits) {
    this.#limits = limits;
  }

  /**
   * Gathers the context of a place, unless that of its document still serves: as long as the place is about the same it stays
   * the very same text, whatever else has been seen meanwhile, since the platform's prefix cache ends at the first byte that
   * differs. Takes milliseconds, so it is called while the hand rests.
   */
  prepare(at: Snapshot, neighbours: readonly Neighbour[]): void {
    if (this.#limits.tokens <= 0) return;
    const query = queryAt(at);
    const held = this.#held.get(at.uri);
    const imported = new Set(neighbours.filter((one) => one.isImported).map(({ path }) => path));
    const isSame =
      held !== undefined &&
      held.text !== '' &&
      shareKept(query, held.query) >= SAME_PLACE &&
      [...imported].every((path) => held.imported.has(path));
    if (isSame) return;
    const lines = this.#chosen(at, neighbours, query, held);
    const text = [...lines].map(([path, some]) => commented(path, some.join('\n'), at.languageId)).join('');
    this.#held.delete(at.uri);
    this.#held.set(at.uri, { query, imported, lines, text });
    const [oldest] = this.#held.keys();
    if (this.#held.size > MOST_HELD && oldest !== undefined) this.#held.delete(oldest);
  }

  /** Text to stand before the prompt, '' when nothing is alike; what `prepare` has last found for the document. */
  at(at: Snapshot, neighbours: () => readonly Neighbour[]): string {
    if (!this.#held.has(at.uri)) this.prepare(at, neighbours());
    return this.#held.get(at.uri)?.text ?? '';
  }

  clear(): void {
    this.#held.clear();
  }

  /** Lines by path. */
  #chosen(
    at: Snapshot,
    neighbours: readonly Neighbour[],
    query: ReadonlyMap<string, number>,
    held: Held | undefined,
  ): ReadonlyMap<string, readonly string[]> {
    const nearest = [...neighbours].sort(
      (a, b) => Number(b.isImported ?? false) - Number(a.isImported ?? false) || b.recency - a.recency,
    );
    const chosen = chooseLines(
      expectedAt(at, within(nearest, this.#limits), query),
      {
        tokens: this.#limits.tokens,
        // Two for the marks of the comment and the line break.
        tokensOf: (line) => estimateTextTokens(line) + 2,
        headerTokens: ({ path }) => estimateTextTokens(quotedFrom(path)) + 3,
      },
      ({ neighbour, text }) => held?.lines.get(neighbour.path)?.includes(text.trimEnd()) ?? false,
    );
    return ordered(chosen, held);
  }
}

/** As many of the first as may be read at once; one that is too long leaves room for those after it. */
function within(
  neighbours: readonly Neighbour[],
  { files, characters }: ContextLimits,
): readonly Neighbour[] {
  let left = characters;
  return neighbours.slice(0, files).filter(({ text }) => {
    const length = Math.min(text.length, MOST_CHARACTERS);
    const fits = length <= left;
    if (fits) left -= length;
    return fits;
  });
}

/** Files in the order in which they stood before, then new ones by path: a change of rank alone changes nothing. */
function ordered(chosen: ChosenLines, held: Held | undefined): ReadonlyMap<string, readonly string[]> {
  const before = [...(held?.lines.keys() ?? [])];
  const rank = (path: string): number => {
    const at = before.indexOf(path);
    return at < 0 ? before.length : at;
  };
  return new Map(
    [...chosen]
      .map(([neighbour, some]): [string, readonly string[]] => [
        neighbour.path,
        some.map(({ text }) => text.trimEnd()),
      ])
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)),
  );
}

function shareKept(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): number {
  let kept = 0;
  let sum = 0;
  for (const [name, weight] of now) {
    sum += weight;
    if (before.has(name)) kept += weight;
  }
  return sum === 0 ? 1 : kept / sum;
}
