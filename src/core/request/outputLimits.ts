// How many output tokens a request may use, and how it is brought down to what a budget has left.
import { thinkingBudget } from '../chat/thinking.ts';
import type { ModelRequest } from './modelRequest.ts';

/**
 * Output tokens a request may be billed for: `max_tokens` does not count the chain of thought (siliconflow-api.md §2.2),
 * so its budget comes on top, or the longest documented one where no budget can be sent.
 */
export function outputReserve(request: ModelRequest): number {
  if (request.kind === 'completion') return request.maxTokens;
  return request.maxTokens + thinkingReserve(request);
}

function thinkingReserve(request: Extract<ModelRequest, { kind: 'chat' }>): number {
  if (request.model.reasoning === 'no' || request.thinking === 'off') return 0;
  return request.thinkingBudgetTokens ?? thinkingBudget.max;
}

/**
 * The request with limits that fit `outputTokens`. Where a thinking budget is sent it gives way first, down to a half;
 * where none can be sent the whole is given to the answer, and the gate ends a chain of thought that goes beyond.
 */
export function limitedTo(request: ModelRequest, outputTokens: number): ModelRequest {
  if (outputTokens >= outputReserve(request)) return request;
  if (request.kind === 'completion') return { ...request, maxTokens: outputTokens };
  if (request.thinkingBudgetTokens === undefined || thinkingReserve(request) === 0)
    return { ...request, maxTokens: Math.min(request.maxTokens, outputTokens) };
  const thinkingBudgetTokens = Math.max(
    thinkingBudget.min,
    Math.min(
      request.thinkingBudgetTokens,
      Math.max(outputTokens - request.maxTokens, Math.floor(outputTokens / 2)),
    ),
  );
  return {
    ...request,
    thinkingBudgetTokens,
    maxTokens: Math.max(1, Math.min(request.maxTokens, outputTokens - thinkingBudgetTokens)),
  };
}
