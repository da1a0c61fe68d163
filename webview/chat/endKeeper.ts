// Keeps the end of the conversation in view while it grows, until the person scrolls away from it.

/** Nearer to the end than this counts as being there. */
const nearPixels = 24;

export class EndKeeper {
  readonly #scroller: HTMLElement;
  readonly #moved: (atEnd: boolean) => void;
  readonly #observer: ResizeObserver;
  #atEnd = true;
  #wasTop = 0;

  /** Watches the size of `content` inside `scroller`; `moved` hears when the end is left or reached. */
  constructor(scroller: HTMLElement, content: HTMLElement, moved: (atEnd: boolean) => void) {
    this.#scroller = scroller;
    this.#moved = moved;
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // Told after layout, so following the end costs no layout of its own.
    this.#observer = new ResizeObserver(() => {
      if (this.#atEnd) this.#toEnd();
      else this.#tell();
    });
    this.#observer.observe(content);
    this.#observer.observe(scroller);
  }

  get atEnd(): boolean {
    return this.#atEnd;
  }

  jump(): void {
    this.#atEnd = true;
    this.#toEnd();
    this.#moved(true);
  }

  dispose(): void {
    this.#observer.disconnect();
  }

  #distance(): number {
    return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight;
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled(): void {
    const top = this.#scroller.scrollTop;
    const near = this.#distance() <= nearPixels;
    // Only a movement upward leaves the end: content that grew by more than a line has not.
    const atEnd = near || (this.#atEnd && top >= this.#wasTop);
    this.#wasTop = top;
    if (atEnd === this.#atEnd) return;
    this.#atEnd = atEnd;
    this.#moved(atEnd);
  }

  #tell(): void {
    if (this.#distance() > nearPixels) return;
    this.#atEnd = true;
    this.#moved(true);
  }
}
