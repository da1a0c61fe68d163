// Follows the running answer for the screen reader: that it was sent, what it says, how it ended.
import { t } from '../texts.ts';
import { Announcer } from './announcer.ts';
import type { LiveTurn, Projection } from './chatStore.ts';

export class AnswerListener {
  #announcer: Announcer | undefined;
  #heard: { readonly id: string; readonly stop: () => void } | undefined;

  /** `log` is the element that is read out. */
  speakInto(log: HTMLElement): void {
    this.#announcer = new Announcer(log);
  }

  /** To be called with each new state. */
  listenTo(state: Projection): void {
    const id = state.running?.turnId;
    if (id === this.#heard?.id) return;
    if (this.#heard) {
      const ended = state.turns.find((turn) => turn.id === this.#heard?.id);
      this.#heard.stop();
      this.#heard = undefined;
      this.#announcer?.done(endWords(ended));
    }
    const turn = state.turns.findLast((one) => one.id === id);
    if (!turn) return;
    const stop = turn.text.subscribe((added, restart) => {
      if (!restart || added !== '') this.#announcer?.push(added);
    });
    this.#heard = { id: turn.id, stop };
    this.#announcer?.say(t('Sent. Waiting for the answer.'));
  }
}

function endWords(turn: LiveTurn | undefined): string {
  if (turn?.state === 'stopped') return t('Stopped.');
  if (turn?.state === 'cut') return t('The answer was cut off.');
  if (turn?.state === 'failed') return t('The answer failed.');
  return t('The answer is complete.');
}
