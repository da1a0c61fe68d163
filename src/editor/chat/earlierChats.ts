// The conversations of this workspace in the store: the last one opens again, earlier ones are found, opened, named, deleted.
import type { Conversation } from '../../core/chat/conversation.ts';
import { SavedSessions } from '../../core/chat/savedSessions.ts';
import type { ConversationStore } from '../../core/chat/sessionPorts.ts';
import type { Failure, Result } from '../../core/failure.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { ChatHost } from './chatHost.ts';
import type { KeptChats, LoadedConversation } from './chatParts.ts';
import type { LeaseOfChat } from './chatPorts.ts';
import { SessionLease } from './sessionLease.ts';

/** The editor gives an extension five seconds to end. */
const closingMs = 8_000;
const lookMs = 250;

export interface EarlierPorts {
  readonly kept: KeptChats;
  readonly workspace: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: () => ChatHost;
}

export class EarlierChats {
  readonly #ports: EarlierPorts;
  readonly #saved: SavedSessions;
  readonly #lease: SessionLease;
  /** Of the conversation of another window as it is shown here. */
  #shown: string | null = null;

  constructor(ports: EarlierPorts) {
    const { kept, workspace, clock, log, host } = ports;
    this.#ports = ports;
    this.#saved = new SavedSessions(kept.sessions, workspace, () => clock.nowMs(), log);
    this.#lease = new SessionLease({
      ...{ clock, log, leases: kept.leases },
      finish: async () => {
        await host().leave();
        await this.#saved.written();
      },
      reload: (id, isMine) => this.#reload(id, isMine),
      changed: () => host().changed(),
    });
    const lease = this.#lease;
    this.lease = {
      get view() {
        return lease.view;
      },
      takeOver: () => lease.takeOver(),
      left: () => this.left(),
    };
  }

  /** Where the conversation in sight is saved, unless another window writes to it. */
  readonly store: ConversationStore = {
    save: (conversation) => {
      if (!this.#lease.maySave(conversation.id)) return;
      this.#saved.save(conversation);
      // A new conversation is this window's from its first word on. One that is no longer in sight is nobody's.
      if (this.#ports.host().conversation.id === conversation.id) void this.#lease.opened(conversation.id);
    },
  };

  readonly lease: LeaseOfChat;

  /** Something in the store has changed. */
  follow(): void {
    this.#lease.follow();
  }

  async find(query: string): ReturnType<KeptChats['thread']['find']> {
    await this.#saved.written();
    return this.#ports.kept.thread.find({ workspace: this.#ports.workspace, query });
  }

  /** Opens one of them, to read only where another window has it open; says why not, or null. */
  async open(sessionId: string): Promise<Sentence | null> {
    const host = this.#ports.host();
    if (sessionId === host.conversation.id) return null;
    const loaded = await this.#load(sessionId);
    if (!loaded) return sentence('That conversation is no longer there.');
    await host.open(this.#known(loaded));
    await this.#saved.written();
    await this.#lease.opened(sessionId);
    // While the lease was asked for, the other window may have written on.
    if (this.#lease.view) await this.#reload(sessionId, false);
    return null;
  }

  /** One of them, to be read only. */
  async read(sessionId: string): Promise<Conversation | null> {
    const loaded = await this.#load(sessionId);
    return loaded && conversationOf(loaded);
  }

  async rename(sessionId: string, title: string): Promise<Failure | null> {
    await this.#saved.written();
    const failure = failureOf(await this.#ports.kept.sessions.rename(sessionId, title));
    const host = this.#ports.host();
    if (!failure && host.conversation.id === sessionId) host.rename(title);
    return failure;
  }

  async pin(sessionId: string, isPinned: boolean): Promise<Failure | null> {
    return failureOf(await this.#ports.kept.sessions.pin(sessionId, isPinned));
  }

  /** Deletes one; when it is in sight, an empty conversation takes its place. Its words leave the store's file behind this. */
  async delete(sessionId: string): Promise<Failure | null> {
    const { host, kept, log } = this.#ports;
    if (host().conversation.id === sessionId) await this.forget();
    const failure = failureOf(await kept.sessions.delete(sessionId));
    if (!failure)
      kept.thread
        .scrub()
        .then((scrubbed) => scrubbed.ok || log.warn(`the search index: ${scrubbed.failure.detail}`))
        .catch((error: unknown) => log.error('the search index', error));
    return failure;
  }

  /** Puts a conversation from elsewhere into the store. */
  async add(conversation: Conversation): Promise<Failure | null> {
    const { kept, workspace, clock } = this.#ports;
    const { id, title, createdMs, turns } = conversation;
    const head = { id, workspace, title, createdMs, updatedMs: clock.nowMs() };
    return failureOf(await kept.sessions.replaceFrom(head, '', turns));
  }

  /** Begins an empty conversation: what was in sight is not written again. */
  async forget(): Promise<void> {
    await this.#ports.host().forget();
    await this.#saved.written();
    await this.#lease.left();
  }

  /** An empty conversation is in sight, and the one before is saved. */
  async left(): Promise<void> {
    await this.#saved.written();
    await this.#lease.left();
  }

  /**
   * The last conversation opens again; a window that died while an answer streamed finds what was received. What another window
   * has open is that one's business, unless it is about to close: a window that is loaded anew may start before it has ended.
   */
  async restoreLast(): Promise<void> {
    const { kept, workspace, host, clock } = this.#ports;
    let last = await kept.sessions.loadLast(workspace);
    if (last.ok && last.value && this.#lease.isElsewhere(last.value.head.id)) {
      const closedByMs = clock.monotonicMs() + closingMs;
      while (this.#lease.isElsewhere(last.value.head.id)) {
        if (clock.monotonicMs() > closedByMs || host().isBegun) return;
        await clock.sleep(lookMs);
      }
      // What the other window wrote while it was closing.
      last = await kept.sessions.loadLast(workspace);
    }
    if (!last.ok || !last.value) return;
    if (host().restore(this.#known(last.value))) await this.#lease.opened(last.value.head.id);
  }

  async written(): Promise<void> {
    await this.#saved.written();
  }

  async #load(sessionId: string): Promise<LoadedConversation | null> {
    await this.#saved.written();
    const loaded = await this.#ports.kept.sessions.load(sessionId);
    return loaded.ok ? loaded.value : null;
  }

  async #reload(sessionId: string, isMine: boolean): Promise<void> {
    const { kept, host } = this.#ports;
    const stamp = await kept.sessions.stamp(sessionId);
    if (!stamp.ok || (!isMine && stamp.value === this.#shown)) return;
    // The window that had it has deleted it: what is still in sight here must not be written again.
    if (stamp.value === null && host().conversation.id === sessionId) return this.forget();
    const loaded = await kept.sessions.load(sessionId);
    if (!loaded.ok || !loaded.value || host().conversation.id !== sessionId) return;
    this.#shown = isMine ? null : stamp.value;
    host().replace(this.#known(loaded.value), !isMine);
  }

  #known(loaded: LoadedConversation): Conversation {
    const conversation = conversationOf(loaded);
    this.#saved.loaded(conversation);
    return conversation;
  }
}

function conversationOf({ head, turns }: LoadedConversation): Conversation {
  return { id: head.id, title: head.title, createdMs: head.createdMs, turns };
}

function failureOf(result: Result<unknown>): Failure | null {
  return result.ok ? null : result.failure;
}
