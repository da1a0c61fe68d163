// An answer as it comes in: it begins, grows, goes on, ends in one of several ways.
import type { ModelEvent } from '../request/modelRequest.ts';
import { type Sentence, sentence } from '../sentence.ts';
import type { AssistantTurn } from './turn.ts';

/** An answer of which nothing has come in yet. */
export function newAnswer(id: string, model: string, createdMs: number): AssistantTurn {
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
export function continued(turn: AssistantTurn, model: string): AssistantTurn {
  const { failure: _failure, limited: _limited, ...kept } = turn;
  // Without a model nothing could be asked: what answered so far is still who answered.
  return { ...kept, model: model || turn.model, state: 'waiting', notes: [] };
}

/** `elapsedMs` since it was asked for. */
export function onModelEvent(turn: AssistantTurn, event: ModelEvent, elapsedMs: number): AssistantTurn {
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
      return noted(
        turn,
        sentence('This model does not accept "{0}"; the question was sent without it.', event.parameter),
      );
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

/** Adds a remark of the product to the answer. */
export function noted(turn: AssistantTurn, note: Sentence): AssistantTurn {
  return { ...turn, notes: [...turn.notes, copyOf(note)] };
}

/** After a reload nothing of the old window runs any more: what was received stands, marked as cut. */
export function interrupted(turn: AssistantTurn): AssistantTurn {
  const running = turn.state === 'waiting' || turn.state === 'reasoning' || turn.state === 'streaming';
  if (!running) return turn;
  return {
    ...turn,
    state: 'cut',
    failure: { kind: 'cutShort', detail: 'window reloaded', sent: true },
  };
}

/** Sentences are stored, so they must be plain mutable data of the schema's shape. */
function copyOf(note: Sentence): { text: string; args?: (string | number)[] } {
  return note.args ? { text: note.text, args: [...note.args] } : { text: note.text };
}
