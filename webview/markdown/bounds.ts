// How much of an answer is drawn. What is shown is always a prefix of the text, so that blocks keep their numbers.

/** Longest line drawn, in UTF-16 units: layout and inline parsing of one line grow faster than its length. */
export const longestLine = 32_000;
/** Longest answer drawn, in UTF-16 units. */
export const longestText = 600_000;

/** Takes a text in pieces and lets its drawable prefix through. Line ends become `\n`. */
export class DisplayBounds {
  #total = 0;
  #line = 0;
  #heldReturn = false;
  #cut = false;

  /** True once something was left out. */
  get cut(): boolean {
    return this.#cut;
  }

  /** The part of `added` that is drawn. A `\r` at the end waits for what follows it. */
  take(added: string): string {
    if (this.#cut || added === '') return '';
    let text = this.#heldReturn ? `\r${added}` : added;
    this.#heldReturn = text.endsWith('\r');
    if (this.#heldReturn) text = text.slice(0, -1);
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
    let from = 0;
    while (from < text.length) {
      const end = text.indexOf('\n', from);
      const stop = end < 0 ? text.length : end;
      const room = Math.min(longestLine - this.#line, longestText - this.#total);
      if (stop - from > room) {
        this.#cut = true;
        return text.slice(0, from + room);
      }
      this.#line = end < 0 ? this.#line + stop - from : 0;
      this.#total += stop - from + (end < 0 ? 0 : 1);
      from = stop + 1;
    }
    return text;
  }
}
