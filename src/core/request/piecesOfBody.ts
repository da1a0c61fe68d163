// The pieces of a request that was sent, read from its very body: what is shown is what left.
import * as v from 'valibot';
import type { PromptMessage, PromptPart } from './modelRequest.ts';
import { type RequestPiece, requestPieces } from './pieces.ts';

const wirePart = v.variant('type', [
  v.object({ type: v.literal('text'), text: v.string() }),
  v.object({ type: v.literal('image_url'), image_url: v.object({ url: v.string() }) }),
]);
const wireMessage = v.variant('role', [
  v.object({ role: v.literal('system'), content: v.string() }),
  v.object({ role: v.literal('user'), content: v.union([v.string(), v.array(wirePart)]) }),
  v.object({
    role: v.literal('assistant'),
    content: v.nullish(v.string()),
    reasoning_content: v.optional(v.string()),
    tool_calls: v.optional(
      v.array(v.object({ id: v.string(), function: v.object({ name: v.string(), arguments: v.string() }) })),
    ),
  }),
  v.object({ role: v.literal('tool'), tool_call_id: v.string(), content: v.string() }),
]);
const body = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([
    v.object({ messages: v.array(wireMessage) }),
    v.object({ prompt: v.string(), suffix: v.optional(v.string(), '') }),
  ]),
);

/** Empty for a body of another form, which is then shown as text alone. */
export function piecesOfBody(bodyText: string): readonly RequestPiece[] {
  const parsed = v.safeParse(body, bodyText);
  if (!parsed.success) return [];
  const { output } = parsed;
  if ('prompt' in output) return requestPieces({ kind: 'completion', ...output });
  return requestPieces({ kind: 'chat', messages: output.messages.map(messageOf) });
}

function messageOf(message: v.InferOutput<typeof wireMessage>): PromptMessage {
  switch (message.role) {
    case 'system':
      return { role: 'system', text: message.content };
    case 'user':
      return { role: 'user', parts: partsOf(message.content) };
    case 'tool':
      return { role: 'tool', toolCallId: message.tool_call_id, text: message.content };
    case 'assistant': {
      const calls = message.tool_calls ?? [];
      return {
        role: 'assistant',
        text: message.content ?? '',
        ...(message.reasoning_content === undefined ? {} : { reasoning: message.reasoning_content }),
        toolCalls: calls.map((call) => ({
          id: call.id,
          name: call.function.name,
          argumentsText: call.function.arguments,
        })),
      };
    }
  }
}

function partsOf(content: string | v.InferOutput<typeof wirePart>[]): readonly PromptPart[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  return content.map(
    (part): PromptPart =>
      part.type === 'text'
        ? { kind: 'text', text: part.text }
        : { kind: 'image', dataUrl: part.image_url.url, detail: 'high' },
  );
}
