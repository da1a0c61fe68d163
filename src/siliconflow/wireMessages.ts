// Messages as the platform wants them: no two of one role in a row, reasoning only beside tool calls (siliconflow-api.md §2.5).
import type { PromptMessage, PromptPart } from '../core/request/modelRequest.ts';

type WirePart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image_url';
      readonly image_url: { readonly url: string; readonly detail: 'high' | 'low' };
    };

export type WireMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | readonly WirePart[] }
  | {
      readonly role: 'assistant';
      readonly content: string;
      readonly reasoning_content?: string;
      readonly tool_calls?: readonly {
        readonly id: string;
        readonly type: 'function';
        readonly function: { readonly name: string; readonly arguments: string };
      }[];
    }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

export function hasImage(messages: readonly PromptMessage[]): boolean {
  return messages.some(
    (message) => message.role === 'user' && message.parts.some((part) => part.kind === 'image'),
  );
}

export function wireMessages(messages: readonly PromptMessage[]): readonly WireMessage[] {
  const merged: PromptMessage[] = [];
  for (const message of messages) {
    const previous = merged.at(-1);
    const both = previous === undefined ? null : mergedWith(previous, message);
    if (both === null) merged.push(message);
    else merged[merged.length - 1] = both;
  }
  return merged.map(wireMessage);
}

/** Some models refuse two messages of one role in a row. Messages of or with tool calls stay apart: each answers an id. */
function mergedWith(first: PromptMessage, second: PromptMessage): PromptMessage | null {
  if (first.role === 'system' && second.role === 'system') {
    return { role: 'system', text: joinTexts(first.text, second.text) };
  }
  if (first.role === 'user' && second.role === 'user') {
    return { role: 'user', parts: [...first.parts, ...second.parts] };
  }
  if (first.role === 'assistant' && second.role === 'assistant' && !hasCalls(first)) {
    return { ...second, text: joinTexts(first.text, second.text) };
  }
  return null;
}

function hasCalls(message: Extract<PromptMessage, { role: 'assistant' }>): boolean {
  return message.toolCalls !== undefined && message.toolCalls.length > 0;
}

function wireMessage(message: PromptMessage): WireMessage {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return { role: 'user', content: userContent(message.parts) };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.text };
    case 'assistant': {
      if (!hasCalls(message)) return { role: 'assistant', content: message.text };
      return {
        role: 'assistant',
        // "" and never null, also when there is no text.
        content: message.text,
        ...(message.reasoning === undefined ? {} : { reasoning_content: message.reasoning }),
        tool_calls: (message.toolCalls ?? []).map((call) => ({
          id: call.id,
          type: 'function',
          function: { name: call.name, arguments: call.argumentsText },
        })),
      };
    }
  }
}

/** A plain string when there is no image: every model takes that. */
function userContent(parts: readonly PromptPart[]): string | readonly WirePart[] {
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  if (texts.length === parts.length) return texts.reduce(joinTexts, '');
  return parts.map((part) =>
    part.kind === 'text'
      ? { type: 'text', text: part.text }
      : { type: 'image_url', image_url: { url: part.dataUrl, detail: part.detail } },
  );
}

function joinTexts(first: string, second: string): string {
  return first === '' || second === '' ? first + second : `${first}\n\n${second}`;
}
