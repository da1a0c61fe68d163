// Files that are pasted, dropped or picked into the composer, and whether something is being held over it.
import type { Bridge } from '../bridge.ts';
import { takeDropped } from './attachmentRow.ts';
import { addPictures } from './pictures.ts';

export class TakingIn {
  readonly #bridge: () => Bridge;
  readonly #refused: (words: string) => void;
  readonly #redraw: () => void;
  #isOver = false;

  /** `refused` is told in words what was not taken. */
  constructor(bridge: () => Bridge, refused: (words: string) => void, redraw: () => void) {
    this.#bridge = bridge;
    this.#refused = refused;
    this.#redraw = redraw;
  }

  /** Something is held over the composer. */
  get isOver(): boolean {
    return this.#isOver;
  }

  dragged(event: DragEvent): void {
    event.preventDefault();
    this.#setOver(true);
  }

  left(): void {
    this.#setOver(false);
  }

  /** True when there was something to take. */
  dropped(event: DragEvent): boolean {
    event.preventDefault();
    this.#setOver(false);
    const data = event.dataTransfer;
    if (data) void this.#taken(takeDropped(data, this.#bridge()));
    return data !== null;
  }

  pasted(event: ClipboardEvent): void {
    const files = Array.from(event.clipboardData?.files ?? []);
    if (files.length === 0) return;
    event.preventDefault();
    this.add(files);
  }

  add(files: readonly File[]): void {
    void this.#taken(addPictures(files, this.#bridge()));
  }

  #setOver(isOver: boolean): void {
    if (isOver === this.#isOver) return;
    this.#isOver = isOver;
    this.#redraw();
  }

  async #taken(taking: Promise<string | undefined>): Promise<void> {
    const refused = await taking;
    if (refused) this.#refused(refused);
  }
}
