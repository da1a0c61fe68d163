// The model that the next message alone goes to: chosen at the composer, shown there, and gone with the message.
import { holds, type OwnModel, ownModel } from '../../core/chat/ownModel.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Handlers } from './intents.ts';

export class NextModel {
  readonly #room: ChatRoom;
  readonly #onChange: () => void;
  #picked: OwnModel | null = null;

  /** `onChange` is called before another model is meant: a message that waits for a yes was weighed with the last one. */
  constructor(room: ChatRoom, onChange: () => void) {
    this.#room = room;
    this.#onChange = onChange;
  }

  readonly handlers: Handlers<'selectModel'> = {
    selectModel: async ({ modelId, once }) => {
      this.#onChange();
      this.#picked = once ? ownModel(modelId, this.#usual) : null;
      if (!once) await this.#room.ports.selectModel(modelId);
      this.#room.changed();
    },
  };

  /** Null where the next message goes to the usual model. */
  get own(): OwnModel | null {
    return holds(this.#picked, this.#usual) ? this.#picked : null;
  }

  /** The message was sent, or another conversation is open. */
  clear(): void {
    this.#picked = null;
  }

  get #usual(): string | null {
    return this.#room.ports.usualModel('chat');
  }
}
