// The one line above the composer that the chat itself puts there: why something was not done, with its buttons.
import { actionLabels } from '../../core/account/actionName.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { ActionId } from '../../protocol/actions.ts';
import type { Banner } from './chatPorts.ts';

/** The page refuses a longer text (protocol/chatShapes.ts). */
const maxShown = 4_000;
const letThroughActions: readonly ActionId[] = ['letThroughOnce', 'letThroughAlways'];

export class RemarkLine {
  /** Goes before any banner of the surroundings. */
  banner: Banner | null = null;
  readonly #say: (text: Sentence) => string;

  constructor(say: (text: Sentence) => string) {
    this.#say = say;
  }

  /** Null takes back what was said; an offer has buttons to let through what was stopped. */
  warn(refusal: Sentence | null, isOffer: boolean): void {
    this.banner = refusal ? this.#banner('warning', refusal, isOffer ? letThroughActions : []) : null;
  }

  /** Something is wrong with the extension itself. */
  fault(): void {
    this.banner = this.#banner('error', sentence('This did not work. The log has the details.'), ['showLog']);
  }

  #banner(level: Banner['level'], message: Sentence, actions: readonly ActionId[]): Banner {
    return {
      level,
      message: this.#say(message).slice(0, maxShown),
      actions: actions.map((id) => ({ id, label: this.#say(actionLabels[id]) })),
    };
  }
}
