// Other suggestions for a place where one is on screen, when a person asks for the next one: what memory has of them, then requests at higher temperatures.
import type { Flights } from './flights.ts';
import type { Picking } from './picking.ts';
import type { Snapshot } from './snapshot.ts';
import type { Suggestion } from './suggestion.ts';

/** Together with the first. */
const MOST_CANDIDATES = 3;
/** The first was asked for at 0; with these a model that knows another answer says it. */
const TEMPERATURES = [0.5, 0.9] as const;

export class Alternatives {
  readonly #flights: Flights;
  readonly #picking: Picking;
  /** The place that was last asked about: a model that has nothing else to say is not asked there again and again. */
  #askedAt: Pick<Snapshot, 'uri' | 'version' | 'offset'> | undefined;

  constructor(flights: Flights, picking: Picking) {
    this.#flights = flights;
    this.#picking = picking;
  }

  /** `first` and up to two others, each with another text. Every request passes the gate; one that is refused brings nothing. */
  async beside(first: Suggestion, at: Snapshot, signal: AbortSignal): Promise<readonly Suggestion[]> {
    const known = this.#distinct(first, at);
    const missing = MOST_CANDIDATES - known.length;
    if (missing <= 0 || this.#wasAsked(at)) return known;
    // What still streams in keeps its place among the open requests.
    await this.#landed(at, signal);
    if (signal.aborted) return known;
    this.#askedAt = at;
    for (const temperature of TEMPERATURES.slice(-missing)) {
      if (this.#flights.ask(at, temperature) !== undefined) break;
    }
    await this.#landed(at, signal);
    return this.#distinct(first, at);
  }

  #wasAsked({ uri, version, offset }: Snapshot): boolean {
    const before = this.#askedAt;
    return before?.uri === uri && before.version === version && before.offset === offset;
  }

  /** In the order in which they came, so that the next one stays the next one. */
  #distinct(first: Suggestion, at: Snapshot): readonly Suggestion[] {
    const texts = new Set([first.insertText.trimEnd()]);
    const candidates = [first];
    for (const one of this.#picking.all(at).toReversed()) {
      const text = one.insertText.trimEnd();
      // The first may be the beginning of its own answer.
      if (one.requestId === first.requestId || texts.has(text)) continue;
      texts.add(text);
      candidates.push(one);
    }
    return candidates.slice(0, MOST_CANDIDATES);
  }

  /** Until every request for this place has ended. */
  async #landed(at: Snapshot, signal: AbortSignal): Promise<void> {
    for (;;) {
      const flights = this.#flights.towards(at);
      if (flights.length === 0 || signal.aborted) return;
      await Promise.race(flights.map((flight) => flight.changed(signal)));
    }
  }
}
