// From a conversation to the messages of a request: stable parts first, nothing dropped in silence.
import { freshBoundary, quoteData, quotingRule } from '../outgoing/quote.ts';
import type { PromptMessage, PromptPart } from '../request/modelRequest.ts';
import { compactionOrder, isCompaction, promptTurns } from './compaction.ts';
import type { Attachment, Turn, UserTurn } from './turn.ts';

export interface PromptParts {
  /** Instruction of the person, from settings; may be empty. */
  readonly ownInstruction: string;
  readonly turns: readonly Turn[];
  /** Set when the last answer is to be continued from where it stands. */
  readonly continuing: boolean;
  /**
   * Random word of this conversation. It marks where quoted text begins and ends, and stays the same from request to
   * request: a boundary drawn anew each time would make every prompt different and no prefix cache would ever hit.
   */
  readonly boundarySeed: string;
  /** A summary is asked for that would not fit otherwise: what was attached is named, its text is not sent again. */
  readonly withoutAttachments?: boolean;
}

/**
 * The instruction that every conversation begins with. It never changes between requests, so that the platform's
 * prefix cache (siliconflow-api.md §2.7) can serve it.
 */
export const baseInstruction = [
  'You are a programming assistant inside a code editor.',
  'Answer in the language of the question. Be correct first, then short. Say plainly when you do not know.',
  'Put code into fenced blocks with the language after the fence; name the file in a sentence before the block.',
  'Words of the form SECRET_…_1_… stand for values that were masked on purpose: repeat them unchanged where the value belongs.',
].join('\n');

const continueInstruction =
  'Your last answer was cut off. Continue it exactly where it stops, with the very next character. Repeat nothing, add no introduction.';

/**
 * Messages in the order of the conversation. Answers that failed without text are left out together with nothing else;
 * two messages of one role in a row are merged by the wire, because some models refuse them.
 */
export function promptMessages(parts: PromptParts): readonly PromptMessage[] {
  const boundary = boundaryFor(parts);
  const system = [baseInstruction, quotingRule(boundary), parts.ownInstruction.trim()]
    .filter(Boolean)
    .join('\n\n');
  const messages: PromptMessage[] = [{ role: 'system', text: system }];
  for (const turn of promptTurns(parts.turns, parts.continuing)) {
    if (parts.withoutAttachments && turn.role === 'user') messages.push(bareMessage(turn));
    else if (turn.role === 'user' || turn.text) messages.push(messageOf(turn, boundary));
  }
  if (parts.continuing) messages.push({ role: 'user', parts: [{ kind: 'text', text: continueInstruction }] });
  return messages;
}

/** Turns never change, and neither does the message of one: whoever counts its tokens counts them once. */
const made = new WeakMap<Turn, { readonly boundary: string; readonly message: PromptMessage }>();

function messageOf(turn: Turn, boundary: string): PromptMessage {
  const known = made.get(turn);
  if (known?.boundary === boundary) return known.message;
  const message: PromptMessage =
    turn.role === 'user'
      ? { role: 'user', parts: userParts(turn, boundary) }
      : { role: 'assistant', text: turn.text };
  made.set(turn, { boundary, message });
  return message;
}

function userParts(turn: UserTurn, boundary: string): readonly PromptPart[] {
  const images: PromptPart[] = [];
  const texts: string[] = [];
  for (const attachment of turn.attachments) {
    if (attachment.dataUrl !== undefined)
      images.push({ kind: 'image', dataUrl: attachment.dataUrl, detail: 'high' });
    else if (attachment.text !== undefined)
      texts.push(quoteData(labelOf(attachment), attachment.text, boundary));
  }
  // The question stands last, after what it is about: models follow the last thing they read.
  const words = isCompaction(turn) ? compactionOrder : turn.text;
  if (words) texts.push(words);
  const text: PromptPart[] = texts.length > 0 ? [{ kind: 'text', text: texts.join('\n\n') }] : [];
  return [...images, ...text];
}

function bareMessage(turn: UserTurn): PromptMessage {
  const named = turn.attachments.map((attachment) => `[${labelOf(attachment)}]`);
  const words = isCompaction(turn) ? compactionOrder : turn.text;
  return { role: 'user', parts: [{ kind: 'text', text: [...named, words].filter(Boolean).join('\n\n') }] };
}

/** The seed itself, or with a number behind it where a text happens to hold it. */
function boundaryFor({ boundarySeed, turns }: PromptParts): string {
  const texts = turns.flatMap((turn) =>
    turn.role === 'user' ? [turn.text, ...turn.attachments.map((one) => one.text ?? '')] : [],
  );
  let drawn = 0;
  return freshBoundary(() => `${boundarySeed}${drawn++ || ''}`, texts);
}

function labelOf(attachment: Attachment): string {
  if (attachment.startLine === undefined) return attachment.source;
  return `${attachment.source}:${attachment.startLine}-${attachment.endLine ?? attachment.startLine}`;
}

/** Whether any message of the next request carries an image, so that a model without vision is not asked in vain. */
export function hasImages(turns: readonly Turn[]): boolean {
  return promptTurns(turns).some(
    (turn) => turn.role === 'user' && turn.attachments.some((attachment) => attachment.dataUrl !== undefined),
  );
}
