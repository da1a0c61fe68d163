// One line of the benchmark table (design §9).

export interface Row {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The bound as text, e.g. `≤ 1`; empty for a figure without one. */
  readonly bound: string;
  readonly holds: boolean;
  /** What the value was divided by, measured in the same run. */
  readonly beside?: string;
  /** ISO date. */
  readonly date: string;
  readonly machine: string;
}

/** What a benchmark measures; the runner adds when and where. */
export type Measured = Omit<Row, 'date' | 'machine'>;

/** A module `bench/NAME.bench.ts` exports `id` and `run`. */
export interface Bench {
  readonly id: string;
  /** `options` are the words after the ids on the command line: `--trace FILE`. */
  run(options: readonly string[]): Promise<readonly Measured[]>;
}

/** A row for a value that may be at most `most`. */
export function atMost(id: string, what: string, value: number, unit: string, most: number): Measured {
  // Three significant digits: more would pretend.
  const shown = Number(value.toPrecision(3));
  return { id, what, value: shown, unit, bound: `≤ ${most}`, holds: value <= most };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
