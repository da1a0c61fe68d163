// A message with `@codebase` is not sent yet: what the project holds about it is attached first, for the person to look over.
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { ToPage } from '../../protocol/chat.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Surface } from './surface.ts';
import type { WaitingAttachments } from './waitingAttachments.ts';

export interface CodebaseAskingParts {
  readonly attachments: WaitingAttachments;
  /** Tells the page what came of its intent. */
  readonly answer: (intentId: string, surface: Surface, answer: ToPage) => void;
}

export class CodebaseAsking {
  readonly #room: ChatRoom;
  readonly #parts: CodebaseAskingParts;

  constructor(room: ChatRoom, parts: CodebaseAskingParts) {
    this.#room = room;
    this.#parts = parts;
  }

  /** Searches; then the page has its text back without the `@codebase`, so that sending it again sends it. */
  async ask(intentId: string, question: string, surface: Surface): Promise<void> {
    const { attachments, answer } = this.#parts;
    const refuse = (refusal: Sentence): void =>
      answer(intentId, surface, { type: 'sendRefused', intentId, message: this.#room.say(refusal) });
    if (question === '') return refuse(sentence('Write after @codebase what you are looking for.'));
    const { sessionId } = this;
    const { attached, words, isRefused } = await this.#room.ports.editor.searchCodebase(question);
    // Another conversation was opened meanwhile: what was found was not for it.
    if (this.sessionId !== sessionId) return refuse(sentence('Another chat was opened. Nothing was sent.'));
    attachments.add(attached);
    if (isRefused) return refuse(words);
    if (attached.every(({ ok }) => ok))
      this.#room.remark({ level: 'info', message: this.#room.say(words), actions: [] });
    answer(intentId, surface, { type: 'draftReplaced', intentId, text: question });
    this.#room.changed();
  }

  private get sessionId(): string {
    return this.#room.session.conversation.id;
  }
}
