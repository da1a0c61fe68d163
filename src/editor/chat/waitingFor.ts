// What a running answer waits for, in words, while it waits.
import type { ChatSession } from '../../core/chat/session.ts';
import type { SessionPorts } from '../../core/chat/sessionPorts.ts';
import type { GateEvent } from '../../core/request/gateEvent.ts';
import type { ChatHostPorts } from './chatPorts.ts';
import type { Waiting } from './projection.ts';

export class WaitingFor {
  readonly #ports: Pick<ChatHostPorts, 'clock' | 'perform' | 'waitingText'>;
  readonly #session: () => ChatSession;
  #now: Waiting | null = null;

  constructor(ports: Pick<ChatHostPorts, 'clock' | 'perform' | 'waitingText'>, session: () => ChatSession) {
    this.#ports = ports;
    this.#session = session;
  }

  get now(): Waiting | null {
    return this.#now;
  }

  /** The gate's events, with what is being waited for kept for the page. */
  async *watched(...[request, signal]: Parameters<SessionPorts['perform']>): AsyncGenerator<GateEvent> {
    const { clock, perform, waitingText } = this.#ports;
    const startMs = clock.monotonicMs();
    try {
      for await (const event of perform(request, signal)) {
        const text = waitingText(event, clock.monotonicMs() - startMs);
        const turnId = this.#session().runningTurnId;
        this.#now = text && turnId ? { turnId, text } : null;
        yield event;
      }
    } finally {
      this.#now = null;
    }
  }
}
