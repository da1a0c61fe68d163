// The host's side of the chat: owns the state, judges every intent of the page, decides. Knows no editor API.

import { actionLabels } from '../../core/account/actionName.ts';
import { codeBlocks } from '../../core/chat/codeBlocks.ts';
import { type Conversation, isUnpriced } from '../../core/chat/conversation.ts';
import { type Asking, nextTurns } from '../../core/chat/nextTurns.ts';
import { ChatSession, type SessionPorts } from '../../core/chat/session.ts';
import type { AssistantTurn, Attachment, Turn } from '../../core/chat/turn.ts';
import { asFailure } from '../../core/chat/turnFailure.ts';
import type { Failure } from '../../core/failure.ts';
import type { OnceGrant } from '../../core/outgoing/letThrough.ts';
import type { Log } from '../../core/ports.ts';
import type { GateEvent } from '../../core/request/gateEvent.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { Currency, Pico } from '../../core/spend/money.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import type { ActionId } from '../../protocol/actions.ts';
import type { ChatState, ToPage } from '../../protocol/chat.ts';
import type { ToHost } from '../../protocol/chatIntents.ts';
import type { CodeOrigin } from '../marks/generatedCode.ts';
import { AnswerReceipts } from './answerReceipts.ts';
import type { Attached } from './attach.ts';
import { Clearance, type ClearancePorts, type Cleared } from './clearance.ts';
import { Confirmation } from './confirmation.ts';
import type { Foreseen } from './forecasts.ts';
import { Preview, type PreviewPorts } from './preview.ts';
import { Projection, type ProjectionPorts, type Waiting } from './projection.ts';
import { type PagePort, Surface } from './surface.ts';

type Banner = NonNullable<ChatState['banner']>;

/** What the editor does for the chat. */
export interface ChatEditor {
  copy(text: string): Promise<void>;
  /** Inserts at the cursor of the last text editor; says why not, or null. */
  insert(text: string, origin: CodeOrigin): Promise<Sentence | null>;
  newFile(text: string, language: string, origin: CodeOrigin): Promise<void>;
  /** Shows the target and asks before it opens anything. */
  openLink(href: string): Promise<void>;
  openAttachment(attachment: Attachment): Promise<void>;
  pickFiles(): Promise<readonly Attached[]>;
  fromUris(uris: readonly string[]): Promise<readonly Attached[]>;
  fromSelection(): Promise<Attached>;
  fromImage(name: string, dataUrl: string): Attached;
  showHistory(): Promise<void>;
}

/** Everything of the state that does not stem from the conversation. */
export type Surroundings = Pick<
  ChatState,
  | 'setup'
  | 'place'
  | 'host'
  | 'sandbox'
  | 'trusted'
  | 'inFolder'
  | 'model'
  | 'models'
  | 'thinking'
  | 'today'
  | 'todayApproximate'
> & { readonly banner: Banner | null; readonly suggestions: readonly Suggestion[] };

/** Something to begin with, in the person's language. */
export interface Suggestion {
  readonly text: string;
  /** It speaks of the open file or the selected code, which is attached with it. */
  readonly attaches: boolean;
}

export interface ChatHostPorts extends Omit<SessionPorts, 'store'> {
  readonly log: Log;
  readonly store: SessionPorts['store'];
  readonly projection: ProjectionPorts;
  readonly editor: ChatEditor;
  readonly surroundings: () => Surroundings;
  /** The receipt booked under an id, if any. */
  readonly receipt: (id: string) => Promise<Receipt | undefined>;
  /** What this conversation has cost so far. */
  readonly chatCost: (sessionId: string) => Pick<ChatState, 'chatCost' | 'chatCostApproximate'>;
  /** What this would cost in this conversation; null when it cannot be sent. */
  readonly foresee: (asking: Asking, conversation: Conversation) => Foreseen | null;
  /** The cost of a message above which the person is asked first; undefined = never. */
  readonly confirmAbove: (currency: Currency) => Pico | undefined;
  /** Judges files and masks texts at each sending. */
  readonly clearance: Omit<ClearancePorts, 'say'>;
  readonly preview: PreviewPorts;
  /** Handles an action that is not the chat's own; true when the failed request may be tried again. */
  readonly act: (action: ActionId, turn: AssistantTurn | null) => Promise<boolean>;
  readonly selectModel: (modelId: string) => Promise<void>;
  readonly setThinking: (thinking: ChatState['thinking']) => Promise<void>;
  /** A page became visible and ready: time to fetch the model list, not earlier. */
  readonly onPageReady: () => void;
  readonly waitingText: (event: GateEvent, elapsedMs: number) => Sentence | null;
  /** An answer began or ended. */
  readonly onRunning: (running: boolean) => void;
}

export class ChatHost {
  private readonly ports: ChatHostPorts;
  private readonly projection: Projection;
  private readonly surfaces = new Set<Surface>();
  private readonly receipts = new AnswerReceipts();
  private session: ChatSession;
  private attachments: readonly Attachment[] = [];
  private waiting: Waiting | null = null;
  private remark: Banner | null = null;
  /** Somebody has opened another or a new chat: the last conversation comes too late. */
  private hasBegun = false;
  /** Intents already carried out, with what was answered; a page that was rebuilt may repeat its last one. */
  private readonly handled = new Map<string, ToPage | null>();
  private wasRunning = false;
  /** What stands in the composer of each page, as far as it has told. */
  private readonly drafts = new WeakMap<Surface, string>();
  private readonly confirmation: Confirmation;
  private readonly clearance: Clearance;
  private readonly preview: Preview;

  constructor(ports: ChatHostPorts, conversation: Conversation | null) {
    this.ports = ports;
    this.confirmation = new Confirmation({
      foresee: (asking) => (this.isRunning ? null : this.foreseen(asking)),
      above: ports.confirmAbove,
      newId: () => ports.random.id(),
    });
    this.clearance = new Clearance({ ...ports.clearance, say: (text) => this.say(text) });
    this.preview = new Preview(ports.preview, {
      log: ports.log,
      asking: (surface) => this.asking(surface),
      conversation: () => this.conversation,
      once: () => this.clearance.granted,
      letThrough: (placeholder, how) => this.clearance.letThrough([placeholder], how),
      maskAgain: (placeholder) => this.clearance.maskAgain(placeholder),
      warn: (words) => this.warn(words),
      changed: () => this.changed(),
    });
    this.projection = new Projection(ports.projection);
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

  /** Rules have changed: what may not leave any more is marked before anybody tries to send it. */
  judgeAgain(): void {
    this.clearance.judge(attachmentsOf(this.attachments, this.conversation.turns));
    this.changed();
  }

  /** Lets false alarms through, named by their placeholders, with the next message or for good. */
  async letThrough(placeholders: readonly string[], how: 'once' | 'always'): Promise<Failure | null> {
    const stopped = this.clearance.offer?.attachments ?? [];
    const failure = await this.clearance.letThrough(placeholders, how);
    if (!failure) this.addAttachments(stopped.map((value) => ({ ok: true, value })));
    this.changed();
    return failure;
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

  /** More is known of a request that was sent. */
  sentChanged(): void {
    for (const surface of this.surfaces) if (this.preview.looksBack(surface)) surface.changed();
  }

  focus(): void {
    for (const surface of this.surfaces) surface.post({ type: 'focusComposer' });
  }

  addAttachments(results: readonly Attached[]): void {
    this.confirmation.cancel();
    const refused: Sentence[] = [];
    for (const result of results) {
      if (!result.ok) refused.push(result.message);
      else if (!this.attachments.some((known) => isSameSource(known, result.value)))
        this.attachments = [...this.attachments, result.value];
    }
    this.clearance.offerAttachments(results);
    this.warn(refused[0] ?? null, this.clearance.offer !== null);
  }

  /** Asks on behalf of a command; what waits in the composer stays there. A refusal is said above it. */
  ask(question: string, attachments: readonly Attachment[]): void {
    this.confirmed(
      { kind: 'ask', text: question, attachments, purpose: 'action' },
      () => this.askCleared(question, attachments, 'action'),
      (refusal) => this.warn(refusal, this.clearance.offer !== null),
    );
  }

  async newChat(): Promise<void> {
    await this.open(null);
  }

  /** Shows another conversation; a running answer is stopped and booked first. */
  async open(conversation: Conversation | null): Promise<void> {
    this.hasBegun = true;
    this.confirmation.cancel();
    await this.session.stop();
    this.session.save();
    this.attachments = [];
    this.remark = null;
    this.preview.forget();
    for (const surface of this.surfaces) this.preview.close(surface);
    this.session = this.sessionFor(conversation);
    this.clearance.forget();
    this.judgeAgain();
    this.focus();
    await this.lookUpPrices();
  }

  /**
   * Shows the conversation of the last time, unless something has been begun here meanwhile: a question was asked, or
   * another or a new chat was opened. Takes no focus.
   */
  restore(conversation: Conversation): void {
    if (this.hasBegun || this.session.conversation.turns.length > 0) return;
    this.confirmation.cancel();
    this.session = this.sessionFor(conversation);
    this.judgeAgain();
    this.lookUpPrices().catch((error: unknown) => this.ports.log.error('prices of answers', error));
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
    this.attachments = [];
    this.remark = null;
    this.handled.clear();
    this.session = this.sessionFor(null);
    this.changed();
  }

  /** Lets go of the pages first, so that nothing new begins while the running answer ends and is booked. */
  async dispose(): Promise<void> {
    for (const surface of this.surfaces) surface.dispose();
    this.surfaces.clear();
    await this.session.leave();
    this.session.save();
  }

  private sessionFor(conversation: Conversation | null): ChatSession {
    const ports: SessionPorts = {
      ...this.ports,
      perform: (request, signal) => this.watched(request, signal),
      prepare: (turns, continuing) => this.ports.prepare(this.preview.kept(turns), continuing),
    };
    return new ChatSession(ports, () => this.sessionChanged(), conversation ?? undefined);
  }

  private sessionChanged(): void {
    this.receipts.follow(this.session.conversation);
    this.changed();
    if (this.isRunning === this.wasRunning) return;
    this.wasRunning = this.isRunning;
    this.ports.onRunning(this.isRunning);
  }

  /** The gate's events, with what is being waited for kept for the page. */
  private async *watched(
    ...[request, signal]: Parameters<SessionPorts['perform']>
  ): AsyncGenerator<GateEvent> {
    const startMs = this.ports.clock.monotonicMs();
    try {
      for await (const event of this.ports.perform(request, signal)) {
        const text = this.ports.waitingText(event, this.ports.clock.monotonicMs() - startMs);
        const turnId = this.session.runningTurnId;
        this.waiting = text && turnId ? { turnId, text } : null;
        yield event;
      }
    } finally {
      this.waiting = null;
    }
  }

  private state(surface: Surface): ChatState {
    const around = this.ports.surroundings();
    const { conversation, runningTurnId } = this.session;
    const { attachments } = this;
    const foreseen = runningTurnId ? null : this.foreseen(this.asking(surface));
    return {
      ...around,
      ...this.ports.chatCost(conversation.id),
      sessionId: conversation.id,
      title: conversation.title,
      attachments: this.clearance.marked(
        attachments.map((attachment) => ({
          ...this.projection.attachment(attachment),
          ...foreseen?.attachments.get(attachment.id),
        })),
      ),
      turns: this.projection.turns(conversation, this.waiting).map((turn) => {
        const marked = this.clearance.marked(turn.attachments);
        return marked === turn.attachments ? turn : { ...turn, attachments: marked };
      }),
      running: runningTurnId ? { turnId: runningTurnId } : null,
      suggestions: around.suggestions.map((suggestion) => suggestion.text),
      banner: this.remark ?? around.banner,
      forecast: foreseen?.view ?? null,
      confirmation: this.confirmation.view(),
      request: this.preview.view(surface),
    };
  }

  /** What stands in the composer of a page. */
  private asking(surface: Surface): Extract<Asking, { kind: 'ask' }> {
    return { kind: 'ask', text: this.drafts.get(surface) ?? '', attachments: this.attachments };
  }

  private foreseen(asking: Asking): Foreseen | null {
    const { conversation } = this;
    // A question or an answer that is asked about is found by its id, so nothing is taken out there.
    if (asking.kind !== 'ask') return this.ports.foresee(asking, conversation);
    return this.ports.foresee(asking, { ...conversation, turns: this.preview.kept(conversation.turns) });
  }

  private receive(intent: ToHost, surface: Surface): void {
    this.carryOut(intent, surface).catch((error: unknown) => {
      this.ports.log.error(`chat: intent ${intent.type} failed`, error);
      this.remark = {
        level: 'error',
        message: this.say(sentence('This did not work. The log has the details.')),
        actions: [{ id: 'showLog', label: this.say(sentence('Show Log')) }],
      };
      this.changed();
    });
  }

  private async carryOut(intent: ToHost, surface: Surface): Promise<void> {
    if ('intentId' in intent) {
      const answer = this.handled.get(intent.intentId);
      if (answer) surface.post(answer);
      if (answer !== undefined) return;
      this.handled.set(intent.intentId, null);
    }
    switch (intent.type) {
      case 'ready':
        return this.ports.onPageReady();
      case 'resync':
        return;
      case 'send':
        return this.send(intent, surface);
      case 'editAndResend':
        return this.editAndResend(intent, surface);
      case 'regenerate':
        return this.again(intent, surface, { kind: 'regenerate', turnId: intent.turnId });
      case 'continueAnswer':
        return this.again(intent, surface, { kind: 'continue', turnId: intent.turnId });
      case 'draft':
        this.drafts.set(surface, intent.text);
        return this.changed();
      case 'confirmSend':
        this.confirmation.confirm(intent.confirmationId);
        return this.changed();
      case 'cancelSend':
        this.confirmation.cancel(intent.confirmationId);
        return this.changed();
      case 'previewRequest':
      case 'showSent':
      case 'closeRequest':
      case 'letThrough':
      case 'revokeGrant':
      case 'leaveOut':
      case 'openBody':
      case 'copyRequest':
        return this.preview.receive(intent, surface);
      case 'stop':
        return this.session.stop();
      case 'newChat':
        return this.newChat();
      case 'showHistory':
        return this.ports.editor.showHistory();
      case 'selectModel':
        return this.ports.selectModel(intent.modelId);
      case 'setThinking':
        return this.ports.setThinking(intent.thinking);
      case 'addSelection':
        return this.addAttachments([await this.ports.editor.fromSelection()]);
      case 'pickFile':
        return this.addAttachments(await this.ports.editor.pickFiles());
      case 'dropUris':
        return this.addAttachments(await this.ports.editor.fromUris(intent.uris));
      case 'useSuggestion':
        return this.useSuggestion(intent.text, surface);
      case 'addImage':
        return this.addAttachments([this.ports.editor.fromImage(intent.name, intent.dataUrl)]);
      case 'removeAttachment':
        return this.removeAttachment(intent.attachmentId);
      case 'openAttachment': {
        const attachment = this.findAttachment(intent.attachmentId);
        return attachment && this.ports.editor.openAttachment(attachment);
      }
      case 'copyAnswer': {
        const turn = this.session.conversation.turns.find((candidate) => candidate.id === intent.turnId);
        return turn && this.ports.editor.copy(this.ports.projection.unmask(turn.text));
      }
      case 'copyTraceId': {
        const turn = this.session.conversation.turns.find((candidate) => candidate.id === intent.turnId);
        return turn?.role === 'assistant' && turn.traceId ? this.ports.editor.copy(turn.traceId) : undefined;
      }
      case 'copyCode':
      case 'insertCode':
      case 'newFileFromCode':
        return this.useCode(intent);
      case 'openLink':
        return this.ports.editor.openLink(intent.href);
      case 'action':
        return this.action(intent.id, intent.turnId);
      case 'pageError':
        return this.ports.log.error(`chat page: ${intent.message}`);
    }
  }

  private send(intent: Extract<ToHost, { type: 'send' }>, surface: Surface): void {
    const { intentId, text } = intent;
    const { attachments } = this;
    this.confirmed(
      { kind: 'ask', text, attachments },
      () => this.askCleared(text, attachments),
      (refusal) => {
        if (!refusal) {
          this.attachments = [];
          this.drafts.delete(surface);
          this.preview.close(surface);
        }
        this.take(intentId, surface, refusal);
      },
      { intentId, cancelled: () => surface.post({ type: 'sendCancelled', intentId }) },
    );
  }

  private editAndResend(intent: Extract<ToHost, { type: 'editAndResend' }>, surface: Surface): void {
    const { intentId, turnId, text } = intent;
    this.confirmed(
      { kind: 'edit', turnId, text },
      () =>
        this.cleared(text, [], ({ text, masked }) =>
          this.session.editAndResend(turnId, text, { masked, letThrough: this.granted }),
        ),
      (refusal) => this.take(intentId, surface, refusal),
      {
        intentId,
        cancelled: () => surface.post({ type: 'sendCancelled', intentId, edited: { turnId, text } }),
      },
    );
  }

  private again(
    { intentId }: { readonly intentId: string },
    surface: Surface,
    asking: Extract<Asking, { kind: 'regenerate' | 'continue' }>,
  ): void {
    this.confirmed(
      asking,
      () => this.sendAgain(asking),
      (refusal) => this.take(intentId, surface, refusal),
      { intentId, cancelled: () => surface.post({ type: 'sendCancelled', intentId }) },
    );
  }

  private sendAgain({ kind, turnId }: Extract<Asking, { kind: 'regenerate' | 'continue' }>): Sentence | null {
    return kind === 'continue'
      ? this.session.continueAnswer(turnId)
      : this.session.regenerate(turnId, this.granted);
  }

  /**
   * Everything that sends passes here: what may cost more than the person set waits for their word, and when it leaves,
   * every file of it is judged once more.
   */
  private confirmed(
    asking: Asking,
    send: () => Sentence | null,
    sent: (refusal: Sentence | null) => void,
    asker?: { readonly intentId: string; readonly cancelled: () => void },
  ): void {
    this.confirmation.ask({
      asking,
      intentId: asker?.intentId ?? null,
      send: () => this.refusedFile(asking) ?? send(),
      sent: (refusal) => {
        if (!refusal) this.clearance.forget();
        sent(refusal);
      },
      cancelled: asker?.cancelled ?? (() => undefined),
    });
    this.changed();
  }

  /** Files of earlier questions leave again with every message. */
  private refusedFile(asking: Asking): Sentence | null {
    const { turns } = this.conversation;
    const leaving = attachmentsOf([], nextTurns(turns, asking)?.turns ?? []);
    const inSight = attachmentsOf([...this.attachments, ...leaving], turns);
    this.clearance.judge([...new Set(inSight)]);
    return this.clearance.refusal(leaving);
  }

  private askCleared(
    question: string,
    attachments: readonly Attachment[],
    purpose?: 'action',
  ): Sentence | null {
    return this.cleared(question, attachments, ({ text, attachments, masked }) =>
      this.session.ask(text, attachments, {
        ...{ masked, letThrough: this.granted },
        ...(purpose ? { purpose } : {}),
      }),
    );
  }

  /** Runs `ask` with masked texts, unless their secrets are to stop it. */
  private cleared(
    text: string,
    attachments: readonly Attachment[],
    ask: (cleared: Extract<Cleared, { ok: true }>) => Sentence | null,
  ): Sentence | null {
    this.remark = null;
    const cleared = this.clearance.clear(text, attachments);
    if (cleared.ok) return ask(cleared);
    const { rules } = cleared;
    if (this.clearance.offer)
      this.warn(
        sentence('Your message was stopped ({0}). If this is a false alarm, you can let it through.', rules),
        true,
      );
    return cleared.refusal;
  }

  private removeAttachment(attachmentId: string): void {
    this.confirmation.cancel();
    const isNew = this.attachments.some(({ id }) => id === attachmentId);
    if (isNew) this.attachments = this.attachments.filter(({ id }) => id !== attachmentId);
    // Of a question that was sent only what may not leave any more: the rest is the record of what was asked.
    else if (this.clearance.isHeld(attachmentId) && !this.isRunning)
      this.session.removeAttachment(attachmentId);
    this.changed();
  }

  private take(intentId: string, surface: Surface, refusal: Sentence | null): void {
    const answer: ToPage = refusal
      ? { type: 'sendRefused', intentId, message: this.say(refusal) }
      : { type: 'sendAccepted', intentId };
    this.handled.set(intentId, answer);
    surface.post(answer);
    this.changed();
  }

  /** Puts a suggestion into the composer, with what it speaks of; a text that was not suggested does nothing. */
  private async useSuggestion(text: string, surface: Surface): Promise<void> {
    const suggestion = this.ports.surroundings().suggestions.find((one) => one.text === text);
    if (!suggestion) return;
    if (suggestion.attaches) this.addAttachments([await this.ports.editor.fromSelection()]);
    surface.post({ type: 'prefill', text });
  }

  private findAttachment(id: string): Attachment | undefined {
    const sent = this.session.conversation.turns.flatMap((turn) =>
      turn.role === 'user' ? turn.attachments : [],
    );
    return [...this.attachments, ...sent].find((attachment) => attachment.id === id);
  }

  private async useCode(
    intent: Extract<ToHost, { type: 'copyCode' | 'insertCode' | 'newFileFromCode' }>,
  ): Promise<void> {
    const turn = this.session.conversation.turns.find((candidate) => candidate.id === intent.turnId);
    // The page names turn and block only: the code is read from the host's own text, never from the page.
    const block =
      turn?.role === 'assistant'
        ? codeBlocks(this.ports.projection.unmask(turn.text))[intent.block]
        : undefined;
    if (!block || turn?.role !== 'assistant') return;
    if (intent.type === 'copyCode') return this.ports.editor.copy(block.code);
    const origin = {
      model: turn.model,
      whenBooked: (tell: (receiptId: string) => void) =>
        this.receipts.of(this.session.conversation, turn.id, tell),
    };
    if (intent.type === 'newFileFromCode')
      return this.ports.editor.newFile(block.code, block.language, origin);
    const refusal = await this.ports.editor.insert(block.code, origin);
    if (refusal) this.warn(refusal);
  }

  /** Says above the composer why something was not done; null takes back what was said. */
  private warn(refusal: Sentence | null, isOffer = false): void {
    const actions = isOffer ? letThroughActions.map((id) => ({ id, label: this.say(actionLabels[id]) })) : [];
    this.remark = refusal ? { level: 'warning', message: this.say(refusal), actions } : null;
    this.changed();
  }

  private async action(id: ActionId, turnId: string | undefined): Promise<void> {
    const turn = this.session.conversation.turns.find((candidate) => candidate.id === turnId);
    const again = (kind: 'regenerate' | 'continue', turnId: string): void =>
      this.confirmed(
        { kind, turnId },
        () => this.sendAgain({ kind, turnId }),
        (refusal) => this.warn(refusal),
      );
    if (id === 'letThroughOnce' || id === 'letThroughAlways') {
      const failure = turn?.role === 'assistant' ? turn.failure : undefined;
      const refused = await this.letThrough(
        (failure && asFailure(failure).letThrough) ?? this.clearance.offer?.placeholders ?? [],
        id === 'letThroughOnce' ? 'once' : 'always',
      );
      if (refused) this.warn(sentence('This could not be let through.'));
      else if (turn) again('regenerate', turn.id);
      else this.remark = this.letThroughRemark(id);
      this.changed();
    } else if (id === 'retry' && turn) again('regenerate', turn.id);
    else if (id === 'continueAnswer') again('continue', turn?.id ?? '');
    else if (id === 'pickFile') this.addAttachments(await this.ports.editor.pickFiles());
    else if (id === 'addSelection') this.addAttachments([await this.ports.editor.fromSelection()]);
    else {
      const answer = turn?.role === 'assistant' ? turn : null;
      if ((await this.ports.act(id, answer)) && answer) again('regenerate', answer.id);
      this.changed();
    }
  }

  private letThroughRemark(id: 'letThroughOnce' | 'letThroughAlways'): Banner {
    const words =
      id === 'letThroughOnce'
        ? sentence('It goes with your next message. Send it again.')
        : sentence('It is no longer held back. Send your message again.');
    return { level: 'info', message: this.say(words), actions: [] };
  }

  private say(text: Sentence): string {
    return this.ports.projection.say(text);
  }
}

const letThroughActions = ['letThroughOnce', 'letThroughAlways'] as const;

function attachmentsOf(waiting: readonly Attachment[], turns: readonly Turn[]): readonly Attachment[] {
  return [...waiting, ...turns.flatMap((turn) => (turn.role === 'user' ? turn.attachments : []))];
}

function isSameSource(a: Attachment, b: Attachment): boolean {
  if (a.dataUrl !== undefined || b.dataUrl !== undefined) return a.dataUrl === b.dataUrl;
  return a.uri === b.uri && a.startLine === b.startLine && a.endLine === b.endLine && a.text === b.text;
}
