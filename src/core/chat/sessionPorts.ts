// What a conversation at work needs of the world, and what is known of a question besides its words.
import type { OnceGrant } from '../outgoing/letThrough.ts';
import type { Clock, Log, Random } from '../ports.ts';
import type { GateEvent, GateRequest } from '../request/gateEvent.ts';
import type { Conversation } from './conversation.ts';
import type { OwnModel } from './ownModel.ts';
import type { PreparedChat } from './prepareRequest.ts';
import type { Turn, UserTurn } from './turn.ts';

/** Keeps conversations. Calls never throw: trouble is reported by the implementation. */
export interface ConversationStore {
  save(conversation: Conversation, workspace: string): void;
}

export interface SessionPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: ConversationStore;
  /** Name of the workspace folder, or ''. */
  readonly workspace: string;
  /** The gate (request/perform.ts): guards, admits, sends, settles. */
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
  /** Replaces the values of `.env` files in a text. */
  readonly maskKnownValues: (text: string) => string;
  /** Builds the request for the turns so far; fails when there is no model, no key, or the window is too small. */
  readonly prepare: (turns: readonly Turn[], continuing: boolean) => PreparedChat;
}

/** What is known of a question besides its words. */
export interface AboutQuestion {
  readonly purpose?: UserTurn['purpose'];
  /** It asks for a summary (compaction.ts). */
  readonly compacts?: true;
  /** The model that it is put to in place of the usual one. */
  readonly ownModel?: OwnModel | undefined;
  /** Rules of the guard that masked something in its text. */
  readonly masked?: readonly string[];
  /** False alarms that the person lets through with this request alone. */
  readonly letThrough?: OnceGrant;
}
