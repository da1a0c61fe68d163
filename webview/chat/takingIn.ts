// Files that are pasted, dropped or picked into the composer, and whether something is being held over it.
import type { Bridge } from '../bridge.ts';
import { takeDropped } from './attachmentRow.ts';
import { addPictures, droppedUris } from './pictures.ts';

/** Where it is taken in: the composer. */
interface Place {
  readonly bridge: Bridge;
  readonly area: HTMLTextAreaElement | null;
  draftChanged(): void;
}

export class TakingIn {
  readonly #place: Place;
  readonly #refused: (words: string) => void;
  readonly #redraw: () => void;
  #isOver = false;

  /** `refused` is told in words what was not taken. */
  constructor(place: Place, refused: (words: string) => void, redraw: () => void) {
    this.#place = place;
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
    if (!data) return false;
    if (data.files.length === 0 && droppedUris(data).length === 0) this.#write(data.getData('text/plain'));
    else void this.#taken(takeDropped(data, this.#place.bridge));
    return true;
  }

  pasted(event: ClipboardEvent): void {
    const files = Array.from(event.clipboardData?.files ?? []);
    if (files.length === 0) return;
    event.preventDefault();
    this.add(files);
  }

  add(files: readonly File[]): void {
    void this.#taken(addPictures(files, this.#place.bridge));
  }

  /** Words that were dragged here from an editor or an answer: where the caret stands. */
  #write(words: string): void {
    const { area } = this.#place;
    if (!area || area.readOnly || words === '') return;
    const room = area.maxLength - area.value.length;
    area.setRangeText(words.slice(0, Math.max(0, room)), area.selectionStart, area.selectionEnd, 'end');
    this.#place.draftChanged();
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
