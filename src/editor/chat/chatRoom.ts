// What the parts of the chat share: the conversation of now, and a way to speak above the composer.
import type { ChatSession } from '../../core/chat/session.ts';
import type { Sentence } from '../../core/sentence.ts';
import type { ToPage } from '../../protocol/chat.ts';
import type { Banner, ChatHostPorts } from './chatPorts.ts';

export interface ChatRoom {
  readonly ports: ChatHostPorts;
  /** Another one after a chat was opened: never keep it. */
  readonly session: ChatSession;
  /** Something of the state may have changed: all pages follow. */
  changed(): void;
  /** Says above the composer why something was not done; null takes back what was said. An offer has buttons to let it through. */
  warn(refusal: Sentence | null, isOffer?: boolean): void;
  /** Puts a line above the composer, before any that the surroundings have. */
  remark(banner: Banner | null): void;
  say(text: Sentence): string;
  /** Tells all pages something that is not state. */
  post(message: ToPage): void;
}
