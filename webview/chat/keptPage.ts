// What outlives the page: the draft, and the place where a person reads.
import * as v from 'valibot';
import type { Bridge } from '../bridge.ts';
import { type ReadingPlace, readingPlace } from './readingPlace.ts';

const kept = v.object({ draft: v.optional(v.string(), ''), place: v.optional(readingPlace) });

/** Typing and scrolling are written down when they rest this long. */
const restMs = 300;

export class KeptPage {
  readonly #bridge: Bridge;
  readonly #now: () => { readonly draft: string; readonly place: ReadingPlace | undefined };
  #saving: ReturnType<typeof setTimeout> | undefined;

  /** `now` tells what is to be kept. */
  constructor(
    bridge: Bridge,
    now: () => { readonly draft: string; readonly place: ReadingPlace | undefined },
  ) {
    this.#bridge = bridge;
    this.#now = now;
    window.addEventListener('pagehide', () => this.save());
    document.addEventListener('visibilitychange', () => this.save());
  }

  /** What the page before this one left; nothing of it when it has another shape. */
  read(): { readonly draft: string; readonly place?: ReadingPlace | undefined } {
    const read = v.safeParse(kept, this.#bridge.load());
    return read.success ? read.output : { draft: '' };
  }

  saveSoon(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.save(), restMs);
  }

  save(): void {
    clearTimeout(this.#saving);
    const { draft, place } = this.#now();
    this.#bridge.save({ draft, ...(place ? { place } : {}) });
  }
}
