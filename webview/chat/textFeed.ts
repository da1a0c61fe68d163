// A text that grows: who shows it is told what was added, once per frame, and never gets the whole again.

export type FeedListener = (added: string, restart: boolean) => void;

export class TextFeed {
  #parts: string[];
  #pending: string[] = [];
  #restart = false;
  readonly #listeners = new Set<FeedListener>();

  constructor(text: string) {
    this.#parts = text === '' ? [] : [text];
  }

  get empty(): boolean {
    return this.#parts.length === 0;
  }

  /** In UTF-16 units. */
  get length(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, 0);
  }

  /** The whole text; joins what came in pieces. */
  whole(): string {
    const text = this.#parts.join('');
    this.#parts = text === '' ? [] : [text];
    return text;
  }

  append(added: string): void {
    if (added === '') return;
    this.#parts.push(added);
    this.#pending.push(added);
  }

  /** Another text in place of this one; when it only continues, listeners see an addition. */
  replace(text: string): void {
    const old = this.whole();
    if (text.startsWith(old)) {
      this.append(text.slice(old.length));
      return;
    }
    this.#parts = text === '' ? [] : [text];
    this.#pending = [text];
    this.#restart = true;
  }

  /** Tells the listeners what came since the last call. */
  flush(): void {
    if (this.#pending.length === 0 && !this.#restart) return;
    const added = this.#pending.join('');
    const restart = this.#restart;
    this.#pending = [];
    this.#restart = false;
    for (const listener of this.#listeners) listener(added, restart);
  }

  /** `listener` is told the whole text at once, then additions. */
  subscribe(listener: FeedListener): () => void {
    this.flush();
    this.#listeners.add(listener);
    listener(this.whole(), true);
    return () => this.#listeners.delete(listener);
  }
}
