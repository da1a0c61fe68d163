// Keeps the end of the conversation in view while it grows, until the person scrolls away from it. What an empty one says is
// read from its beginning.

/** Nearer to the end than this counts as being there. */
const nearPixels = 24;
/** Beyond the end is the end, and need not be asked for: asking costs a layout. */
const farBelow = 1e8;

export class EndKeeper {
  readonly #scroller: HTMLElement;
  readonly #isEmpty: () => boolean;
  readonly #moved: (atEnd: boolean) => void;
  readonly #sizes: ResizeObserver;
  readonly #sight: IntersectionObserver;
  #atEnd: boolean;
  #inSight: boolean;

  /**
   * Watches `content` inside `scroller`, and `end`, its last element; `moved` hears when the end is left or reached.
   * `atEnd` says whether it begins there, `isEmpty` that nothing has been said: then it counts as being there.
   */
  constructor(
    scroller: HTMLElement,
    content: HTMLElement,
    end: HTMLElement,
    atEnd: boolean,
    isEmpty: () => boolean,
    moved: (atEnd: boolean) => void,
  ) {
    this.#scroller = scroller;
    this.#atEnd = atEnd;
    this.#inSight = atEnd;
    this.#isEmpty = isEmpty;
    this.#moved = moved;
    // Told after layout, so following the end costs no layout of its own.
    this.#sizes = new ResizeObserver(() => {
      if (this.#atEnd && !isEmpty() && scroller.scrollTop + scroller.clientHeight < scroller.scrollHeight)
        scroller.scrollTop = farBelow;
    });
    this.#sizes.observe(content);
    this.#sizes.observe(scroller);
    // Told after that: when the end is out of sight now, it is the person who moved.
    this.#sight = new IntersectionObserver(
      (entries) => {
        this.#inSight = entries.at(-1)?.isIntersecting ?? false;
        this.#set(this.#inSight);
      },
      { root: scroller, rootMargin: `0px 0px ${nearPixels}px 0px` },
    );
    this.#sight.observe(end);
    // The first pixels of a turn of the wheel must not be taken back.
    scroller.addEventListener('wheel', (event) => this.#turned(event.deltaY), { passive: true });
  }

  get atEnd(): boolean {
    return this.#atEnd;
  }

  jump(): void {
    this.#set(true);
    this.#scroller.scrollTop = this.#isEmpty() ? 0 : farBelow;
  }

  dispose(): void {
    this.#sizes.disconnect();
    this.#sight.disconnect();
  }

  #turned(down: number): void {
    if (down < 0 && this.#scroller.scrollTop > 0) this.#set(false);
    else if (down > 0 && this.#inSight) this.#set(true);
  }

  #set(isThere: boolean): void {
    const atEnd = isThere || this.#isEmpty();
    if (atEnd === this.#atEnd) return;
    this.#atEnd = atEnd;
    this.#moved(atEnd);
  }
}
