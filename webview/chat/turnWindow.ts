// How many messages are drawn: the last screenful with the first frame, others above it in idle moments, so that a long
// chat opens at once and the frame after it can already scroll.
import type { LiveTurn } from './chatStore.ts';

/** Messages drawn without being asked for, and added each time the top is reached. */
const stepTurns = 30;
/** Drawn in one idle moment: a question and its answer. */
const sliceTurns = 2;
/** More text than a tall window shows at once, in UTF-16 units. */
const screenCharacters = 8_000;
/** A page that is never idle is filled all the same. */
const patienceMs = 300;

export class TurnWindow {
  #shown = stepTurns;
  /** How many are to be drawn in the end. */
  #goal = stepTurns;
  #filling = 0;
  #nearTop: IntersectionObserver | undefined;
  readonly #grown: () => void;

  /** `grown` is called, in an idle moment, when `shown` has grown. */
  constructor(grown: () => void) {
    this.#grown = grown;
  }

  /** How many messages, counted from the newest, are drawn. */
  get shown(): number {
    return this.#shown;
  }

  /** Another conversation, to be shown at its end, or from the message `from` on when it has one. */
  begin(turns: readonly LiveTurn[], from?: string): void {
    const at = turns.findIndex((turn) => turn.id === from);
    this.#shown = at < 0 ? lastScreen(turns) : turns.length - at;
    this.#goal = Math.max(stepTurns, this.#shown + sliceTurns);
  }

  /** After each drawing; `earlier` stands in `scroller` for the messages not drawn, null when there are none. */
  drawn(scroller: HTMLElement | null, earlier: HTMLElement | null, atEnd: boolean): void {
    this.#nearTop?.disconnect();
    if (!scroller || !earlier) {
      this.#shown = Math.max(this.#shown, stepTurns);
      return;
    }
    this.#fill();
    // Whoever reads the end has not asked for more.
    if (atEnd) return;
    this.#nearTop = new IntersectionObserver(
      (entries) => {
        if (entries.at(-1)?.isIntersecting) this.more();
      },
      { root: scroller, rootMargin: '400px 0px 0px 0px' },
    );
    this.#nearTop.observe(earlier);
  }

  /** Earlier messages are wanted. */
  more(): void {
    if (this.#shown >= this.#goal) this.#goal += stepTurns;
    this.#fill();
  }

  #fill(): void {
    if (this.#filling !== 0 || this.#shown >= this.#goal) return;
    this.#filling = requestIdleCallback(
      () => {
        this.#filling = 0;
        this.#shown = Math.min(this.#goal, this.#shown + sliceTurns);
        this.#grown();
      },
      { timeout: patienceMs },
    );
  }
}

/** How many of the last messages fill a screen. */
function lastScreen(turns: readonly LiveTurn[]): number {
  let characters = 0;
  for (let count = 1; count <= Math.min(turns.length, stepTurns); count++) {
    characters += turns.at(-count)?.text.length ?? 0;
    // The question stays with its answer.
    if (characters > screenCharacters) return count + 1;
  }
  return stepTurns;
}
