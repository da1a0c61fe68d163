// The pages that show the chat: all of them follow what changes, and some of what is asked from outside waits for the first.
import type { Log } from '../../core/ports.ts';
import type { ChatState, ToPage } from '../../protocol/chat.ts';
import type { ToHost } from '../../protocol/chatIntents.ts';
import type { ChatHistory } from './chatHistory.ts';
import type { Preview } from './preview.ts';
import { type PagePort, Surface } from './surface.ts';

export interface PagesParts {
  readonly log: Log;
  readonly preview: Preview;
  readonly history: ChatHistory;
  readonly state: (surface: Surface) => ChatState;
  readonly receive: (intent: ToHost, surface: Surface) => void;
}

export class Pages {
  readonly #parts: PagesParts;
  readonly #surfaces = new Set<Surface>();
  /** The list of conversations was asked for before there was a page to show it. */
  #isHistoryWanted = false;

  constructor(parts: PagesParts) {
    this.#parts = parts;
  }

  /** Whether any page shows the chat now. */
  get areOpen(): boolean {
    return this.#surfaces.size > 0;
  }

  /** Connects a page; the result disconnects it. Hiding or closing a page never touches a running answer. */
  attach(page: PagePort): { dispose(): void } {
    const { state, receive, log } = this.#parts;
    const surface: Surface = new Surface(page, () => state(surface), receive, log);
    this.#surfaces.add(surface);
    return {
      dispose: () => {
        this.#surfaces.delete(surface);
        this.#parts.history.close(surface);
        surface.dispose();
      },
    };
  }

  changed(): void {
    for (const surface of this.#surfaces) surface.changed();
  }

  post(message: ToPage): void {
    for (const surface of this.#surfaces) surface.post(message);
  }

  /** Shows a request that was sent on every page that is open; false when it is no longer kept. */
  showSent(id: string): boolean {
    const shown = [...this.#surfaces].map((surface) => this.#parts.preview.showSent(surface, id));
    this.changed();
    return shown.every(Boolean);
  }

  /** More is known of a request that was sent. */
  sentChanged(): void {
    for (const surface of this.#surfaces) if (this.#parts.preview.looksBack(surface)) surface.changed();
  }

  /** Shows the list of conversations on every page that is open, or on the first that opens. */
  showHistory(): void {
    this.#isHistoryWanted = !this.areOpen;
    for (const surface of this.#surfaces) this.#parts.history.show(surface);
  }

  /** A page can show things now. */
  ready(surface: Surface): void {
    if (this.#isHistoryWanted) this.#parts.history.show(surface);
    this.#isHistoryWanted = false;
  }

  /** Another conversation is in sight: what was looked at beside the last one goes away. */
  closeOverlays(): void {
    for (const surface of this.#surfaces) {
      this.#parts.preview.close(surface);
      this.#parts.history.close(surface);
    }
  }

  dispose(): void {
    for (const surface of this.#surfaces) surface.dispose();
    this.#surfaces.clear();
  }
}
