// The receipt of an answer, also when somebody takes code out of it before it is booked.
import type { Conversation } from '../../core/chat/conversation.ts';

export class AnswerReceipts {
  readonly #awaited = new Map<string, ((receiptId: string) => void)[]>();

  /** Calls back with the last receipt of an answer: at once when there is one, else when it is booked, or never. */
  of(conversation: Conversation, turnId: string, tell: (receiptId: string) => void): void {
    const receiptId = lastReceipt(conversation, turnId);
    if (receiptId !== undefined) tell(receiptId);
    else this.#awaited.set(turnId, [...(this.#awaited.get(turnId) ?? []), tell]);
  }

  /** To be called whenever the conversation has changed. */
  follow(conversation: Conversation): void {
    for (const [turnId, awaiting] of this.#awaited) {
      const receiptId = lastReceipt(conversation, turnId);
      if (receiptId === undefined) continue;
      this.#awaited.delete(turnId);
      for (const tell of awaiting) tell(receiptId);
    }
  }
}

function lastReceipt({ turns }: Conversation, turnId: string): string | undefined {
  const turn = turns.find((candidate) => candidate.id === turnId);
  return turn?.role === 'assistant' ? turn.receiptIds.at(-1) : undefined;
}
