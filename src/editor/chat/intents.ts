// How an intent of a page finds who carries it out. One with an id is carried out once: a page that was rebuilt may repeat it.
import type { ToPage } from '../../protocol/chat.ts';
import type { ToHost } from '../../protocol/chatIntents.ts';
import type { Surface } from './surface.ts';

type ByType = { readonly [I in ToHost as I['type']]: I };
export type IntentType = keyof ByType;
/** An intent of one of these types; the type parameter ties it to its handler. */
export type Intent<T extends IntentType> = { readonly [K in T]: ByType[K] & { readonly type: K } }[T];

/** One handler for each of these intents; what it returns is awaited, and a throw is logged and said. */
export type Handlers<T extends IntentType> = {
  readonly [K in T]: (intent: ByType[K], surface: Surface) => unknown;
};

/** A page repeats at most what was under way when it was rebuilt, so the latest are enough. */
const remembered = 256;

export class Intents<T extends IntentType> {
  readonly #handlers: Handlers<T>;
  /** Those already carried out, oldest first, with what was answered. */
  readonly #handled = new Map<string, ToPage | null>();

  constructor(handlers: Handlers<T>) {
    this.#handlers = handlers;
  }

  async carryOut(intent: Intent<T>, surface: Surface): Promise<void> {
    const id = 'intentId' in intent ? intent.intentId : undefined;
    if (typeof id === 'string') {
      const answer = this.#handled.get(id);
      if (answer) surface.post(answer);
      if (answer !== undefined) return;
      this.#remember(id, null);
    }
    await this.#handlers[intent.type](intent, surface);
  }

  /** What came of an intent, for its page now and for one that asks again. */
  answer(intentId: string, surface: Surface, answer: ToPage): void {
    this.#remember(intentId, answer);
    surface.post(answer);
  }

  forget(): void {
    this.#handled.clear();
  }

  #remember(intentId: string, answer: ToPage | null): void {
    this.#handled.set(intentId, answer);
    const [oldest] = this.#handled.keys();
    if (this.#handled.size > remembered && oldest !== undefined) this.#handled.delete(oldest);
  }
}
