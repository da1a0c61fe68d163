// The list of conversations that a page looks at: found in the store's thread, named, pinned, deleted, opened.
import type { Failure, Result } from '../../core/failure.ts';
import type { History, HistoryEntry } from '../../core/history/historyEntry.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { HistoryEntryView, HistoryView, historyIntents } from '../../protocol/chatHistory.ts';
import { maxTitle } from '../../protocol/chatHistory.ts';
import { amountView } from './amounts.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Handlers } from './intents.ts';
import type { Surface } from './surface.ts';

/** What the chat's host needs to know and do about the conversations in the store. */
export interface HistoryPorts {
  /** Those of this workspace that hold the words; all of them without one. */
  readonly find: (query: string) => Promise<Result<History>>;
  readonly open: (sessionId: string) => Promise<Sentence | null>;
  readonly rename: (sessionId: string, title: string) => Promise<Failure | null>;
  readonly pin: (sessionId: string, isPinned: boolean) => Promise<Failure | null>;
  readonly delete: (sessionId: string) => Promise<Failure | null>;
  /** Lets the person choose a file for it; says what came of it, null when they thought better of it. */
  readonly export: (sessionId: string) => Promise<HistoryRemark | null>;
  readonly import: () => Promise<HistoryRemark | null>;
}

export interface HistoryRemark {
  readonly level: 'info' | 'warning';
  readonly message: Sentence;
}

interface Looking {
  query: string;
  found: History;
  isBusy: boolean;
  isStale: boolean;
  remark: HistoryRemark | null;
  readAtMs: number;
}

type HistoryIntent = Exclude<(typeof historyIntents)[number]['entries']['type']['literal'], 'takeOver'>;

/** Changes of the books come with every receipt: the list follows them no more often than this. */
const followEveryMs = 1_000;
const nothing: History = { entries: [], more: 0 };

export class ChatHistory {
  readonly #room: ChatRoom;
  readonly #ports: HistoryPorts | null;
  readonly #windowId: string;
  readonly #looking = new Map<Surface, Looking>();

  /** `ports` are null without a store. */
  constructor(room: ChatRoom, ports: HistoryPorts | null, windowId: string) {
    this.#room = room;
    this.#ports = ports;
    this.#windowId = windowId;
  }

  readonly handlers: Handlers<HistoryIntent> = {
    showHistory: (_intent, surface) => this.show(surface),
    closeHistory: (_intent, surface) => this.close(surface),
    searchHistory: ({ query }, surface) => this.#search(query, surface),
    openChat: ({ sessionId }, surface) => this.#open(sessionId, surface),
    renameChat: ({ sessionId, title }, surface) => {
      const name = title.replace(/\s+/g, ' ').trim();
      return name === '' ? undefined : this.#change(surface, (ports) => ports.rename(sessionId, name));
    },
    pinChat: ({ sessionId, isPinned }, surface) =>
      this.#change(surface, (ports) => ports.pin(sessionId, isPinned)),
    deleteChat: ({ sessionId }, surface) => this.#delete(sessionId, surface),
    exportChat: ({ sessionId }, surface) => this.#transfer(surface, (ports) => ports.export(sessionId)),
    importChats: (_intent, surface) => this.#transfer(surface, (ports) => ports.import()),
  };

  show(surface: Surface): void {
    const remark: HistoryRemark | null = this.#ports
      ? null
      : { level: 'warning', message: sentence('Conversations are not kept: the store could not be opened.') };
    const looking = { query: '', found: nothing, isBusy: false, isStale: false, remark, readAtMs: 0 };
    this.#looking.set(surface, looking);
    this.#read(surface, looking);
    this.#room.changed();
  }

  close(surface: Surface): void {
    this.#looking.delete(surface);
    this.#room.changed();
  }

  /** Something in the store has changed. */
  follow(): void {
    const nowMs = this.#room.ports.clock.monotonicMs();
    for (const [surface, looking] of this.#looking)
      if (nowMs - looking.readAtMs >= followEveryMs) this.#read(surface, looking);
  }

  /** As the page shows it; null when it does not look. */
  view(surface: Surface): HistoryView | null {
    const looking = this.#looking.get(surface);
    if (!looking) return null;
    const { query, found, isBusy, remark } = looking;
    const open = this.#room.session.conversation.id;
    return {
      query,
      entries: found.entries.map((entry) => entryView(entry, open, this.#windowId)),
      more: found.more,
      isBusy,
      remark: remark && { level: remark.level, message: this.#room.say(remark.message) },
    };
  }

  #search(query: string, surface: Surface): void {
    const looking = this.#looking.get(surface);
    if (!looking) return;
    looking.query = query;
    looking.remark = null;
    this.#read(surface, looking);
    this.#room.changed();
  }

  async #open(sessionId: string, surface: Surface): Promise<void> {
    const looking = this.#looking.get(surface);
    if (!looking || !this.#ports) return;
    const refusal = await this.#ports.open(sessionId);
    if (refusal) looking.remark = { level: 'warning', message: refusal };
    else this.#looking.delete(surface);
    this.#room.changed();
  }

  async #delete(sessionId: string, surface: Surface): Promise<void> {
    const entry = this.#looking.get(surface)?.found.entries.find(({ id }) => id === sessionId);
    if (!entry) return;
    if (isElsewhere(entry, this.#windowId))
      return this.#say(surface, {
        level: 'warning',
        message: sentence('Another window has this conversation open. Close it there first.'),
      });
    await this.#change(surface, (ports) => ports.delete(sessionId));
  }

  async #change(surface: Surface, change: (ports: HistoryPorts) => Promise<Failure | null>): Promise<void> {
    if (!this.#ports) return;
    const failure = await change(this.#ports);
    this.#say(
      surface,
      failure && { level: 'warning', message: sentence('This could not be kept ({0}).', failure.detail) },
    );
  }

  async #transfer(
    surface: Surface,
    transfer: (ports: HistoryPorts) => Promise<HistoryRemark | null>,
  ): Promise<void> {
    if (this.#ports) this.#say(surface, await transfer(this.#ports));
  }

  /** Says what came of something, and reads the list again. */
  #say(surface: Surface, remark: HistoryRemark | null): void {
    const looking = this.#looking.get(surface);
    if (!looking) return;
    looking.remark = remark;
    this.#read(surface, looking);
    this.#room.changed();
  }

  #read(surface: Surface, looking: Looking): void {
    looking.isStale = true;
    if (looking.isBusy || !this.#ports) return;
    looking.isBusy = true;
    this.#readAll(surface, looking, this.#ports)
      .catch((error: unknown) => this.#room.ports.log.error('chat: the history could not be read', error))
      .finally(() => {
        looking.isBusy = false;
        surface.changed();
      });
  }

  async #readAll(surface: Surface, looking: Looking, ports: HistoryPorts): Promise<void> {
    while (looking.isStale && this.#looking.get(surface) === looking) {
      looking.isStale = false;
      const found = await ports.find(looking.query);
      looking.readAtMs = this.#room.ports.clock.monotonicMs();
      if (found.ok) looking.found = found.value;
      else
        looking.remark = {
          level: 'warning',
          message: sentence('The conversations could not be read ({0}).', found.failure.detail),
        };
      surface.changed();
    }
  }
}

function isElsewhere({ holder }: HistoryEntry, windowId: string): boolean {
  return holder !== null && holder !== windowId;
}

function entryView(entry: HistoryEntry, open: string, windowId: string): HistoryEntryView {
  return {
    id: entry.id,
    title: entry.title.slice(0, maxTitle),
    updatedMs: entry.updatedMs,
    isPinned: entry.isPinned,
    messages: entry.messages,
    cost: entry.costs.map(amountView),
    isCostApproximate: entry.isPartlyUnpriced || entry.costs.some(({ isEstimated }) => isEstimated),
    isOpen: entry.id === open,
    isElsewhere: isElsewhere(entry, windowId),
    found: entry.found,
  };
}
