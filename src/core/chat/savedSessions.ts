// Writes conversations turn by turn: what did not change since the last save is not written again.
import type { Result } from '../failure.ts';
import type { Log } from '../ports.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationStore } from './sessionPorts.ts';
import type { Turn } from './turn.ts';

export interface SessionHead {
  readonly id: string;
  readonly workspace: string;
  readonly title: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** The part of the store that is needed here. */
export interface TurnStore {
  saveTurn(head: SessionHead, turn: Turn): Promise<Result<void>>;
  replaceFrom(head: SessionHead, turnId: string, turns: readonly Turn[]): Promise<Result<void>>;
}

/** Saves in order, one write at a time; a write that fails is tried again with the next save. */
export class SavedSessions implements ConversationStore {
  private readonly saved = new Map<string, readonly Turn[]>();
  private queue: Promise<void> = Promise.resolve();
  private readonly store: TurnStore;
  private readonly workspace: string;
  private readonly nowMs: () => number;
  private readonly log: Log;

  constructor(store: TurnStore, workspace: string, nowMs: () => number, log: Log) {
    this.store = store;
    this.workspace = workspace;
    this.nowMs = nowMs;
    this.log = log;
  }

  /** Tells what is already in the store, so that opening a conversation does not write it again. */
  loaded(conversation: Conversation): void {
    this.saved.set(conversation.id, conversation.turns);
  }

  save(conversation: Conversation): void {
    this.queue = this.queue
      .then(() => this.write(conversation))
      .catch((error: unknown) => this.log.error('a conversation could not be saved', error));
  }

  /** Resolves when everything given to `save` so far was written or has failed. */
  async written(): Promise<void> {
    await this.queue;
  }

  private async write(conversation: Conversation): Promise<void> {
    const before = this.saved.get(conversation.id) ?? [];
    const { turns } = conversation;
    let same = 0;
    while (same < before.length && same < turns.length && before[same] === turns[same]) same++;
    const changed = turns.slice(same);
    const head: SessionHead = {
      id: conversation.id,
      workspace: this.workspace,
      title: conversation.title,
      createdMs: conversation.createdMs,
      updatedMs: this.nowMs(),
    };
    const gone = before[same];
    const replaced = gone !== undefined && (before.length > turns.length || gone.id !== turns[same]?.id);
    if (replaced) {
      const result = await this.store.replaceFrom(head, gone.id, changed);
      if (!result.ok) return this.failed(result.failure.detail);
    } else {
      for (const [index, turn] of changed.entries()) {
        const result = await this.store.saveTurn(head, turn);
        if (!result.ok) return this.failed(result.failure.detail);
        // Noted one by one: a store that fails now and then must still get to the end.
        this.saved.set(conversation.id, [
          ...turns.slice(0, same + index + 1),
          ...before.slice(same + index + 1),
        ]);
      }
    }
    this.saved.set(conversation.id, turns);
  }

  private failed(detail: string): void {
    this.log.warn(`a conversation could not be saved yet: ${detail}`);
  }
}
