// A conversation as a value: events in, next state out. The host owns it; the page only shows it.
import type { ModelEvent } from '../request/modelRequest.ts';
import { type Sentence, sentence } from '../sentence.ts';
import type { Receipt } from '../spend/receipt.ts';
import { type OwnModel, putTo } from './ownModel.ts';
import type { AssistantTurn, Turn, TurnCost, UserTurn } from './turn.ts';

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
      return change(conversation, event.turnId, (turn) => ({
        ...turn,
        notes: [...turn.notes, copyOf(event.note)],
      }));
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

function newAnswer(id: string, model: string, createdMs: number): AssistantTurn {
  return {
    role: 'assistant',
    id,
    createdMs,
    model,
    text: '',
    reasoning: '',
    state: 'waiting',
    receiptIds: [],
    notes: [],
  };
}

/** A continued answer keeps its text, receipts and cost; what ended it is forgotten. */
function continued(turn: AssistantTurn, model: string): AssistantTurn {
  const { failure: _failure, limited: _limited, ...kept } = turn;
  // Without a model nothing could be asked: what answered so far is still who answered.
  return { ...kept, model: model || turn.model, state: 'waiting', notes: [] };
}

function onModelEvent(turn: AssistantTurn, event: ModelEvent, elapsedMs: number): AssistantTurn {
  switch (event.kind) {
    case 'headers':
      return event.traceId === undefined ? turn : { ...turn, traceId: event.traceId };
    case 'reasoning':
      return { ...turn, state: 'reasoning', reasoning: turn.reasoning + event.text };
    case 'text': {
      const reasoned =
        turn.state === 'reasoning' ? { reasoningMs: (turn.reasoningMs ?? 0) + Math.round(elapsedMs) } : {};
      return { ...turn, ...reasoned, state: 'streaming', text: turn.text + event.text };
    }
    case 'usage':
      return { ...turn, usage: { ...event.usage } };
    case 'parameterDropped':
      return {
        ...turn,
        notes: [
          ...turn.notes,
          copyOf(
            sentence('This model does not accept "{0}"; the question was sent without it.', event.parameter),
          ),
        ],
      };
    case 'finished':
      return {
        ...turn,
        ...ended(turn, elapsedMs),
        state: 'done',
        ...(event.reason === 'length' ? { limited: true } : {}),
      };
    case 'failed': {
      const cut = turn.text !== '' || turn.reasoning !== '';
      return {
        ...turn,
        ...ended(turn, elapsedMs),
        state: cut ? 'cut' : 'failed',
        failure: { ...event.failure },
      };
    }
    case 'aborted':
      return { ...turn, ...ended(turn, elapsedMs), state: 'stopped' };
    default:
      return turn;
  }
}

function ended(turn: AssistantTurn, elapsedMs: number): Partial<AssistantTurn> {
  const reasoned = turn.state === 'reasoning' ? { reasoningMs: Math.round(elapsedMs) } : {};
  return { ...reasoned, durationMs: (turn.durationMs ?? 0) + Math.round(elapsedMs) };
}

/** The cost of an answer is the sum of its receipts: a retry or a continuation adds, and the weakest state wins. */
function booked(turn: AssistantTurn, receipt: Receipt): AssistantTurn {
  if (turn.receiptIds.includes(receipt.id)) return turn;
  const first = turn.firstTokenMs ?? receipt.firstTokenMs;
  return {
    ...turn,
    receiptIds: [...turn.receiptIds, receipt.id],
    cost: addCost(turn.cost, receipt),
    ...(receipt.usage ? { usage: { ...receipt.usage } } : {}),
    ...(first === undefined ? {} : { firstTokenMs: Math.round(first) }),
    ...(receipt.traceId === undefined ? {} : { traceId: receipt.traceId }),
  };
}

/** Is its cost unknown for lack of a price? */
export function isUnpriced(turn: Turn): turn is AssistantTurn {
  return turn.role === 'assistant' && turn.cost?.state === 'unknown';
}

function priced(turn: AssistantTurn, receipts: ReadonlyMap<string, Receipt>): AssistantTurn {
  const own = turn.receiptIds.flatMap((id) => receipts.get(id) ?? []);
  const [first, ...others] = own;
  if (first === undefined || own.length < turn.receiptIds.length) return turn;
  return { ...turn, cost: others.reduce(addCost, addCost(undefined, first)) };
}

function addCost(before: TurnCost | undefined, receipt: Receipt): TurnCost {
  const next: TurnCost = {
    state: receipt.state,
    currency: receipt.currency,
    pico: receipt.costPico?.toString() ?? null,
    lowPico: receipt.lowPico?.toString() ?? null,
    highPico: receipt.highPico?.toString() ?? null,
  };
  if (!before || before.currency === null)
    return before && next.currency === null ? { ...next, state: 'unknown' } : next;
  if (next.currency === null || next.currency !== before.currency) return { ...before, state: 'unknown' };
  const order = ['exact', 'estimated', 'unknown'] as const;
  return {
    state: order[Math.max(order.indexOf(before.state), order.indexOf(next.state))] ?? 'unknown',
    currency: before.currency,
    pico: sum(before.pico, next.pico),
    lowPico: sum(before.lowPico, next.lowPico),
    highPico: sum(before.highPico, next.highPico),
  };
}

function sum(a: string | null, b: string | null): string | null {
  return a === null || b === null ? null : (BigInt(a) + BigInt(b)).toString();
}

/** After a reload nothing of the old window runs any more: what was received stands, marked as cut. */
function interrupted(turn: AssistantTurn): AssistantTurn {
  const running = turn.state === 'waiting' || turn.state === 'reasoning' || turn.state === 'streaming';
  if (!running) return turn;
  return {
    ...turn,
    state: 'cut',
    failure: { kind: 'cutShort', detail: 'window reloaded', sent: true },
  };
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

/** Sentences are stored, so they must be plain mutable data of the schema's shape. */
function copyOf(note: Sentence): { text: string; args?: (string | number)[] } {
  return note.args ? { text: note.text, args: [...note.args] } : { text: note.text };
}
