// The host's side of the chat: owns the conversation and its pages, and puts together who carries out what a page asks for.
// Knows no editor API.
import { type Conversation, isUnpriced } from '../../core/chat/conversation.ts';
import { ChatSession, type SessionPorts } from '../../core/chat/session.ts';
import type { Attachment } from '../../core/chat/turn.ts';
import type { Failure } from '../../core/failure.ts';
import type { OnceGrant } from '../../core/outgoing/letThrough.ts';
import type { Sentence } from '../../core/sentence.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { MeterView } from '../../protocol/chatForecast.ts';
import type { ToHost } from '../../protocol/chatIntents.ts';
import { AnswerUse } from './answerUse.ts';
import type { Attached } from './attach.ts';
import { ChangedSince } from './changedSince.ts';
import { pressButton } from './chatButtons.ts';
import { ChatHistory } from './chatHistory.ts';
import type { ChatHostPorts } from './chatPorts.ts';
import type { ChatRoom } from './chatRoom.ts';
import { Clearance } from './clearance.ts';
import { CodebaseAsking } from './codebaseAsking.ts';
import { Intents, type IntentType } from './intents.ts';
import { mentionHandlers } from './mentioning.ts';
import { OfferedFiles } from './offeredFiles.ts';
import { Preview } from './preview.ts';
import { Projection } from './projection.ts';
import { RemarkLine } from './remarkLine.ts';
import { Sending, type SendingParts } from './sending.ts';
import { SlashCommands } from './slash.ts';
import { type PagePort, Surface } from './surface.ts';
import { attachmentsOf, WaitingAttachments } from './waitingAttachments.ts';
import { WaitingFor } from './waitingFor.ts';

export class ChatHost {
  private readonly ports: ChatHostPorts;
  private readonly projection: Projection;
  private readonly surfaces = new Set<Surface>();
  private readonly waitingFor: WaitingFor;
  private readonly clearance: Clearance;
  private readonly changedSince: ChangedSince;
  private readonly attachments: WaitingAttachments;
  private readonly preview: Preview;
  private readonly sending: Sending;
  private readonly slash: SlashCommands;
  private readonly offered: OfferedFiles;
  private readonly answers: AnswerUse;
  private readonly history: ChatHistory;
  private readonly intents: Intents<IntentType>;
  private session: ChatSession;
  private readonly remark: RemarkLine;
  /** Somebody has opened another or a new chat: the last conversation comes too late. */
  private hasBegun = false;
  /** The list of conversations was asked for before there was a page to show it. */
  private isHistoryWanted = false;
  private wasRunning = false;
  private lastMeter: { readonly of: readonly unknown[]; readonly view: MeterView | null } | null = null;

  constructor(ports: ChatHostPorts, conversation: Conversation | null) {
    this.ports = ports;
    const room = this.room();
    this.remark = new RemarkLine(room.say);
    this.projection = new Projection(ports.projection);
    this.waitingFor = new WaitingFor(ports, () => this.session);
    this.clearance = new Clearance({ ...ports.clearance, say: room.say });
    this.changedSince = new ChangedSince({ ...ports.changedSince, say: room.say }, () => this.changed());
    this.attachments = new WaitingAttachments(room, this.clearance, () => this.sending.cancel());
    this.preview = new Preview(ports.preview, {
      log: ports.log,
      asking: (surface) => this.sending.asking(surface),
      conversation: () => this.conversation,
      once: () => this.clearance.granted,
      letThrough: (placeholder, how) => this.clearance.letThrough([placeholder], how),
      maskAgain: (placeholder) => this.clearance.maskAgain(placeholder),
      warn: (words) => this.warn(words),
      changed: () => this.changed(),
    });
    const { clearance, attachments, preview } = this;
    this.slash = new SlashCommands(room);
    this.offered = new OfferedFiles(room, attachments);
    const answer: SendingParts['answer'] = (...answered) => this.intents.answer(...answered);
    const codebase = new CodebaseAsking(room, { attachments, answer });
    this.sending = new Sending(room, {
      ...{ clearance, attachments, preview, answer, slash: this.slash },
      search: (...asked) => codebase.ask(...asked),
      take: (intentId, surface, refusal) => this.take(intentId, surface, refusal),
    });
    this.answers = new AnswerUse(room);
    this.history = new ChatHistory(room, ports.history, ports.windowId);
    this.intents = this.carriedOut(room);
    this.session = this.sessionFor(conversation);
  }

  get conversation(): Conversation {
    return this.session.conversation;
  }

  get isRunning(): boolean {
    return this.session.runningTurnId !== null;
  }

  /** Whether any page shows the chat now. */
  get hasPage(): boolean {
    return this.surfaces.size > 0;
  }

  /** What the next message may carry in clear. */
  get granted(): OnceGrant {
    return this.clearance.granted;
  }

  /** Rules have changed: what may not leave any more is marked before anybody tries to send it, and secrets are masked. */
  judgeAgain(): void {
    this.session.maskKept();
    this.clearance.judge(attachmentsOf(this.attachments.all, this.conversation.turns));
    this.changed();
  }

  /** Lets false alarms through, named by their placeholders, with the next message or for good. */
  letThrough(placeholders: readonly string[], how: 'once' | 'always'): Promise<Failure | null> {
    return this.attachments.letThrough(placeholders, how);
  }

  /** Connects a page; the result disconnects it. Hiding or closing a page never touches a running answer. */
  attach(page: PagePort): { dispose(): void } {
    const surface: Surface = new Surface(
      page,
      () => this.state(surface),
      (intent) => this.receive(intent, surface),
      this.ports.log,
    );
    this.surfaces.add(surface);
    return {
      dispose: () => {
        this.surfaces.delete(surface);
        this.history.close(surface);
        surface.dispose();
      },
    };
  }

  /** Something around the conversation changed: account, models, spend, settings. */
  changed(): void {
    for (const surface of this.surfaces) surface.changed();
  }

  /** Shows a request that was sent on every page that is open; false when it is no longer kept. */
  showSent(id: string): boolean {
    const shown = [...this.surfaces].map((surface) => this.preview.showSent(surface, id));
    this.changed();
    return shown.every(Boolean);
  }

  /** Shows the list of conversations on every page that is open, or on the first that opens. */
  showHistory(): void {
    this.isHistoryWanted = this.surfaces.size === 0;
    for (const surface of this.surfaces) this.history.show(surface);
  }

  /** Conversations in the store have changed, here or in another window. */
  storeChanged(): void {
    this.history.follow();
    this.changed();
  }

  /** More is known of a request that was sent. */
  sentChanged(): void {
    for (const surface of this.surfaces) if (this.preview.looksBack(surface)) surface.changed();
  }

  focus(): void {
    for (const surface of this.surfaces) surface.post({ type: 'focusComposer' });
  }

  addAttachments(results: readonly Attached[]): void {
    this.attachments.add(results);
  }

  /** Asks on behalf of a command; what waits in the composer stays there. A refusal is said above it. */
  ask(question: string, attachments: readonly Attachment[]): void {
    this.sending.ask(question, attachments);
  }

  async newChat(): Promise<void> {
    await this.open(null);
    await this.ports.lease.left();
  }

  /** Shows another conversation; a running answer is stopped and booked first. */
  async open(conversation: Conversation | null): Promise<void> {
    this.hasBegun = true;
    this.sending.cancel();
    await this.session.stop();
    this.session.save();
    this.attachments.clear();
    this.remark.banner = null;
    this.preview.forget();
    for (const surface of this.surfaces) {
      this.preview.close(surface);
      this.history.close(surface);
    }
    this.session = this.sessionFor(conversation);
    this.clearance.forget();
    this.judgeAgain();
    this.focus();
    await Promise.all([this.lookUpPrices(), this.offered.look()]);
  }

  /**
   * Shows the conversation of the last time, unless something has been begun here meanwhile: a question was asked, or
   * another or a new chat was opened: false then. Takes no focus.
   */
  restore(conversation: Conversation): boolean {
    if (this.hasBegun || this.session.conversation.turns.length > 0) return false;
    this.sending.cancel();
    this.session = this.sessionFor(conversation);
    this.judgeAgain();
    this.lookUpPrices().catch((error: unknown) => this.ports.log.error('prices of answers', error));
    return true;
  }

  /** The conversation in sight as it is in the store now; `isElsewhere`: another window writes to it. Takes no focus. */
  replace(conversation: Conversation, isElsewhere: boolean): void {
    this.session = this.sessionFor(conversation, isElsewhere);
    this.judgeAgain();
  }

  /** Ends the running answer as cut off, since nobody here asked for its end, and saves. */
  async leave(): Promise<void> {
    this.sending.cancel();
    await this.session.leave();
    this.session.save();
  }

  /** The conversation in sight has a new name. */
  rename(title: string): void {
    this.session.rename(title);
  }

  /** Answers without a price are looked up again: their receipts may have one by now. */
  async lookUpPrices(): Promise<void> {
    const { session } = this;
    const ids = session.conversation.turns.filter(isUnpriced).flatMap((turn) => turn.receiptIds);
    const found = await Promise.all(ids.map((id) => this.ports.receipt(id)));
    const receipts = new Map(found.flatMap((receipt) => (receipt ? [[receipt.id, receipt] as const] : [])));
    if ([...receipts.values()].some((receipt) => receipt.state !== 'unknown')) session.priced(receipts);
  }

  async stop(): Promise<void> {
    await this.session.stop();
  }

  /** Begins anew as on the first day: what was said is not written once more, and what waits to be sent is dropped. */
  async forget(): Promise<void> {
    this.hasBegun = true;
    await this.session.stop();
    this.attachments.clear();
    this.remark.banner = null;
    this.intents.forget();
    this.session = this.sessionFor(null);
    this.changed();
  }

  /** Lets go of the pages first, so that nothing new begins while the running answer ends and is booked. */
  async dispose(): Promise<void> {
    for (const surface of this.surfaces) surface.dispose();
    this.surfaces.clear();
    this.changedSince.dispose();
    await this.leave();
  }

  private room(): ChatRoom {
    const session = (): ChatSession => this.session;
    return {
      ports: this.ports,
      get session() {
        return session();
      },
      changed: () => this.changed(),
      warn: (refusal, isOffer) => this.warn(refusal, isOffer),
      remark: (banner) => {
        this.remark.banner = banner;
      },
      say: (text) => this.say(text),
      prefill: (text) => {
        for (const surface of this.surfaces) surface.post({ type: 'prefill', text });
      },
    };
  }

  /** Each intent of a page, with who carries it out. */
  private carriedOut(room: ChatRoom): Intents<IntentType> {
    const { ports, sending, attachments, clearance } = this;
    return new Intents({
      ...sending.handlers,
      ...attachments.handlers,
      ...this.answers.handlers,
      ...this.preview.handlers,
      ...mentionHandlers(room, attachments),
      ...this.slash.handlers,
      ...this.offered.handlers,
      ...this.history.handlers,
      ready: (_intent, surface) => this.ready(surface),
      resync: () => undefined,
      pageError: ({ message }) => ports.log.error(`chat page: ${message}`),
      newChat: () => this.newChat(),
      takeOver: () => ports.lease.takeOver(),
      selectModel: ({ modelId }) => ports.selectModel(modelId),
      setThinking: ({ thinking }) => ports.setThinking(thinking),
      action: (intent) =>
        pressButton(intent, room, { sending, attachments, clearance, open: (one) => this.open(one) }),
    });
  }

  private sessionFor(conversation: Conversation | null, isElsewhere = false): ChatSession {
    const ports: SessionPorts = {
      ...this.ports,
      perform: (request, signal) => this.waitingFor.watched(request, signal),
      prepare: (turns, continuing) => this.ports.prepare(this.preview.kept(turns), continuing),
    };
    return new ChatSession(ports, () => this.sessionChanged(), conversation ?? undefined, { isElsewhere });
  }

  private async ready(surface: Surface): Promise<void> {
    this.ports.onPageReady();
    if (this.isHistoryWanted) this.history.show(surface);
    this.isHistoryWanted = false;
    await this.offered.look();
  }

  private sessionChanged(): void {
    this.answers.follow();
    this.changed();
    if (this.isRunning === this.wasRunning) return;
    this.wasRunning = this.isRunning;
    this.ports.onRunning(this.isRunning);
  }

  private state(surface: Surface): ChatState {
    const around = this.ports.surroundings();
    const { conversation, runningTurnId } = this.session;
    const foreseen = this.sending.foreseen(this.sending.asking(surface));
    return {
      ...around,
      ...this.ports.chatCost(conversation.id),
      sessionId: conversation.id,
      title: conversation.title,
      attachments: this.clearance.marked(
        this.changedSince.marked(
          this.attachments.all,
          this.attachments.all.map((attachment) => ({
            ...this.projection.attachment(attachment),
            ...foreseen?.attachments.get(attachment.id),
          })),
        ),
      ),
      turns: this.projection.turns(conversation, this.waitingFor.now).map((turn) => {
        const marked = this.clearance.marked(turn.attachments);
        return marked === turn.attachments ? turn : { ...turn, attachments: marked };
      }),
      running: runningTurnId ? { turnId: runningTurnId } : null,
      suggestions: around.suggestions.map((suggestion) => suggestion.text),
      banner: this.remark.banner ?? around.banner,
      forecast: foreseen?.view ?? null,
      confirmation: this.sending.confirmationView(),
      request: this.preview.view(surface),
      history: this.history.view(surface),
      readOnly: this.ports.lease.view,
      meter: this.meter(surface, around.model),
      commands: [...this.slash.views()],
      offered: this.offered.views(),
    };
  }

  /** Counted anew only when what would be sent has changed; while an answer runs it stays as it was when that was asked for. */
  private meter(surface: Surface, model: ChatState['model']): MeterView | null {
    const { text, attachments } = this.sending.asking(surface);
    const conversation = this.sending.kept();
    const of = [conversation.turns, text, attachments, model];
    const isKnown = this.isRunning || this.lastMeter?.of.every((one, at) => one === of[at]);
    if (!this.lastMeter || !isKnown)
      this.lastMeter = { of, view: this.ports.meter({ conversation, text, attachments }) };
    return this.lastMeter.view;
  }

  private receive(intent: ToHost, surface: Surface): void {
    this.intents.carryOut(intent, surface).catch((error: unknown) => {
      this.ports.log.error(`chat: intent ${intent.type} failed`, error);
      this.remark.fault();
      this.changed();
    });
  }

  private take(intentId: string, surface: Surface, refusal: Sentence | null): void {
    this.intents.answer(
      intentId,
      surface,
      refusal
        ? { type: 'sendRefused', intentId, message: this.say(refusal) }
        : { type: 'sendAccepted', intentId },
    );
    this.changed();
  }

  private warn(refusal: Sentence | null, isOffer = false): void {
    this.remark.warn(refusal, isOffer);
    this.changed();
  }

  private say(text: Sentence): string {
    return this.ports.projection.say(text);
  }
}
