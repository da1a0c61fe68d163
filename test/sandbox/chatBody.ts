// Reads the body of POST /v1/chat/completions into a typed request; what is missing gets the platform's default.
import { asList, asNumber, asText, isRecord, type Json } from './json.ts';

export interface ImagePart {
  readonly url: string;
  /** Missing and `high` mean high resolution; `low` and `auto` mean low. */
  readonly lowDetail: boolean;
}

export interface Message {
  readonly role: string;
  readonly text: string;
  readonly images: readonly ImagePart[];
  readonly reasoning: string | undefined;
  readonly toolCalls: readonly unknown[];
  readonly contentType: 'text' | 'parts' | 'null' | 'other';
}

export interface Tool {
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly parameters: Json;
}

export interface ChatBody {
  readonly raw: Json;
  readonly messages: readonly Message[];
  readonly stream: boolean;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly enableThinking: boolean | undefined;
  readonly thinkingBudget: number;
  readonly tools: readonly Tool[];
  readonly prefix: string | undefined;
  readonly suffix: string | undefined;
}

/** What the sandbox answers at most when `max_tokens` is missing; the platform's own default is not documented. */
export const DEFAULT_MAX_TOKENS = 4096;
const DEFAULT_THINKING_BUDGET = 4096;

export function readStop(value: unknown): string[] {
  const list = typeof value === 'string' ? [value] : asList(value);
  return list.filter((each): each is string => typeof each === 'string' && each !== '');
}

function readImage(part: Json): ImagePart[] {
  const image = part.image_url;
  const url = isRecord(image) ? asText(image.url) : asText(image);
  const detail = isRecord(image) ? asText(image.detail) : undefined;
  return url === undefined ? [] : [{ url, lowDetail: detail === 'low' || detail === 'auto' }];
}

function contentType(content: unknown): Message['contentType'] {
  if (typeof content === 'string') return 'text';
  if (content === null || content === undefined) return 'null';
  return Array.isArray(content) ? 'parts' : 'other';
}

function readMessage(value: unknown): Message {
  const message = isRecord(value) ? value : {};
  const content = message.content;
  const parts = asList(content).filter(isRecord);
  const text = parts.flatMap((part) => asText(part.text) ?? []).join('\n');
  return {
    role: asText(message.role) ?? '',
    text: asText(content) ?? text,
    images: parts.flatMap(readImage),
    reasoning: asText(message.reasoning_content),
    toolCalls: asList(message.tool_calls),
    contentType: contentType(content),
  };
}

function readTool(value: unknown): Tool {
  const tool = isRecord(value) ? value : {};
  const fn = isRecord(tool.function) ? tool.function : {};
  return {
    type: asText(tool.type) ?? '',
    name: asText(fn.name) ?? '',
    description: asText(fn.description) ?? '',
    parameters: isRecord(fn.parameters) ? fn.parameters : {},
  };
}

export function readChatBody(raw: Json): ChatBody {
  return {
    raw,
    messages: asList(raw.messages).map(readMessage),
    stream: raw.stream === true,
    maxTokens: asNumber(raw.max_tokens) ?? DEFAULT_MAX_TOKENS,
    stop: readStop(raw.stop),
    enableThinking: typeof raw.enable_thinking === 'boolean' ? raw.enable_thinking : undefined,
    thinkingBudget: asNumber(raw.thinking_budget) ?? DEFAULT_THINKING_BUDGET,
    tools: asList(raw.tools).map(readTool),
    prefix: asText(raw.prefix),
    suffix: asText(raw.suffix),
  };
}
