// A request taken apart for a person: what the instructions are, what was said before, what is quoted, what is asked.
import { announcedBoundary, quotedParts } from '../outgoing/quoted.ts';
import type { ModelRequest, PromptMessage } from './modelRequest.ts';

/** One piece of a request, in the order in which it is sent. */
export interface RequestPiece {
  readonly kind: 'system' | 'question' | 'answer' | 'attachment' | 'words' | 'tool' | 'before' | 'after';
  /** Of an attachment: what its quoting mark says, a path with lines. */
  readonly source?: string;
  /** As it goes out: masked values are placeholders. */
  readonly text: string;
  /** Data URLs of the pictures in it. */
  readonly images: readonly string[];
  /** Index of its message, -1 for a completion: what it stems from. */
  readonly message: number;
}

/** Pieces of a request; of the last question each attachment is one of its own. */
export function requestPieces(
  request: Pick<Extract<ModelRequest, { kind: 'chat' }>, 'kind' | 'messages'> | CompletionTexts,
): readonly RequestPiece[] {
  if (request.kind === 'completion')
    return [
      { kind: 'before' as const, text: request.prompt, images: [], message: -1 },
      { kind: 'after' as const, text: request.suffix, images: [], message: -1 },
    ].filter(({ text }) => text !== '');
  const { messages } = request;
  const [first] = messages;
  const boundary = first?.role === 'system' ? announcedBoundary(first.text) : null;
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  return messages.flatMap((message, index) =>
    index === asked ? questionPieces(message, index, boundary) : [wholePiece(message, index)],
  );
}

interface CompletionTexts {
  readonly kind: 'completion';
  readonly prompt: string;
  readonly suffix: string;
}

function wholePiece(message: PromptMessage, index: number): RequestPiece {
  const images = imagesOf(message);
  switch (message.role) {
    case 'system':
      return { kind: 'system', text: message.text, images, message: index };
    case 'user':
      return { kind: 'question', text: textOf(message), images, message: index };
    case 'assistant': {
      const calls = message.toolCalls ?? [];
      const text = [message.reasoning ?? '', message.text, ...calls.map((call) => call.argumentsText)];
      return { kind: 'answer', text: text.filter(Boolean).join('\n\n'), images, message: index };
    }
    case 'tool':
      return { kind: 'tool', text: message.text, images, message: index };
  }
}

function questionPieces(
  message: PromptMessage,
  index: number,
  boundary: string | null,
): readonly RequestPiece[] {
  const pictures = imagesOf(message).map(
    (image): RequestPiece => ({ kind: 'attachment', text: '', images: [image], message: index }),
  );
  const text = textOf(message);
  const parts = boundary === null ? [{ kind: 'words' as const, text }] : quotedParts(text, boundary);
  const texts = parts.map(
    (part): RequestPiece =>
      part.kind === 'quote'
        ? { kind: 'attachment', source: part.source, text: part.text, images: [], message: index }
        : { kind: 'words', text: part.text, images: [], message: index },
  );
  return [...pictures, ...texts.filter((piece) => piece.text !== '')];
}

function imagesOf(message: PromptMessage): readonly string[] {
  if (message.role !== 'user') return [];
  return message.parts.flatMap((part) => (part.kind === 'image' ? [part.dataUrl] : []));
}

/** As the wire joins the text parts of a message. */
function textOf(message: Extract<PromptMessage, { role: 'user' }> | PromptMessage): string {
  if (message.role !== 'user') return message.text;
  return message.parts
    .flatMap((part) => (part.kind === 'text' && part.text !== '' ? [part.text] : []))
    .join('\n\n');
}
