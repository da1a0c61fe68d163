// One conversation at work: asks, stops, asks again, and keeps what was received. Its effects go through ports.
import type { OnceGrant } from '../outgoing/letThrough.ts';
import { type Sentence, sentence } from '../sentence.ts';
import type { Receipt } from '../spend/receipt.ts';
import { unanswered } from './compaction.ts';
import { advance, type Conversation, type ConversationEvent, emptyConversation } from './conversation.ts';
import { maskKept } from './maskKept.ts';
import { type AskedNow, isAborted, oneAnswer } from './oneAnswer.ts';
import type { OwnModel } from './ownModel.ts';
import type { AboutQuestion, SessionPorts } from './sessionPorts.ts';
import type { AssistantTurn, Attachment, UserTurn } from './turn.ts';

/** An answer that streams is saved this often: what a reload of the window may lose at most. */
const saveEveryMs = 500;

export class ChatSession {
  private state: Conversation;
  private running: {
    readonly turnId: string;
    readonly abort: AbortController;
    readonly done: Promise<void>;
  } | null = null;
  private savedAtMs = 0;
  private leaving = false;
  private readonly ports: SessionPorts;
  private readonly onChange: () => void;

  /** `isElsewhere`: another window has the conversation, so that an answer which streams in it may be running there. */
  constructor(
    ports: SessionPorts,
    onChange: () => void,
    conversation?: Conversation,
    { isElsewhere = false }: { readonly isElsewhere?: boolean } = {},
  ) {
    this.ports = ports;
    this.onChange = onChange;
    this.state = conversation
      ? isElsewhere
        ? conversation
        : advance(conversation, { kind: 'reloaded' })
      : emptyConversation(ports.random.id(), ports.clock.nowMs());
  }

  get conversation(): Conversation {
    return this.state;
  }

  /** Id of the turn being answered. */
  get runningTurnId(): string | null {
    return this.running?.turnId ?? null;
  }

  /** Adds a question and answers it. Returns why it was not taken over, or null. */
  ask(text: string, attachments: readonly Attachment[], about: AboutQuestion = {}): Sentence | null {
    if (this.running) return sentence('Wait for the answer, or stop it first.');
    if (!text.trim() && attachments.length === 0) return sentence('There is nothing to send yet.');
    this.apply({
      kind: 'asked',
      turn: {
        role: 'user',
        id: this.ports.random.id(),
        createdMs: this.ports.clock.nowMs(),
        text,
        attachments: [...attachments],
        ...(about.purpose ? { purpose: about.purpose } : {}),
        ...(about.compacts ? { compacts: true } : {}),
        ...(about.ownModel ? { ownModel: about.ownModel } : {}),
        ...(about.masked?.length ? { masked: [...about.masked] } : {}),
      },
    });
    this.answer(null, { letThrough: about.letThrough });
    return null;
  }

  /** Replaces a question and everything after it by a new text; its attachments and its own model stay. */
  editAndResend(
    turnId: string,
    text: string,
    about: Omit<AboutQuestion, 'purpose' | 'compacts' | 'ownModel'> = {},
  ): Sentence | null {
    if (this.running) return sentence('Wait for the answer, or stop it first.');
    const turn = this.state.turns.find((candidate) => candidate.id === turnId);
    if (turn?.role !== 'user' || turn.compacts) return sentence('That message is no longer there.');
    if (!text.trim() && turn.attachments.length === 0) return sentence('There is nothing to send yet.');
    this.apply({ kind: 'cutFrom', turnId });
    const { purpose, ownModel } = turn;
    return this.ask(text, turn.attachments, { ...about, ownModel, ...(purpose ? { purpose } : {}) });
  }

  /**
   * Asks for a summary that stands in for everything before it from then on. A question at the end that got no answer is
   * taken out and handed back first: it is what did not fit. `words` stand in the chat as what was asked.
   */
  compact(words: string): { readonly refused: Sentence | null; readonly returned: UserTurn | null } {
    if (this.running) return { refused: sentence('Wait for the answer, or stop it first.'), returned: null };
    const returned = unanswered(this.state.turns);
    const kept = returned ? this.state.turns.slice(0, this.state.turns.indexOf(returned)) : this.state.turns;
    if (!kept.some((turn) => turn.role === 'assistant' && turn.text !== ''))
      return { refused: sentence('There is nothing to summarise yet.'), returned: null };
    if (returned) this.apply({ kind: 'cutFrom', turnId: returned.id });
    return { refused: this.ask(words, [], { compacts: true }), returned };
  }

  /** Answers the question before this answer again; `ownModel` as for what is about to be asked (nextTurns.ts). */
  regenerate(turnId: string, letThrough?: OnceGrant, ownModel?: OwnModel | null): Sentence | null {
    if (this.running) return sentence('Wait for the answer, or stop it first.');
    const turn = this.state.turns.find((candidate) => candidate.id === turnId);
    if (turn?.role !== 'assistant') return sentence('That message is no longer there.');
    this.apply({ kind: 'cutFrom', turnId });
    if (ownModel !== undefined) this.apply({ kind: 'putTo', ownModel });
    this.answer(null, { letThrough });
    return null;
  }

  /** Takes an attachment out of a question, whoever was asked with it before: it may not leave any more. */
  removeAttachment(attachmentId: string): void {
    this.apply({ kind: 'attachmentRemoved', attachmentId });
    this.save();
  }

  /** Goes on with a cut or stopped answer from where it stands; only the last one can be continued. */
  continueAnswer(turnId: string): Sentence | null {
    if (this.running) return sentence('Wait for the answer, or stop it first.');
    const turn = this.state.turns.at(-1);
    if (turn?.role !== 'assistant' || turn.id !== turnId)
      return sentence('Only the last answer can be continued.');
    this.answer(turn.text ? turn : null, { replaced: turn });
    return null;
  }

  rename(title: string): void {
    this.apply({ kind: 'renamed', title });
  }

  /** Answers whose receipts got a price show what they cost. */
  priced(receipts: ReadonlyMap<string, Receipt>): void {
    this.apply({ kind: 'priced', receipts });
    this.save();
  }

  /** Masks what is kept by what is known to be secret by now; an answer under way follows when it has ended. */
  maskKept(): void {
    const masked = maskKept(this.state, this.ports.maskKnownValues, this.runningTurnId);
    if (masked === this.state) return;
    this.state = masked;
    this.save();
    this.onChange();
  }

  /** Ends the running request at once; what was received stays. Resolves when everything is booked. */
  async stop(): Promise<void> {
    const running = this.running;
    if (!running) return;
    running.abort.abort();
    await running.done;
  }

  /** Resolves when nothing runs any more. */
  async ended(): Promise<void> {
    await this.running?.done;
  }

  /** The window closes: like `stop`, but nobody asked for it, so the answer is kept as cut off and can be continued. */
  async leave(): Promise<void> {
    this.leaving = true;
    await this.stop();
  }

  /** Writes what is there now; for the moment before a window closes. */
  save(): void {
    this.savedAtMs = this.ports.clock.monotonicMs();
    if (this.state.turns.length > 0) this.ports.store.save(this.state, this.ports.workspace);
  }

  private answer(
    continuing: AssistantTurn | null,
    { replaced, letThrough }: { replaced?: AssistantTurn; letThrough?: OnceGrant | undefined },
  ): void {
    if (replaced && !continuing) this.apply({ kind: 'cutFrom', turnId: replaced.id });
    const turnId = continuing?.id ?? this.ports.random.id();
    const prepared = this.ports.prepare(this.state.turns, continuing !== null);
    const atMs = this.ports.clock.nowMs();
    const model = prepared.ok ? prepared.value.model.id : '';
    this.apply({ kind: 'answering', turnId, model, atMs, continuing: continuing !== null });
    if (!prepared.ok) {
      this.apply({
        kind: 'model',
        turnId,
        event: { kind: 'failed', failure: prepared.failure },
        elapsedMs: 0,
      });
      this.save();
      return;
    }
    for (const note of prepared.notes) this.apply({ kind: 'noted', turnId, note });
    const abort = new AbortController();
    // Begins a moment later: an end that came at once would be overwritten by this beginning.
    const done = Promise.resolve().then(() =>
      this.run(
        turnId,
        {
          ...{ request: prepared.value, conversation: this.state, before: continuing?.text ?? '' },
          ...(letThrough ? { letThrough } : {}),
        },
        abort.signal,
      ),
    );
    this.running = { turnId, abort, done };
    done.catch((error: unknown) => this.ports.log.error('chat: a listener failed', error));
    this.onChange();
  }

  private async run(turnId: string, asked: AskedNow, signal: AbortSignal): Promise<void> {
    const event = (event: ConversationEvent): void =>
      // The window closes: nobody asked for this end.
      this.apply(isAborted(event) && this.leaving ? { kind: 'reloaded' } : event);
    try {
      await oneAnswer(this.ports, turnId, asked, signal, event);
    } finally {
      this.running = null;
      this.state = maskKept(this.state, this.ports.maskKnownValues, null);
      this.save();
      this.onChange();
    }
  }

  private apply(event: ConversationEvent): void {
    this.state = advance(this.state, event);
    if (this.ports.clock.monotonicMs() - this.savedAtMs >= saveEveryMs) this.save();
    this.onChange();
  }
}
