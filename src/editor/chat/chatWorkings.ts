// Puts together who carries out what a page of the chat asks for, and what each page is shown. Knows no editor API.
import type { Conversation } from '../../core/chat/conversation.ts';
import type { Sentence } from '../../core/sentence.ts';
import type { EditedText } from '../../protocol/chat.ts';
import type { ToHost } from '../../protocol/chatIntents.ts';
import { AnswerUse } from './answerUse.ts';
import { ChangedSince } from './changedSince.ts';
import { pressButton } from './chatButtons.ts';
import { ChatHistory } from './chatHistory.ts';
import type { ChatHostPorts } from './chatPorts.ts';
import type { ChatRoom } from './chatRoom.ts';
import { Clearance } from './clearance.ts';
import { CodebaseAsking } from './codebaseAsking.ts';
import { Intents, type IntentType } from './intents.ts';
import { mentionHandlers } from './mentioning.ts';
import { NextModel } from './nextModel.ts';
import { OfferedFiles } from './offeredFiles.ts';
import { PageState } from './pageState.ts';
import { Pages } from './pages.ts';
import { Preview } from './preview.ts';
import { RemarkLine } from './remarkLine.ts';
import { Sending, type SendingParts } from './sending.ts';
import { SessionInSight } from './sessionInSight.ts';
import { SlashCommands } from './slash.ts';
import type { Surface } from './surface.ts';
import { WaitingAttachments } from './waitingAttachments.ts';

/** What only the host can do: it changes which conversation is in sight. */
export interface HostActs {
  readonly open: (conversation: Conversation) => Promise<void>;
  readonly newChat: () => Promise<void>;
}

export class ChatWorkings {
  readonly #ports: ChatHostPorts;
  readonly #room: ChatRoom;
  readonly #slash: SlashCommands;
  readonly #answers: AnswerUse;
  readonly #intents: Intents<IntentType>;
  readonly changedSince: ChangedSince;
  readonly remark: RemarkLine;
  readonly clearance: Clearance;
  readonly attachments: WaitingAttachments;
  readonly nextModel: NextModel;
  readonly preview: Preview;
  readonly offered: OfferedFiles;
  readonly sending: Sending;
  readonly history: ChatHistory;
  readonly session: SessionInSight;
  readonly pages: Pages;

  constructor(ports: ChatHostPorts, conversation: Conversation | null, acts: HostActs) {
    this.#ports = ports;
    const room = this.#roomOf();
    this.#room = room;
    this.remark = new RemarkLine(room.say);
    this.clearance = new Clearance({ ...ports.clearance, say: room.say });
    this.changedSince = new ChangedSince(
      {
        ...ports.changedSince,
        say: room.say,
        original: (attachment) => this.attachments.original(attachment),
      },
      room.changed,
    );
    this.attachments = new WaitingAttachments(room, this.clearance, {
      onChange: () => this.sending.cancel(),
      changedSince: this.changedSince,
    });
    this.nextModel = new NextModel(room, () => this.sending.cancel());
    this.preview = new Preview(ports.preview, {
      log: ports.log,
      asking: (surface) => this.sending.asking(surface),
      conversation: () => room.session.conversation,
      once: () => this.clearance.granted,
      letThrough: (placeholder, how) => this.clearance.letThrough([placeholder], how),
      maskAgain: (placeholder) => this.clearance.maskAgain(placeholder),
      warn: (words) => room.warn(words),
      changed: room.changed,
    });
    const { clearance, attachments, nextModel, preview, changedSince, remark } = this;
    const slash = new SlashCommands(room);
    this.#slash = slash;
    this.offered = new OfferedFiles(room, attachments);
    const answer: SendingParts['answer'] = (...answered) => this.#intents.answer(...answered);
    const codebase = new CodebaseAsking(room, { attachments, answer });
    this.sending = new Sending(room, {
      ...{ clearance, attachments, nextModel, preview, answer, slash },
      search: (...asked) => codebase.ask(...asked),
      take: (...taken) => this.#take(...taken),
    });
    this.#answers = new AnswerUse(room);
    this.history = new ChatHistory(room, ports.history, ports.windowId);
    this.session = new SessionInSight(
      ports,
      (turns, continuing) => ports.prepare(preview.kept(turns), continuing),
      () => {
        this.#answers.follow();
        room.changed();
      },
      conversation,
    );
    const { sending, history, offered } = this;
    const { waitingFor } = this.session;
    const state = new PageState(room, {
      ...{ sending, attachments, clearance, changedSince, waitingFor },
      ...{ preview, history, slash, offered, remark, nextModel },
    });
    this.pages = new Pages({
      ...{ log: ports.log, preview, history },
      state: (surface) => state.of(surface),
      receive: (intent, surface) => this.#receive(intent, surface),
    });
    this.#intents = this.#carriedOut(acts);
  }

  /** A page may repeat its intents: they are carried out anew from now on. */
  forgetIntents(): void {
    this.#intents.forget();
  }

  #roomOf(): ChatRoom {
    const session = (): ChatRoom['session'] => this.session.now;
    const changed = (): void => this.pages.changed();
    return {
      ports: this.#ports,
      get session() {
        return session();
      },
      changed,
      warn: (refusal, isOffer = false) => {
        this.remark.warn(refusal, isOffer);
        changed();
      },
      remark: (banner) => {
        this.remark.banner = banner;
      },
      say: (text) => this.#ports.projection.say(text),
      post: (message) => this.pages.post(message),
    };
  }

  /** Each intent of a page, with who carries it out. */
  #carriedOut({ open, newChat }: HostActs): Intents<IntentType> {
    const { sending, attachments, clearance } = this;
    const ports = this.#ports;
    return new Intents({
      ...sending.handlers,
      ...attachments.handlers,
      ...this.#answers.handlers,
      ...this.preview.handlers,
      ...mentionHandlers(this.#room, attachments),
      ...this.#slash.handlers,
      ...this.offered.handlers,
      ...this.history.handlers,
      ...this.nextModel.handlers,
      ready: async (_intent, surface) => {
        ports.onPageReady();
        this.pages.ready(surface);
        attachments.pageReady();
        await this.offered.look();
      },
      resync: () => undefined,
      pageError: ({ message }) => ports.log.error(`chat page: ${message}`),
      newChat,
      takeOver: () => ports.lease.takeOver(),
      setThinking: async ({ modelId, choice }) => {
        const kept = ports.setThinking(modelId, choice);
        // It holds at once, also while it is still being written.
        this.#room.changed();
        await kept;
      },
      action: (intent) => pressButton(intent, this.#room, { sending, attachments, clearance, open }),
    });
  }

  #receive(intent: ToHost, surface: Surface): void {
    this.#intents.carryOut(intent, surface).catch((error: unknown) => {
      this.#ports.log.error(`chat: intent ${intent.type} failed`, error);
      this.remark.fault();
      this.#room.changed();
    });
  }

  #take(intentId: string, surface: Surface, refusal: Sentence | null, edited?: EditedText): void {
    this.#intents.answer(
      intentId,
      surface,
      refusal
        ? { type: 'sendRefused', intentId, message: this.#room.say(refusal), ...(edited ? { edited } : {}) }
        : { type: 'sendAccepted', intentId },
    );
    this.#room.changed();
  }
}
