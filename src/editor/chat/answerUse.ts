// What a person takes out of an answer: the whole text, a code block, its trace id, the files it speaks of. Masked values are put back on the way.
import { codeBlocks } from '../../core/chat/codeBlocks.ts';
import type { AssistantTurn, Turn } from '../../core/chat/turn.ts';
import type { CodeOrigin } from '../marks/generatedCode.ts';
import { AnswerReceipts } from './answerReceipts.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Handlers, Intent } from './intents.ts';

type CodeIntent = 'copyCode' | 'insertCode' | 'newFileFromCode' | 'applyCode' | 'putInTerminal';
type AnswerIntent =
  | 'copyAnswer'
  | 'copyTraceId'
  | 'applyAnswer'
  | 'openLink'
  | 'findFiles'
  | 'openFile'
  | CodeIntent;

export class AnswerUse {
  readonly #room: ChatRoom;
  readonly #receipts = new AnswerReceipts();

  constructor(room: ChatRoom) {
    this.#room = room;
  }

  readonly handlers: Handlers<AnswerIntent> = {
    copyAnswer: async ({ turnId }) => {
      const turn = this.#turn(turnId);
      if (turn) await this.#room.ports.editor.copy(this.#room.ports.projection.unmask(turn.text));
    },
    copyTraceId: async ({ turnId }) => {
      const turn = this.#turn(turnId);
      if (turn?.role === 'assistant' && turn.traceId) await this.#room.ports.editor.copy(turn.traceId);
    },
    copyCode: (intent) => this.#useCode(intent),
    insertCode: (intent) => this.#useCode(intent),
    newFileFromCode: (intent) => this.#useCode(intent),
    applyCode: (intent) => this.#useCode(intent),
    putInTerminal: (intent) => this.#useCode(intent),
    applyAnswer: async ({ turnId }) => {
      const turn = this.#turn(turnId);
      if (turn?.role === 'assistant') await this.#apply(turn, null);
    },
    openLink: ({ href }) => this.#room.ports.editor.openLink(href),
    findFiles: async ({ paths }, surface) =>
      surface.post({ type: 'filesFound', paths: [...(await this.#room.ports.editor.findFiles(paths))] }),
    openFile: ({ path, line, column }) => this.#room.ports.editor.openFile(path, line, column),
  };

  /** To be called whenever the conversation has changed: code that was taken may have its receipt now. */
  follow(): void {
    this.#receipts.follow(this.#room.session.conversation);
  }

  #turn(turnId: string): Turn | undefined {
    return this.#room.session.conversation.turns.find((candidate) => candidate.id === turnId);
  }

  async #useCode(intent: Intent<CodeIntent>): Promise<void> {
    const { editor, projection } = this.#room.ports;
    const turn = this.#turn(intent.turnId);
    // The page names turn and block only: the code is read from the host's own text, never from the page.
    const block =
      turn?.role === 'assistant' ? codeBlocks(projection.unmask(turn.text))[intent.block] : undefined;
    if (!block || turn?.role !== 'assistant') return;
    if (intent.type === 'copyCode') return editor.copy(block.code);
    if (intent.type === 'applyCode') return this.#apply(turn, intent.block);
    if (intent.type === 'putInTerminal')
      return this.#room.warn(await editor.putInTerminal(block.code, block.language));
    const origin = this.#originOf(turn);
    if (intent.type === 'newFileFromCode') return editor.newFile(block.code, block.language, origin);
    const refusal = await editor.insert(block.code, origin);
    if (refusal) this.#room.warn(refusal);
  }

  async #apply(turn: AssistantTurn, block: number | null): Promise<void> {
    const { editor, projection } = this.#room.ports;
    const asked = this.#room.session.conversation.turns.flatMap((one) =>
      one.role === 'user' ? one.attachments : [],
    );
    const refusal = await editor.apply({
      markdown: projection.unmask(turn.text),
      block,
      attached: [...new Set(asked.flatMap(({ uri }) => uri ?? []))],
      origin: this.#originOf(turn),
    });
    this.#room.warn(refusal);
  }

  #originOf({ id, model }: AssistantTurn): CodeOrigin {
    return { model, whenBooked: (tell) => this.#receipts.of(this.#room.session.conversation, id, tell) };
  }
}
