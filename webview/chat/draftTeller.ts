// Tells the host what stands in the composer, for its forecast: when typing rests, or at once before something needs it.
import type { Bridge } from '../bridge.ts';

/** The host is told of a draft when typing rests this long. */
const restMs = 250;

export class DraftTeller {
  readonly #draft: () => string;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #told = '';

  constructor(draft: () => string) {
    this.#draft = draft;
  }

  soon(bridge: Bridge): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.now(bridge), restMs);
  }

  now(bridge: Bridge): void {
    clearTimeout(this.#resting);
    const text = this.#draft();
    if (text === this.#told) return;
    this.#told = text;
    bridge.send({ type: 'draft', text });
  }
}
