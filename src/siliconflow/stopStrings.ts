// Stop strings beyond the four the platform takes are found here, while streaming, also across chunk borders.

/** How many characters at the end of `text` could be the beginning of one of the needles. */
export function heldBack(text: string, needles: readonly string[]): number {
  let longest = 0;
  for (const needle of needles) {
    for (let length = Math.min(needle.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(needle.slice(0, length))) longest = length;
    }
  }
  return longest;
}

/** Feed it the text pieces in order, then `end`. As on the server, the stop string that is complete first ends the text. */
export class StopCutter {
  readonly #stops: readonly string[];
  #held = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Text that is safe to show; `stopped` when a stop string was met (it is not part of the text). */
  push(piece: string): { readonly text: string; readonly stopped: boolean } {
    if (this.#stops.length === 0) return { text: piece, stopped: false };
    const text = this.#held + piece;
    let cutAt = -1;
    let cutEnd = Number.POSITIVE_INFINITY;
    for (const stop of this.#stops) {
      const at = text.indexOf(stop);
      if (at === -1) continue;
      const end = at + stop.length;
      if (end < cutEnd || (end === cutEnd && at < cutAt)) {
        cutAt = at;
        cutEnd = end;
      }
    }
    if (cutAt !== -1) {
      this.#held = '';
      return { text: text.slice(0, cutAt), stopped: true };
    }
    const keep = heldBack(text, this.#stops);
    this.#held = text.slice(text.length - keep);
    return { text: text.slice(0, text.length - keep), stopped: false };
  }

  /** What was held back because it could have become a stop string. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}
