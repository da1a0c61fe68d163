// Everything that sends passes here: it is masked, judged, and waits for a yes where it may cost more than the person set.
import type { Conversation } from '../../core/chat/conversation.ts';
import { type Asking, nextTurns } from '../../core/chat/nextTurns.ts';
import type { Attachment, UserTurn } from '../../core/chat/turn.ts';
import { codebaseQuestion } from '../../core/codebase/askedFor.ts';
import { expand } from '../../core/prompts/ownPrompt.ts';
import type { Slash } from '../../core/prompts/slashCommand.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { ToPage } from '../../protocol/chat.ts';
import type { ConfirmationView } from '../../protocol/chatForecast.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Clearance, Cleared } from './clearance.ts';
import { Confirmation } from './confirmation.ts';
import type { Foreseen } from './forecasts.ts';
import type { Handlers, Intent } from './intents.ts';
import type { Preview } from './preview.ts';
import type { SlashCommands } from './slash.ts';
import type { Surface } from './surface.ts';
import { attachmentsOf, type WaitingAttachments } from './waitingAttachments.ts';

type SendingIntent =
  | 'send'
  | 'draft'
  | 'confirmSend'
  | 'cancelSend'
  | 'stop'
  | 'regenerate'
  | 'continueAnswer'
  | 'editAndResend';

/** Asking for an answer once more. */
type Again = Extract<Asking, { kind: 'regenerate' | 'continue' }>;

export interface SendingParts {
  readonly clearance: Clearance;
  readonly attachments: WaitingAttachments;
  readonly preview: Preview;
  readonly slash: SlashCommands;
  /** Gives the page another answer to its intent than taken or refused. */
  readonly answer: (intentId: string, surface: Surface, answer: ToPage) => void;
  /** Looks into the project first; nothing is sent by it. */
  readonly search: (intentId: string, question: string, surface: Surface) => unknown;
  /** Tells the page what came of its intent. */
  readonly take: (intentId: string, surface: Surface, refusal: Sentence | null) => void;
}

export class Sending {
  readonly #room: ChatRoom;
  readonly #parts: SendingParts;
  readonly #confirmation: Confirmation;
  /** What stands in the composer of each page, as far as it has told. */
  readonly #drafts = new WeakMap<Surface, string>();

  constructor(room: ChatRoom, parts: SendingParts) {
    this.#room = room;
    this.#parts = parts;
    this.#confirmation = new Confirmation({
      foresee: (asking) => this.foreseen(asking),
      above: room.ports.confirmAbove,
      newId: () => room.ports.random.id(),
    });
  }

  readonly handlers: Handlers<SendingIntent> = {
    send: (intent, surface) => this.#send(intent, surface),
    draft: ({ text }, surface) => {
      this.#drafts.set(surface, text);
      this.#room.changed();
    },
    confirmSend: ({ confirmationId }) => {
      this.#confirmation.confirm(confirmationId);
      this.#room.changed();
    },
    cancelSend: ({ confirmationId }) => {
      this.cancel(confirmationId);
      this.#room.changed();
    },
    stop: () => this.#room.session.stop(),
    regenerate: ({ intentId, turnId }, surface) =>
      this.#againFor(intentId, surface, { kind: 'regenerate', turnId }),
    continueAnswer: ({ intentId, turnId }, surface) =>
      this.#againFor(intentId, surface, { kind: 'continue', turnId }),
    editAndResend: (intent, surface) => this.#editAndResend(intent, surface),
  };

  /** Asks on behalf of a command; what waits in the composer stays there. A refusal is said above it. */
  ask(question: string, attachments: readonly Attachment[]): void {
    this.#confirmed(
      { kind: 'ask', text: question, attachments, purpose: 'action' },
      () => this.#askCleared(question, attachments, 'action'),
      (refusal) => this.#room.warn(refusal, this.#parts.clearance.offer !== null),
    );
  }

  /** Asks for an answer once more, on behalf of a button; a refusal is said above the composer. */
  again(asking: Again): void {
    this.#confirmed(
      asking,
      () => this.#sendAgain(asking),
      (refusal) => this.#room.warn(refusal),
    );
  }

  /** Asks for a summary of the chat; a question that found no room goes back into the composer. */
  compact(): void {
    const { say, session } = this.#room;
    this.#confirmed(
      { kind: 'compact' },
      () => {
        const words = say(sentence('Summarise this chat so that it can go on in less room.'));
        const { refused, returned } = session.compact(words);
        if (returned) this.#giveBack(returned);
        return refused;
      },
      (refusal) => this.#room.warn(refusal),
    );
  }

  #giveBack({ text, attachments }: UserTurn): void {
    this.#parts.attachments.add(attachments.map((value) => ({ ok: true, value })));
    this.#room.prefill(this.#room.ports.projection.unmask(text));
  }

  /** Takes back what waits for the person's yes; with an id only that. */
  cancel(confirmationId?: string): void {
    this.#confirmation.cancel(confirmationId);
  }

  confirmationView(): ConfirmationView | null {
    return this.#confirmation.view();
  }

  /** What stands in the composer of a page. */
  asking(surface: Surface): Extract<Asking, { kind: 'ask' }> {
    const { all: attachments } = this.#parts.attachments;
    return { kind: 'ask', text: this.#drafts.get(surface) ?? '', attachments };
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

  /** A prompt takes the place of the draft, to be read before it is sent; a command is run. */
  async #slash(slash: Slash, intentId: string, surface: Surface): Promise<void> {
    if (slash.kind === 'prompt')
      return this.#parts.answer(intentId, surface, {
        ...{ type: 'draftReplaced', intentId },
        text: expand(slash.prompt, slash.input),
      });
    this.#drafts.delete(surface);
    this.#parts.take(intentId, surface, null);
    if (slash.name === 'compact') this.compact();
    else await this.#parts.slash.run(slash.name, slash.input);
  }

  #send({ intentId, text }: Intent<'send'>, surface: Surface): unknown {
    const question = codebaseQuestion(text);
    if (question !== null) return this.#parts.search(intentId, question, surface);
    const { attachments, preview, take } = this.#parts;
    const slash = this.#parts.slash.of(text);
    if (slash) return this.#slash(slash, intentId, surface);
    const { all } = attachments;
    this.#confirmed(
      { kind: 'ask', text, attachments: all },
      () => this.#askCleared(text, all),
      (refusal) => {
        if (!refusal) {
          attachments.clear();
          this.#drafts.delete(surface);
          preview.close(surface);
        }
        take(intentId, surface, refusal);
      },
      { intentId, cancelled: () => surface.post({ type: 'sendCancelled', intentId }) },
    );
    return undefined;
  }

  #editAndResend({ intentId, turnId, text }: Intent<'editAndResend'>, surface: Surface): void {
    this.#confirmed(
      { kind: 'edit', turnId, text },
      () =>
        this.#cleared(text, [], ({ text, masked }) =>
          this.#room.session.editAndResend(turnId, text, {
            masked,
            letThrough: this.#parts.clearance.granted,
          }),
        ),
      (refusal) => this.#taken(intentId, surface, refusal),
      {
        intentId,
        cancelled: () => surface.post({ type: 'sendCancelled', intentId, edited: { turnId, text } }),
      },
    );
  }

  #againFor(intentId: string, surface: Surface, asking: Again): void {
    this.#confirmed(
      asking,
      () => this.#sendAgain(asking),
      (refusal) => this.#taken(intentId, surface, refusal),
      { intentId, cancelled: () => surface.post({ type: 'sendCancelled', intentId }) },
    );
  }

  /** What was looked at before it was asked once more has left. */
  #taken(intentId: string, surface: Surface, refusal: Sentence | null): void {
    if (!refusal) this.#parts.preview.close(surface);
    this.#parts.take(intentId, surface, refusal);
  }

  #sendAgain({ kind, turnId }: Again): Sentence | null {
    const { session } = this.#room;
    return kind === 'continue'
      ? session.continueAnswer(turnId)
      : session.regenerate(turnId, this.#parts.clearance.granted);
  }

  /** What may cost more than the person set waits for their word; when it leaves, every file of it is judged once more. */
  #confirmed(
    asking: Asking,
    send: () => Sentence | null,
    sent: (refusal: Sentence | null) => void,
    asker?: { readonly intentId: string; readonly cancelled: () => void },
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

  /** Files of earlier questions leave again with every message. */
  #refusedFile(asking: Asking): Sentence | null {
    const { clearance, attachments } = this.#parts;
    const { turns } = this.#room.session.conversation;
    const leaving = attachmentsOf([], nextTurns(turns, asking)?.turns ?? []);
    const inSight = attachmentsOf([...attachments.all, ...leaving], turns);
    clearance.judge([...new Set(inSight)]);
    return clearance.refusal(leaving);
  }

  #askCleared(question: string, attachments: readonly Attachment[], purpose?: 'action'): Sentence | null {
    return this.#cleared(question, attachments, ({ text, attachments, masked }) =>
      this.#room.session.ask(text, attachments, {
        ...{ masked, letThrough: this.#parts.clearance.granted },
        ...(purpose ? { purpose } : {}),
      }),
    );
  }

  /** Runs `ask` with masked texts, unless their secrets are to stop it. */
  #cleared(
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
}
