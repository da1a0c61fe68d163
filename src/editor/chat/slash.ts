// What a message that begins with a slash does here: the list for the composer, and carrying out what was meant.
import type { OwnPrompt } from '../../core/prompts/ownPrompt.ts';
import { type Slash, type SlashName, slashCommands, slashOf } from '../../core/prompts/slashCommand.ts';
import type { CommandView } from '../../protocol/chat.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Handlers } from './intents.ts';

/** What the editor does for commands. */
export interface SlashPorts {
  /** The person's own prompts, and those of a trusted project; read anew. */
  readonly prompts: () => Promise<readonly OwnPrompt[]>;
  /** Runs a command of the extension; `input` is what was typed after its name. */
  readonly run: (name: Exclude<SlashName, 'compact'>, input: string) => Promise<void>;
}

export class SlashCommands {
  readonly #room: ChatRoom;
  #prompts: readonly OwnPrompt[] = [];

  constructor(room: ChatRoom) {
    this.#room = room;
  }

  readonly handlers: Handlers<'listCommands'> = {
    listCommands: async () => {
      this.#prompts = await this.#room.ports.slash.prompts();
      this.#room.changed();
    },
  };

  of(text: string): Slash | null {
    return slashOf(text, this.#prompts);
  }

  run(name: Exclude<SlashName, 'compact'>, input: string): Promise<void> {
    return this.#room.ports.slash.run(name, input);
  }

  views(): readonly CommandView[] {
    return [
      ...slashCommands.map(({ name, says }) => ({
        ...{ name, says: this.#room.say(says), origin: 'extension' as const },
      })),
      ...this.#prompts.map(({ name, description, origin }) => ({ name, says: description, origin })),
    ];
  }
}
