// The rules by which the platform refuses a request with 400: ranges, support by model, order of roles, the window.
import type { ChatBody, Message } from './chatBody.ts';
import { badParameter, type Reply, unsupported } from './errors.ts';
import { asList, asText, isRecord, type Json } from './json.ts';
import type { Model } from './models.ts';

const RANGES: readonly (readonly [name: string, least: number, most: number])[] = [
  ['temperature', 0, 2],
  ['top_p', 0, 1],
  ['top_k', -1, 100],
  ['frequency_penalty', -2, 2],
  ['presence_penalty', -2, 2],
  ['min_p', 0, 1],
  ['n', 1, 1],
  ['max_tokens', 1, Number.MAX_SAFE_INTEGER],
  ['thinking_budget', 128, 32_768],
];
const WHOLE = ['n', 'max_tokens', 'thinking_budget', 'top_k'];
const FORMATS = ['text', 'json_object', 'json_schema'];
const ROLES = ['system', 'user', 'assistant', 'tool', 'developer'];

/** Rules that both endpoints share. `n` above 1 is the sandbox's own limit: it gives one answer. */
export function checkParameters(raw: Json, model: Model): Reply | undefined {
  for (const [name, least, most] of RANGES) {
    const value = raw[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || value < least || value > most) {
      return badParameter(`Value error, ${name} must be in [${least}, ${most}].`);
    }
    if (WHOLE.includes(name) && !Number.isInteger(value)) {
      return badParameter(`Value error, ${name} must be an integer.`);
    }
  }
  if (asList(raw.stop).length > 4) return badParameter('Value error, stop takes at most 4 strings.');
  if (raw.min_p !== undefined && !/\/Qwen3-/.test(`/${model.id}`)) return unsupported('min_p');
  for (const name of ['enable_thinking', 'thinking_budget']) {
    if (raw[name] === undefined || model.switchable) continue;
    // A model that always reasons takes a budget, but no switch.
    if (name === 'enable_thinking' || !model.reasons) return unsupported(name);
  }
  return undefined;
}

export function checkWindow(model: Model, promptTokens: number, maxTokens: number): Reply | undefined {
  const window = model.windowTokens;
  if (promptTokens >= window) {
    return badParameter(
      `length of prompt_tokens (${promptTokens}) must be less than max_seq_len (${window}).`,
    );
  }
  const total = promptTokens + maxTokens;
  return total > window
    ? badParameter(`max_total_tokens (${total}) must be less than or equal to max_seq_len (${window}).`)
    : undefined;
}

function checkTools(body: ChatBody, model: Model, thinking: boolean): Reply | undefined {
  if (body.tools.length === 0) return undefined;
  if (!model.tools) return unsupported('tools');
  if (body.tools.length > 128) return badParameter('Value error, tools takes at most 128 functions.');
  for (const tool of body.tools) {
    if (tool.type !== 'function') return badParameter('Value error, only functions are supported as tools.');
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(tool.name)) {
      return badParameter(`Value error, invalid function name: ${tool.name}`);
    }
  }
  if (thinking && /DeepSeek-V3\.1/.test(model.id)) {
    return badParameter('Value error, function calling is not supported in thinking mode.');
  }
  return undefined;
}

/** Reasoning models want the chain of thought back with the tool calls it led to. */
function wantsReasoningBack(model: Model): boolean {
  return /DeepSeek-V(3\.2|4)|GLM-(4\.7|5)/.test(model.id);
}

function checkMessage(message: Message, before: Message | undefined, askBack: boolean): Reply | undefined {
  if (!ROLES.includes(message.role)) return badParameter(`Value error, unknown role: ${message.role}`);
  if (message.contentType === 'other')
    return badParameter('Value error, content must be a string or a list.');
  if (message.contentType === 'null')
    return badParameter(`Value error, content of role ${message.role} is null.`);
  if (message.role === 'tool' && message.contentType !== 'text') {
    return badParameter('Value error, content of a tool message must be a string.');
  }
  if (message.role === 'user' && before?.role === 'user') {
    return badParameter('after user message, next must be assistant or tool');
  }
  if (message.role === 'assistant' && before?.role === 'assistant') {
    return badParameter('after assistant message, next must be user or tool');
  }
  if (askBack && message.toolCalls.length > 0 && message.reasoning === undefined) {
    return badParameter('The reasoning_content in the thinking mode must be passed back to the API.');
  }
  return undefined;
}

export function checkChat(body: ChatBody, model: Model, thinking: boolean): Reply | undefined {
  const { raw, messages } = body;
  if (messages.length === 0) return badParameter('Value error, messages must not be empty.');
  const parameters = checkParameters(raw, model) ?? checkTools(body, model, thinking);
  if (parameters !== undefined) return parameters;
  const format = raw.response_format;
  if (format !== undefined && !(isRecord(format) && FORMATS.includes(asText(format.type) ?? ''))) {
    return badParameter('Value error, response_format must be text, json_object or json_schema.');
  }
  const askBack = thinking && wantsReasoningBack(model);
  for (const [index, message] of messages.entries()) {
    const refused = checkMessage(message, messages[index - 1], askBack);
    if (refused !== undefined) return refused;
    if (message.images.length > 0 && !model.vision) {
      return badParameter('The model is not a VLM (Vision Language Model). Please check the model.');
    }
  }
  return undefined;
}
