// A conversation as a value: events in, next state out. The host owns it; the page only shows it.
import type { ModelEvent } from '../request/modelRequest.ts';
import type { Sentence } from '../sentence.ts';
import type { Receipt } from '../spend/receipt.ts';
import { continued, interrupted, newAnswer, noted, onModelEvent } from './answerTurn.ts';
import { type OwnModel, putTo } from './ownModel.ts';
import type { AssistantTurn, Turn, UserTurn } from './turn.ts';
import { booked, isUnpriced, priced } from './turnCost.ts';

export interface Conversation {
  readonly id: string;
  /** Empty until the first question names it. */
  readonly title: string;
  readonly createdMs: number;
  readonly turns: readonly Turn[];
}

export type ConversationEvent =
  | { readonly kind: 'asked'; readonly turn: UserTurn }
  /** The last question goes to a model of its own; null: to the usual one. */
  | { readonly kind: 'putTo'; readonly ownModel: OwnModel | null }
  /** An answer begins; `continuing` keeps the text that the turn already has. */
  | {
      readonly kind: 'answering';
      readonly turnId: string;
      readonly model: string;
      readonly atMs: number;
      readonly continuing: boolean;
    }
  | {
      readonly kind: 'model';
      readonly turnId: string;
      readonly event: ModelEvent;
      readonly elapsedMs: number;
    }
  | { readonly kind: 'booked'; readonly turnId: string; readonly receipt: Receipt }
  /** Receipts got a price after they were booked. */
  | { readonly kind: 'priced'; readonly receipts: ReadonlyMap<string, Receipt> }
  | { readonly kind: 'noted'; readonly turnId: string; readonly note: Sentence }
  /** Drops this turn and everything after it. */
  | { readonly kind: 'cutFrom'; readonly turnId: string }
  /** A person takes an attachment out of a question, because it may not leave any more. */
  | { readonly kind: 'attachmentRemoved'; readonly attachmentId: string }
  | { readonly kind: 'renamed'; readonly title: string }
  /** Answers that were under way when their window died. */
  | { readonly kind: 'reloaded' };

const maxTitleCharacters = 80;

/** The title is the first question's first line; no request is spent on it. */
export function titleOf(question: string): string {
  const line = question.trim().split('\n', 1)[0]?.replace(/\s+/g, ' ').trim();
  if (!line) return '';
  const characters = [...line];
  return characters.length <= maxTitleCharacters
    ? line
    : `${characters.slice(0, maxTitleCharacters - 1).join('')}…`;
}

export function emptyConversation(id: string, createdMs: number): Conversation {
  return { id, title: '', createdMs, turns: [] };
}

export function advance(conversation: Conversation, event: ConversationEvent): Conversation {
  switch (event.kind) {
    case 'asked':
      return {
        ...conversation,
        title: conversation.title || titleOf(event.turn.text || (event.turn.attachments[0]?.label ?? '')),
        turns: [...conversation.turns, event.turn],
      };
    case 'putTo':
      return { ...conversation, turns: putTo(conversation.turns, event.ownModel) };
    case 'answering':
      return event.continuing
        ? change(conversation, event.turnId, (turn) => continued(turn, event.model))
        : {
            ...conversation,
            turns: [...conversation.turns, newAnswer(event.turnId, event.model, event.atMs)],
          };
    case 'model':
      return change(conversation, event.turnId, (turn) => onModelEvent(turn, event.event, event.elapsedMs));
    case 'booked':
      return change(conversation, event.turnId, (turn) => booked(turn, event.receipt));
    case 'priced':
      return {
        ...conversation,
        turns: conversation.turns.map((turn) => (isUnpriced(turn) ? priced(turn, event.receipts) : turn)),
      };
    case 'noted':
      return change(conversation, event.turnId, (turn) => noted(turn, event.note));
    case 'cutFrom': {
      const at = conversation.turns.findIndex((turn) => turn.id === event.turnId);
      return at < 0 ? conversation : { ...conversation, turns: conversation.turns.slice(0, at) };
    }
    case 'attachmentRemoved':
      return {
        ...conversation,
        turns: conversation.turns.map((turn) => withoutAttachment(turn, event.attachmentId)),
      };
    case 'renamed':
      return { ...conversation, title: event.title };
    case 'reloaded':
      return {
        ...conversation,
        turns: conversation.turns.map((turn) => (turn.role === 'assistant' ? interrupted(turn) : turn)),
      };
  }
}

function withoutAttachment(turn: Turn, attachmentId: string): Turn {
  if (turn.role !== 'user' || !turn.attachments.some(({ id }) => id === attachmentId)) return turn;
  return { ...turn, attachments: turn.attachments.filter(({ id }) => id !== attachmentId) };
}

function change(
  conversation: Conversation,
  turnId: string,
  next: (turn: AssistantTurn) => AssistantTurn,
): Conversation {
  return {
    ...conversation,
    turns: conversation.turns.map((turn) =>
      turn.id === turnId && turn.role === 'assistant' ? next(turn) : turn,
    ),
  };
}
