// What is asked once more: an answer made anew or gone on with, a question that was edited.
import type { Asking } from '../../core/chat/nextTurns.ts';
import { ownModel } from '../../core/chat/ownModel.ts';
import { purposeOf } from '../../core/chat/turn.ts';
import type { Sentence } from '../../core/sentence.ts';
import type { EditedText } from '../../protocol/chat.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Clearance } from './clearance.ts';
import type { Departure } from './departure.ts';
import type { Handlers, Intent } from './intents.ts';
import type { Preview } from './preview.ts';
import type { Surface } from './surface.ts';

/** Asking for an answer once more. */
export type Again = Extract<Asking, { kind: 'regenerate' | 'continue' }>;

export interface AskingAgainParts {
  readonly departure: Departure;
  readonly clearance: Clearance;
  readonly preview: Preview;
  /** Tells the page what came of its intent. */
  readonly take: (intentId: string, surface: Surface, refusal: Sentence | null, edited?: EditedText) => void;
}

export class AskingAgain {
  readonly #room: ChatRoom;
  readonly #parts: AskingAgainParts;

  constructor(room: ChatRoom, parts: AskingAgainParts) {
    this.#room = room;
    this.#parts = parts;
  }

  readonly handlers: Handlers<'regenerate' | 'regenerateWith' | 'continueAnswer' | 'editAndResend'> = {
    regenerate: ({ intentId, turnId }, surface) =>
      this.#againFor(intentId, surface, { kind: 'regenerate', turnId }),
    regenerateWith: (intent, surface) => this.#regenerateWith(intent, surface),
    continueAnswer: ({ intentId, turnId }, surface) =>
      this.#againFor(intentId, surface, { kind: 'continue', turnId }),
    editAndResend: (intent, surface) => this.#editAndResend(intent, surface),
  };

  /** On behalf of a button; a refusal is said above the composer. */
  again(asking: Again): void {
    this.#parts.departure.ask(
      asking,
      () => this.#sendAgain(asking),
      (refusal) => this.#room.warn(refusal),
    );
  }

  /** A pick that is given up changes nothing. */
  async #regenerateWith({ intentId, turnId }: Intent<'regenerateWith'>, surface: Surface): Promise<void> {
    const { ports, session } = this.#room;
    const { turns } = session.conversation;
    const at = turns.findIndex(({ id }) => id === turnId);
    const answer = turns[at];
    if (answer?.role !== 'assistant') return;
    const usual = ports.usualModel(purposeOf(turns.slice(0, at)));
    const asking = (modelId: string): Again => ({
      ...{ kind: 'regenerate', turnId },
      ownModel: ownModel(modelId, usual),
    });
    const picked = await ports.pickModelAgain({
      modelId: answer.model,
      foresee: (modelId) => this.#parts.departure.foreseen(asking(modelId)),
    });
    if (picked !== undefined) this.#againFor(intentId, surface, asking(picked));
  }

  #editAndResend({ intentId, turnId, text }: Intent<'editAndResend'>, surface: Surface): void {
    const { departure, clearance } = this.#parts;
    departure.ask(
      { kind: 'edit', turnId, text },
      () =>
        departure.cleared(text, [], ({ text, masked }) =>
          this.#room.session.editAndResend(turnId, text, { masked, letThrough: clearance.granted }),
        ),
      (refusal) => this.#taken(intentId, surface, refusal, { turnId, text }),
      {
        intentId,
        cancelled: () => surface.post({ type: 'sendCancelled', intentId, edited: { turnId, text } }),
      },
    );
  }

  #againFor(intentId: string, surface: Surface, asking: Again): void {
    this.#parts.departure.ask(
      asking,
      () => this.#sendAgain(asking),
      (refusal) => this.#taken(intentId, surface, refusal),
      { intentId, cancelled: () => surface.post({ type: 'sendCancelled', intentId }) },
    );
  }

  /** What was looked at before it was asked once more has left. */
  #taken(intentId: string, surface: Surface, refusal: Sentence | null, edited?: EditedText): void {
    if (!refusal) this.#parts.preview.close(surface);
    this.#parts.take(intentId, surface, refusal, edited);
  }

  #sendAgain(asking: Again): Sentence | null {
    const { session } = this.#room;
    return asking.kind === 'continue'
      ? session.continueAnswer(asking.turnId)
      : session.regenerate(asking.turnId, this.#parts.clearance.granted, asking.ownModel);
  }
}
