// What is about to be sent passes here last: it is masked and judged, and waits for a yes where it may cost more than the
// person set.
import type { Conversation } from '../../core/chat/conversation.ts';
import { type Asking, nextTurns } from '../../core/chat/nextTurns.ts';
import type { Attachment } from '../../core/chat/turn.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { ConfirmationView } from '../../protocol/chatForecast.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Clearance, Cleared } from './clearance.ts';
import { Confirmation } from './confirmation.ts';
import type { Foreseen } from './forecasts.ts';
import type { Preview } from './preview.ts';
import { attachmentsOf, type WaitingAttachments } from './waitingAttachments.ts';

export interface DepartureParts {
  readonly clearance: Clearance;
  readonly attachments: WaitingAttachments;
  readonly preview: Preview;
}

/** The page that asked, to be told when the person takes it back. */
export interface Asker {
  readonly intentId: string;
  readonly cancelled: () => void;
}

export class Departure {
  readonly #room: ChatRoom;
  readonly #parts: DepartureParts;
  readonly #confirmation: Confirmation;

  constructor(room: ChatRoom, parts: DepartureParts) {
    this.#room = room;
    this.#parts = parts;
    this.#confirmation = new Confirmation({
      foresee: (asking) => this.foreseen(asking),
      above: room.ports.confirmAbove,
      newId: () => room.ports.random.id(),
    });
  }

  /** What may cost more than the person set waits for their word; when it leaves, every file of it is judged once more. */
  ask(
    asking: Asking,
    send: () => Sentence | null,
    sent: (refusal: Sentence | null) => void,
    asker?: Asker,
  ): void {
    if (this.#room.ports.lease.view) {
      sent(sentence('Another window has this conversation open. Take it over to write here.'));
      return;
    }
    this.#confirmation.ask({
      asking,
      intentId: asker?.intentId ?? null,
      send: () => this.#refusedFile(asking) ?? send(),
      sent: (refusal) => {
        if (!refusal) this.#parts.clearance.forget();
        sent(refusal);
      },
      cancelled: asker?.cancelled ?? (() => undefined),
    });
    this.#room.changed();
  }

  confirm(confirmationId: string): void {
    this.#confirmation.confirm(confirmationId);
  }

  /** Takes back what waits for the person's yes; with an id only that. */
  cancel(confirmationId?: string): void {
    this.#confirmation.cancel(confirmationId);
  }

  /** What waits for the person's yes. */
  get waiting(): ConfirmationView | null {
    return this.#confirmation.view();
  }

  /** What this would cost; null while an answer is running or when it cannot be sent. */
  foreseen(asking: Asking): Foreseen | null {
    const { ports, session } = this.#room;
    if (session.runningTurnId !== null) return null;
    // A question or an answer that is asked about is found by its id, so nothing is taken out there.
    if (asking.kind !== 'ask') return ports.foresee(asking, session.conversation);
    return ports.foresee(asking, this.kept());
  }

  /** The conversation without what the person left out of the next request. */
  kept(): Conversation {
    const { conversation } = this.#room.session;
    return { ...conversation, turns: this.#parts.preview.kept(conversation.turns) };
  }

  /** Runs `ask` with masked texts, unless their secrets are to stop it. */
  cleared(
    text: string,
    attachments: readonly Attachment[],
    ask: (cleared: Extract<Cleared, { ok: true }>) => Sentence | null,
  ): Sentence | null {
    const { clearance } = this.#parts;
    this.#room.remark(null);
    const cleared = clearance.clear(text, attachments);
    if (cleared.ok) return ask(cleared);
    if (clearance.offer)
      this.#room.warn(
        sentence(
          'Your message was stopped ({0}). If this is a false alarm, you can let it through.',
          cleared.rules,
        ),
        true,
      );
    return cleared.refusal;
  }

  /** Files of earlier questions leave again with every message. */
  #refusedFile(asking: Asking): Sentence | null {
    const { clearance, attachments } = this.#parts;
    const { turns } = this.#room.session.conversation;
    const leaving = attachmentsOf([], nextTurns(turns, asking)?.turns ?? []);
    const inSight = attachmentsOf([...attachments.all, ...leaving], turns);
    clearance.judge([...new Set(inSight)]);
    return clearance.refusal(leaving);
  }
}
