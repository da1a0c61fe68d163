// Lays the outgoing guard over a whole request: every text in it is masked, or the request is refused.
import type { Result } from '../failure.ts';
import type { Guarded } from '../request/gatePorts.ts';
import type { ModelRequest, PromptMessage, PromptPart, ToolSpec } from '../request/modelRequest.ts';
import { type OutgoingPolicy, outgoing } from './outgoing.ts';

/**
 * The last look before sending. Texts were masked when they were attached or typed; masking is idempotent, so what is
 * found here slipped in another way. Fails with `blocked` in `block` mode.
 */
export function guardRequest(request: ModelRequest, policy: OutgoingPolicy): Result<Guarded> {
  const texts =
    request.kind === 'chat'
      ? [...request.messages.flatMap(textsOf), ...(request.tools ?? []).flatMap(toolTextsOf)]
      : [request.prompt, request.suffix];
  const result = outgoing(
    texts.map((text) => ({ text })),
    policy,
  );
  if (!result.ok) return result;
  const masked = result.pieces.map((piece) => piece.text);
  const rules = [...new Set(result.findings.map((finding) => finding.rule))];
  const count = result.findings.reduce((sum, finding) => sum + finding.count, 0);
  const isChanged = masked.some((text, index) => text !== texts[index]);
  return { ok: true, value: { request: isChanged ? withTexts(request, masked) : request, rules, count } };
}

function textsOf(message: PromptMessage): readonly string[] {
  if (message.role === 'user')
    return message.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  if (message.role !== 'assistant') return [message.text];
  const calls = message.toolCalls ?? [];
  return [message.text, message.reasoning ?? '', ...calls.map((call) => call.argumentsText)];
}

function withTexts(request: ModelRequest, texts: readonly string[]): ModelRequest {
  let at = 0;
  const next = (): string => texts[at++] ?? '';
  if (request.kind === 'completion') return { ...request, prompt: next(), suffix: next() };
  const messages = request.messages.map((message) => withMessageTexts(message, next));
  const tools = request.tools?.map((tool) => withToolTexts(tool, next));
  return { ...request, messages, ...(tools === undefined ? {} : { tools }) };
}

/** What other extensions say of their tools, with every text of the schema: defaults and examples hold values. */
function toolTextsOf(tool: ToolSpec): readonly string[] {
  const texts: string[] = [];
  withToolTexts(tool, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

function withToolTexts(tool: ToolSpec, next: (text: string) => string): ToolSpec {
  const description = next(tool.description);
  return { ...tool, description, parametersSchema: Object(withTextsIn(tool.parametersSchema, next)) };
}

/** A value of JSON with its texts replaced, in the order in which they stand. */
function withTextsIn(value: unknown, next: (text: string) => string): unknown {
  if (typeof value === 'string') return next(value);
  if (Array.isArray(value)) return value.map((one) => withTextsIn(one, next));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTextsIn(one, next)]));
}

/** Takes the texts in the order in which `textsOf` gave them. */
function withMessageTexts(message: PromptMessage, next: () => string): PromptMessage {
  if (message.role === 'user') {
    const parts = message.parts.map(
      (part): PromptPart => (part.kind === 'text' ? { ...part, text: next() } : part),
    );
    return { ...message, parts };
  }
  if (message.role !== 'assistant') return { ...message, text: next() };
  const text = next();
  const reasoning = next();
  const toolCalls = message.toolCalls?.map((call) => ({ ...call, argumentsText: next() }));
  return {
    ...message,
    text,
    ...(message.reasoning === undefined ? {} : { reasoning }),
    ...(toolCalls === undefined ? {} : { toolCalls }),
  };
}
