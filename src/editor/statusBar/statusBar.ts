// Keeps the one status bar item true without ever costing more than four updates a second.

import type { Clock } from '../../core/ports.ts';
import { type StatusFacts, type StatusText, statusText } from '../../core/spend/statusText.ts';

/** What is used of the editor's item; the adapter translates, escapes and draws. */
export interface StatusItem {
  show(status: StatusText): void;
  dispose(): void;
}

const shortestIntervalMs = 250;

/**
 * Draws when told that something changed: at once after a pause, else once at the end of the interval. `facts` is asked
 * at drawing time, so that the last change is never lost.
 */
export class StatusBar {
  readonly #item: StatusItem;
  readonly #facts: () => StatusFacts;
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #drawnMs = Number.NEGATIVE_INFINITY;
  #drawn = '';
  #isWaiting = false;

  constructor(item: StatusItem, facts: () => StatusFacts, clock: Clock) {
    this.#item = item;
    this.#facts = facts;
    this.#clock = clock;
  }

  /** Something the status bar shows may have changed. Cheap; may be called for every token. */
  changed(): void {
    if (this.#isWaiting || this.#ended.signal.aborted) return;
    const waitMs = this.#drawnMs + shortestIntervalMs - this.#clock.monotonicMs();
    if (waitMs <= 0) {
      this.#draw();
      return;
    }
    this.#isWaiting = true;
    void this.#clock.sleep(waitMs, this.#ended.signal).then(() => {
      this.#isWaiting = false;
      if (!this.#ended.signal.aborted) this.#draw();
    });
  }

  dispose(): void {
    this.#ended.abort();
    this.#item.dispose();
  }

  #draw(): void {
    this.#drawnMs = this.#clock.monotonicMs();
    const status = statusText(this.#facts());
    const drawn = JSON.stringify(status);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#item.show(status);
  }
}
