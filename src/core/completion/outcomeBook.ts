// Gathers what becomes of suggestions and hands it over in batches, so that the hand at the keys never waits for a disk.
import type { Clock } from '../ports.ts';
import { type CompletionOutcome, withMore } from './outcome.ts';

/** How long outcomes are gathered before they are handed over. */
const BATCH_MS = 5_000;

export class OutcomeBook {
  readonly #clock: Clock;
  readonly #write: (batch: readonly CompletionOutcome[]) => void;
  readonly #over = new AbortController();
  #batch = new Map<string, CompletionOutcome>();

  /** `write` keeps a batch, one outcome for each request, to be added to what is kept already. Must not throw. */
  constructor(clock: Clock, write: (batch: readonly CompletionOutcome[]) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  note(outcome: CompletionOutcome): void {
    if (this.#batch.size === 0)
      void this.#clock.sleep(BATCH_MS, this.#over.signal).then(() => this.#handOver());
    const known = this.#batch.get(outcome.requestId);
    this.#batch.set(outcome.requestId, known === undefined ? outcome : withMore(known, outcome));
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
    this.#write(batch);
  }
}
