// What the gate tells of an answer beside its text: receipts, what was masked, what limits it.
import type { BudgetWindow } from '../ports.ts';
import type { GateEvent } from '../request/gateEvent.ts';
import type { ModelEvent } from '../request/modelRequest.ts';
import { type Sentence, sentence } from '../sentence.ts';
import type { ConversationEvent } from './conversation.ts';

/** Passes the model's events on; `tell` gets what only concerns the books and the remarks of the turn. */
export async function* modelEvents(
  turnId: string,
  gate: AsyncIterable<GateEvent>,
  tell: (event: ConversationEvent) => void,
): AsyncGenerator<ModelEvent> {
  for await (const event of gate) {
    if (event.kind === 'booked') tell({ kind: 'booked', turnId, receipt: event.receipt });
    else if (event.kind === 'masked' || event.kind === 'limited')
      tell({ kind: 'noted', turnId, note: noteOf(event) });
    else yield event;
  }
}

function noteOf(event: Extract<GateEvent, { readonly kind: 'masked' | 'limited' }>): Sentence {
  return event.kind === 'limited'
    ? limitedNote(event.by, event.outputTokens)
    : sentence('{0} secret values were masked before sending ({1}).', event.count, event.rules.join(', '));
}

function limitedNote(by: BudgetWindow, tokens: number): Sentence {
  switch (by) {
    case 'day':
    case 'completionDay':
      return sentence("Today's budget limits this answer to {0} tokens.", tokens);
    case 'month':
      return sentence("This month's budget limits this answer to {0} tokens.", tokens);
    case 'minute':
      return sentence('The limit for one minute leaves this answer {0} tokens.', tokens);
  }
}
