// The conversation in sight, at work: one session at a time, made over when another conversation is opened.
import type { Conversation } from '../../core/chat/conversation.ts';
import { ChatSession } from '../../core/chat/session.ts';
import type { SessionPorts } from '../../core/chat/sessionPorts.ts';
import { isUnpriced } from '../../core/chat/turnCost.ts';
import type { ChatHostPorts } from './chatPorts.ts';
import { WaitingFor } from './waitingFor.ts';

export class SessionInSight {
  readonly #ports: ChatHostPorts;
  readonly #kept: SessionPorts['prepare'];
  readonly #onChange: () => void;
  readonly waitingFor: WaitingFor;
  #now: ChatSession;
  #wasRunning = false;

  /** `prepare` builds the request of the turns that the person left in. */
  constructor(
    ports: ChatHostPorts,
    prepare: SessionPorts['prepare'],
    onChange: () => void,
    conversation: Conversation | null,
  ) {
    this.#ports = ports;
    this.#kept = prepare;
    this.#onChange = onChange;
    this.waitingFor = new WaitingFor(ports, () => this.#now);
    this.#now = this.#of(conversation, false);
  }

  get now(): ChatSession {
    return this.#now;
  }

  get isRunning(): boolean {
    return this.#now.runningTurnId !== null;
  }

  /** Null begins a new conversation; `isElsewhere`: another window writes to it. Ends nothing of the last one. */
  show(conversation: Conversation | null, isElsewhere = false): void {
    this.#now = this.#of(conversation, isElsewhere);
  }

  /** Answers without a price are looked up again: their receipts may have one by now. */
  async lookUpPrices(): Promise<void> {
    const session = this.#now;
    const ids = session.conversation.turns.filter(isUnpriced).flatMap((turn) => turn.receiptIds);
    const found = await Promise.all(ids.map((id) => this.#ports.receipt(id)));
    const receipts = new Map(found.flatMap((receipt) => (receipt ? [[receipt.id, receipt] as const] : [])));
    if ([...receipts.values()].some((receipt) => receipt.state !== 'unknown')) session.priced(receipts);
  }

  #of(conversation: Conversation | null, isElsewhere: boolean): ChatSession {
    const ports: SessionPorts = {
      ...this.#ports,
      perform: (request, signal) => this.waitingFor.watched(request, signal),
      prepare: this.#kept,
    };
    return new ChatSession(ports, () => this.#changed(), conversation ?? undefined, { isElsewhere });
  }

  #changed(): void {
    this.#onChange();
    if (this.isRunning === this.#wasRunning) return;
    this.#wasRunning = this.isRunning;
    this.#ports.onRunning(this.isRunning);
  }
}
