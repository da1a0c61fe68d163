// The shape of a streamed chunk, and of a whole answer given instead of a stream. Nothing in it is trusted: a field of
// the wrong type counts as absent.
import * as v from 'valibot';
import type { Usage } from '../core/spend/receipt.ts';
import { isObject } from './isObject.ts';

const text = v.fallback(v.nullish(v.string()), null);

const toolDelta = v.object({
  index: v.fallback(v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), null),
  id: text,
  function: v.fallback(v.nullish(v.object({ name: text, arguments: v.nullish(v.unknown()) })), null),
});

const delta = v.fallback(
  v.nullish(
    v.object({
      content: text,
      reasoning_content: text,
      /** The same, as some gateways call it; those that send both say it twice. */
      reasoning: text,
      tool_calls: v.fallback(v.nullish(v.array(toolDelta)), null),
    }),
  ),
  null,
);

const choice = v.object({
  delta,
  /** Of a whole answer. */
  message: delta,
  /** Of /completions. */
  text,
  finish_reason: text,
});

const chunk = v.object({
  choices: v.fallback(v.nullish(v.array(choice)), null),
  usage: v.nullish(v.unknown()),
});

export type Chunk = v.InferOutput<typeof chunk>;
export type ToolDelta = v.InferOutput<typeof toolDelta>;

/** A chunk, or null when the value has neither `choices` nor `usage`: a ping, or an error. */
export function chunkOf(value: unknown): Chunk | null {
  return plainChunkOf(value) ?? parsedChunkOf(value);
}

/**
 * What the schema says of a chunk that has nothing but one piece of text, as all have but the first and the last; null for
 * any other value. They come by the dozen while a person types, and the schema is most of what reading one would cost.
 */
export function plainChunkOf(value: unknown): Chunk | null {
  if (!isObject(value) || !Array.isArray(value.choices) || value.choices.length !== 1) return null;
  const choice: unknown = value.choices[0];
  if (!isObject(choice) || !isText(choice.text) || !isText(choice.finish_reason)) return null;
  const { delta, text, finish_reason } = choice;
  if (choice.message != null) return null;
  if (delta == null)
    return { choices: [{ delta: null, message: null, text, finish_reason }], usage: value.usage };
  if (
    !isObject(delta) ||
    !isText(delta.content) ||
    delta.reasoning_content != null ||
    delta.reasoning != null ||
    delta.tool_calls != null
  )
    return null;
  const plain = { content: delta.content, reasoning_content: null, reasoning: null, tool_calls: null };
  return { choices: [{ delta: plain, message: null, text, finish_reason }], usage: value.usage };
}

function isText(value: unknown): value is string | null | undefined {
  return typeof value === 'string' || value == null;
}

export function parsedChunkOf(value: unknown): Chunk | null {
  const parsed = v.safeParse(chunk, value);
  if (!parsed.success) return null;
  return parsed.output.choices == null && parsed.output.usage == null ? null : parsed.output;
}

/** A count nobody exceeds; more is garbage and must not reach the money. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000_000_000));
const maybeCount = v.fallback(v.nullish(count), null);

const usage = v.object({
  prompt_tokens: v.pipe(count, v.minValue(1)),
  completion_tokens: count,
  prompt_tokens_details: v.fallback(v.nullish(v.object({ cached_tokens: maybeCount })), null),
  prompt_cache_hit_tokens: maybeCount,
  /** The same, as Moonshot's servers say it. */
  cached_tokens: maybeCount,
  completion_tokens_details: v.fallback(v.nullish(v.object({ reasoning_tokens: maybeCount })), null),
});

/**
 * The cumulative usage, or null when its two main counts are not whole numbers, or no prompt was counted, as in the
 * placeholder that some gateways put into every chunk but the last: then it proves nothing.
 */
export function usageOf(value: unknown): Usage | null {
  if (value == null) return null;
  const parsed = v.safeParse(usage, value);
  if (!parsed.success) return null;
  const { output } = parsed;
  const cached =
    output.prompt_tokens_details?.cached_tokens ??
    output.prompt_cache_hit_tokens ??
    output.cached_tokens ??
    0;
  const reasoning = output.completion_tokens_details?.reasoning_tokens ?? 0;
  return {
    promptTokens: output.prompt_tokens,
    cachedTokens: Math.min(cached, output.prompt_tokens),
    completionTokens: output.completion_tokens,
    reasoningTokens: Math.min(reasoning, output.completion_tokens),
  };
}
