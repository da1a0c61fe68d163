// The conversations of this workspace in the store: the last one opens again, an earlier one is chosen from a list.
import type { Conversation } from '../../core/chat/conversation.ts';
import type { SavedSessions } from '../../core/chat/savedSessions.ts';
import type { Log } from '../../core/ports.ts';
import { locale } from '../texts.ts';
import type { ChatHost } from './chatHost.ts';
import type { LoadedConversation, SessionShelf } from './chatParts.ts';
import { pickSession } from './picks.ts';

export class EarlierChats {
  readonly #shelf: SessionShelf;
  readonly #saved: SavedSessions;
  readonly #workspaceKey: string;
  readonly #host: () => ChatHost;

  constructor(shelf: SessionShelf, saved: SavedSessions, workspaceKey: string, host: () => ChatHost) {
    this.#shelf = shelf;
    this.#saved = saved;
    this.#workspaceKey = workspaceKey;
    this.#host = host;
  }

  /** Lets the person choose one of this workspace, and opens it. */
  async show(): Promise<void> {
    await this.#saved.written();
    const heads = await this.#shelf.list(this.#workspaceKey);
    const id = await pickSession(heads.ok ? heads.value : [], this.#host().conversation.id, locale());
    if (id === undefined) return;
    const loaded = await this.#shelf.load(id);
    if (loaded.ok && loaded.value) await this.#host().open(this.#known(loaded.value));
  }

  /** The last conversation opens again; a window that died while an answer streamed finds what was received. */
  restoreLast(log: Log): void {
    this.#shelf
      .loadLast(this.#workspaceKey)
      .then((last) => {
        if (last.ok && last.value) this.#host().restore(this.#known(last.value));
      })
      .catch((error: unknown) => log.error('the last conversation could not be opened', error));
  }

  #known({ head, turns }: LoadedConversation): Conversation {
    const conversation = { id: head.id, title: head.title, createdMs: head.createdMs, turns };
    this.#saved.loaded(conversation);
    return conversation;
  }
}
