// Masks in a conversation what became known as a secret after it was said: a value that was typed before its `.env` was there.
import type { Conversation } from './conversation.ts';
import type { Turn } from './turn.ts';

/** All but the turn `growing`, whose words are still coming in. The very same conversation when there is nothing to mask. */
export function maskKept(
  conversation: Conversation,
  mask: (text: string) => string,
  growing: string | null,
): Conversation {
  const turns = conversation.turns.map((turn) => (turn.id === growing ? turn : maskedTurn(turn, mask)));
  const title = mask(conversation.title);
  const isSame = title === conversation.title && turns.every((turn, at) => turn === conversation.turns[at]);
  return isSame ? conversation : { ...conversation, title, turns };
}

function maskedTurn(turn: Turn, mask: (text: string) => string): Turn {
  const text = mask(turn.text);
  if (turn.role === 'assistant') {
    const reasoning = mask(turn.reasoning);
    return text === turn.text && reasoning === turn.reasoning ? turn : { ...turn, text, reasoning };
  }
  const attachments = turn.attachments.map((attachment) => {
    const masked = attachment.text === undefined ? undefined : mask(attachment.text);
    return masked === attachment.text ? attachment : { ...attachment, text: masked };
  });
  const isSame = text === turn.text && attachments.every((one, at) => one === turn.attachments[at]);
  return isSame ? turn : { ...turn, text, attachments };
}
