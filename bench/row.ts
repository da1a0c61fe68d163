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

export interface Bench {
  readonly id: string;
  run(options: readonly string[]): Promise<readonly Row[]>;
}
