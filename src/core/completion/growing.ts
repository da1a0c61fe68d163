// What is on screen may be the beginning of an answer that still streams in: tells when so much more has come that it is worth a change on screen.
import { end } from '../ended.ts';
import type { Clock } from '../ports.ts';
import type { Flight } from './joined.ts';
import { type NoSuggestion, type Suggestion, unasked } from './suggestion.ts';

/** A block that grows on screen does so at most this often, by whole lines: each time the text below it moves. */
const STEP_MS = 300;

export class Growing {
  readonly #clock: Clock;
  readonly #onMore: (shown: Suggestion) => void;
  #watching = new AbortController();

  /** `onMore` is called at most once for each `watch`. */
  constructor(clock: Clock, onMore: (shown: Suggestion) => void) {
    this.#clock = clock;
    this.#onMore = onMore;
  }

  /** A suggestion went to the editor and its request goes on; `now` is what would be shown in its place. Ends the watch before. */
  watch(shown: Suggestion, flight: Flight, now: () => Suggestion | NoSuggestion): void {
    this.stop();
    this.#watching = new AbortController();
    void this.#follow(shown, flight, now, this.#watching.signal);
  }

  /** What was on screen is over, or was touched. */
  stop(): void {
    end(this.#watching);
  }

  async #follow(
    shown: Suggestion,
    flight: Flight,
    now: () => Suggestion | NoSuggestion,
    signal: AbortSignal,
  ): Promise<void> {
    const { answer } = flight;
    // A line that was begun is completed as soon as it can be.
    const fromMs = this.#clock.monotonicMs() + (endsALine(shown, answer.text) ? STEP_MS : 0);
    for (;;) {
      await flight.changed(signal);
      if (signal.aborted) return;
      const isOver = answer.state !== 'open';
      const next = isOver || this.#clock.monotonicMs() >= fromMs ? now() : undefined;
      if (next?.kind === 'suggestion' && isMore(next, shown) && (isOver || endsALine(next, answer.text))) {
        this.#onMore(shown);
        return;
      }
      if (isOver) return;
    }
  }
}

function isMore(next: Suggestion, shown: Suggestion): boolean {
  const isSame = next.requestId === shown.requestId;
  const goesOn = shown.requestId === unasked && next.insertText.startsWith(shown.insertText);
  return (isSame || goesOn) && next.insertText.length > shown.insertText.length;
}

/** Half a line is not worth a change on screen. */
function endsALine({ insertText }: Suggestion, answer: string): boolean {
  const last = insertText.slice(insertText.lastIndexOf('\n') + 1).trimEnd();
  return answer.includes(`${last}\n`);
}
