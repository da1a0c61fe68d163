// Sends what stands in the composer, and what a command asks: whatever it is goes through the departure (departure.ts).
import type { Conversation } from '../../core/chat/conversation.ts';
import type { Asking } from '../../core/chat/nextTurns.ts';
import type { AboutQuestion } from '../../core/chat/sessionPorts.ts';
import type { Attachment, UserTurn } from '../../core/chat/turn.ts';
import { codebaseQuestion } from '../../core/codebase/askedFor.ts';
import { expand } from '../../core/prompts/ownPrompt.ts';
import type { Slash } from '../../core/prompts/slashCommand.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { ToPage } from '../../protocol/chat.ts';
import type { ConfirmationView } from '../../protocol/chatForecast.ts';
import { type Again, AskingAgain } from './askingAgain.ts';
import type { ChatRoom } from './chatRoom.ts';
import { Departure, type DepartureParts } from './departure.ts';
import type { Foreseen } from './forecasts.ts';
import type { Handlers, Intent } from './intents.ts';
import type { NextModel } from './nextModel.ts';
import type { SlashCommands } from './slash.ts';
import type { Surface } from './surface.ts';

type SendingIntent =
  | 'send'
  | 'draft'
  | 'confirmSend'
  | 'cancelSend'
  | 'stop'
  | 'regenerate'
  | 'regenerateWith'
  | 'continueAnswer'
  | 'editAndResend';

export interface SendingParts extends DepartureParts {
  readonly slash: SlashCommands;
  readonly nextModel: NextModel;
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
  readonly #departure: Departure;
  readonly #again: AskingAgain;
  readonly handlers: Handlers<SendingIntent>;
  /** What stands in the composer of each page, as far as it has told. */
  readonly #drafts = new WeakMap<Surface, string>();

  constructor(room: ChatRoom, parts: SendingParts) {
    this.#room = room;
    this.#parts = parts;
    this.#departure = new Departure(room, parts);
    this.#again = new AskingAgain(room, { ...parts, departure: this.#departure });
    this.handlers = {
      ...this.#again.handlers,
      send: (intent, surface) => this.#send(intent, surface),
      draft: ({ text }, surface) => {
        this.#drafts.set(surface, text);
        room.changed();
      },
      confirmSend: ({ confirmationId }) => {
        this.#departure.confirm(confirmationId);
        room.changed();
      },
      cancelSend: ({ confirmationId }) => {
        this.cancel(confirmationId);
        room.changed();
      },
      stop: () => room.session.stop(),
    };
  }

  /** Asks on behalf of a command; what waits in the composer stays there. A refusal is said above it. */
  ask(question: string, attachments: readonly Attachment[]): void {
    this.#departure.ask(
      { kind: 'ask', text: question, attachments, purpose: 'action' },
      () => this.#askCleared(question, attachments, { purpose: 'action' }),
      (refusal) => this.#room.warn(refusal, this.#parts.clearance.offer !== null),
    );
  }

  /** Asks for an answer once more, on behalf of a button; a refusal is said above the composer. */
  again(asking: Again): void {
    this.#again.again(asking);
  }

  /** Asks for a summary of the chat; a question that found no room goes back into the composer. */
  compact(): void {
    const { say, session } = this.#room;
    this.#departure.ask(
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

  /** Takes back what waits for the person's yes; with an id only that. */
  cancel(confirmationId?: string): void {
    this.#departure.cancel(confirmationId);
  }

  confirmationView(): ConfirmationView | null {
    return this.#departure.waiting;
  }

  /** What stands in the composer of a page. */
  asking(surface: Surface): Extract<Asking, { kind: 'ask' }> {
    const { all: attachments } = this.#parts.attachments;
    return { kind: 'ask', text: this.#drafts.get(surface) ?? '', attachments, ...this.#own() };
  }

  /** What this would cost; null while an answer is running or when it cannot be sent. */
  foreseen(asking: Asking): Foreseen | null {
    return this.#departure.foreseen(asking);
  }

  /** The conversation without what the person left out of the next request. */
  kept(): Conversation {
    return this.#departure.kept();
  }

  #giveBack({ text, attachments }: UserTurn): void {
    this.#parts.attachments.add(attachments.map((value) => ({ ok: true, value })));
    this.#room.post({ type: 'prefill', text: this.#room.ports.projection.unmask(text) });
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
    const { attachments, nextModel, preview, take } = this.#parts;
    const slash = this.#parts.slash.of(text);
    if (slash) return this.#slash(slash, intentId, surface);
    const { all } = attachments;
    const own = this.#own();
    this.#departure.ask(
      { kind: 'ask', text, attachments: all, ...own },
      () => this.#askCleared(text, all, own),
      (refusal) => {
        if (!refusal) {
          attachments.clear();
          nextModel.clear();
          this.#drafts.delete(surface);
          preview.close(surface);
        }
        take(intentId, surface, refusal);
      },
      { intentId, cancelled: () => surface.post({ type: 'sendCancelled', intentId }) },
    );
    return undefined;
  }

  #own(): Pick<AboutQuestion, 'ownModel'> {
    const { own } = this.#parts.nextModel;
    return own ? { ownModel: own } : {};
  }

  #askCleared(
    question: string,
    attachments: readonly Attachment[],
    about: Pick<AboutQuestion, 'purpose' | 'ownModel'>,
  ): Sentence | null {
    return this.#departure.cleared(question, attachments, ({ text, attachments, masked }) =>
      this.#room.session.ask(text, attachments, {
        ...about,
        ...{ masked, letThrough: this.#parts.clearance.granted },
      }),
    );
  }
}
