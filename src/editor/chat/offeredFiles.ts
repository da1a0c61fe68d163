// Files that the chat offers to attach: chips with a plus, which send nothing until they are clicked.
import type { ChatState } from '../../protocol/chat.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Handlers } from './intents.ts';
import type { RulesFile } from './rulesFiles.ts';
import type { WaitingAttachments } from './waitingAttachments.ts';
import { attachmentsOf } from './waitingAttachments.ts';

export class OfferedFiles {
  readonly #room: ChatRoom;
  readonly #attachments: WaitingAttachments;
  #found: readonly RulesFile[] = [];
  /** Not wanted in this chat. */
  #declined = new Set<string>();

  constructor(room: ChatRoom, attachments: WaitingAttachments) {
    this.#room = room;
    this.#attachments = attachments;
  }

  readonly handlers: Handlers<'takeOffered' | 'declineOffered'> = {
    takeOffered: async ({ path }) => {
      const file = this.#found.find((one) => one.path === path);
      if (file) this.#attachments.add(await this.#room.ports.editor.fromUris([file.uri]));
    },
    declineOffered: ({ path }) => {
      this.#declined.add(path);
      this.#room.changed();
    },
  };

  /** Looks for them anew; another chat is asked again. */
  async look(): Promise<void> {
    this.#declined = new Set();
    this.#found = await this.#room.ports.rulesFiles();
    this.#room.changed();
  }

  /** Those that are not part of this chat already. */
  views(): ChatState['offered'] {
    const { turns } = this.#room.session.conversation;
    const attached = new Set(attachmentsOf(this.#attachments.all, turns).map(({ uri }) => uri));
    return this.#found
      .filter(({ uri, path }) => !attached.has(uri) && !this.#declined.has(path))
      .map(({ path }) => path.slice(0, 300));
  }
}
