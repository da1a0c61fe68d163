// Gathers what becomes of suggestions and hands it over in batches, so that the hand at the keys never waits for a disk.
import type { Clock } from '../ports.ts';

/** How long outcomes are gathered before they are handed over. */
const BATCH_MS = 5_000;

export interface OutcomeBookRules<One> {
  /** Outcomes of the same key are handed over as one. */
  keyOf(one: One): string;
  together(known: One, more: One): One;
  /** Keeps a batch, to be added to what is kept already. Must not throw. */
  write(batch: readonly One[]): void;
}

export class OutcomeBook<One> {
  readonly #clock: Clock;
  readonly #rules: OutcomeBookRules<One>;
  readonly #over = new AbortController();
  #batch = new Map<string, One>();

  constructor(clock: Clock, rules: OutcomeBookRules<One>) {
    this.#clock = clock;
    this.#rules = rules;
  }

  note(outcome: One): void {
    if (this.#batch.size === 0)
      void this.#clock.sleep(BATCH_MS, this.#over.signal).then(() => this.#handOver());
    const key = this.#rules.keyOf(outcome);
    const known = this.#batch.get(key);
    this.#batch.set(key, known === undefined ? outcome : this.#rules.together(known, outcome));
  }

  /** Hands over what is left. */
  dispose(): void {
    this.#over.abort();
    this.#handOver();
  }

  #handOver(): void {
    if (this.#batch.size === 0) return;
    const batch = [...this.#batch.values()];
    this.#batch = new Map();
    this.#rules.write(batch);
  }
}
