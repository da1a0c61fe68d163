// Tokens of a whole request before it is sent: a figure to show, and an upper bound to reserve money by.
import type { ModelRequest, PromptMessage, PromptPart } from '../request/modelRequest.ts';
import { type Calibration, uncalibrated } from './calibration.ts';
import { imageTokens, pixelSize } from './imageTokens.ts';
import { textTokens } from './textTokens.ts';

/** Marks of role and end around each message, and what opens the answer, as [estimate, bound] in tokens. */
const perMessage = [5, 8] as const;
const perRequest = [4, 24] as const;
/** What a chat template says about tools before it lists them. */
const perToolList = [150, 500] as const;
const perToolCall = [10, 24] as const;
/** On top of the bound's own slack, for vocabularies nobody measured. */
const margin = 1.1;

interface Sum {
  /** Raw figures of text, which the calibration scales. */
  readonly estimate: number;
  readonly bound: number;
  readonly images: number;
}

/** The figure before calibration: what `learned` compares with the platform's `prompt_tokens`. */
export function rawEstimateTokens(request: ModelRequest): number {
  const { estimate, images } = sumOf(request);
  return Math.round(estimate + images);
}

/** The likeliest number of prompt tokens. */
export function estimateTokens(request: ModelRequest, calibration: Calibration = uncalibrated): number {
  const { estimate, images } = sumOf(request);
  return Math.round(estimate * calibration.factor + images);
}

/**
 * A number of prompt tokens that the platform's count does not exceed in practice; never below the estimate. A factor
 * under 1 does not lower it: a learned habit is no promise about the next text.
 */
export function upperBoundTokens(request: ModelRequest, calibration: Calibration = uncalibrated): number {
  const { estimate, bound, images } = sumOf(request);
  const factor = Math.max(1, calibration.factor);
  return Math.ceil(Math.max(estimate, bound) * factor * margin + images * margin);
}

/** The likeliest number of tokens of a text on its own: for chips, budgets of context and the weight of a selection. */
export function estimateTextTokens(text: string, calibration: Calibration = uncalibrated): number {
  return Math.ceil(textTokens(text).estimate * calibration.factor);
}

function sumOf(request: ModelRequest): Sum {
  const texts: string[] = [];
  let estimate: number = perRequest[0];
  let bound: number = perRequest[1];
  let images = 0;
  if (request.kind === 'completion') texts.push(request.prompt, request.suffix);
  else {
    for (const message of request.messages) {
      estimate += perMessage[0];
      bound += perMessage[1];
      texts.push(...textsOf(message));
      if (message.role === 'assistant') {
        estimate += perToolCall[0] * (message.toolCalls?.length ?? 0);
        bound += perToolCall[1] * (message.toolCalls?.length ?? 0);
      }
      if (message.role === 'user') for (const part of message.parts) images += imageTokensOf(part);
    }
    if (request.tools !== undefined && request.tools.length > 0) {
      estimate += perToolList[0];
      bound += perToolList[1];
      texts.push(JSON.stringify(request.tools));
    }
  }
  for (const text of texts) {
    const tokens = textTokens(text);
    estimate += tokens.estimate;
    bound += tokens.bound;
  }
  return { estimate, bound, images };
}

function textsOf(message: PromptMessage): readonly string[] {
  switch (message.role) {
    case 'system':
    case 'tool':
      return [message.text];
    case 'user':
      return message.parts.map((part) => (part.kind === 'text' ? part.text : ''));
    case 'assistant':
      return [
        message.text,
        message.reasoning ?? '',
        ...(message.toolCalls ?? []).flatMap((call) => [call.name, call.argumentsText]),
      ];
  }
}

function imageTokensOf(part: PromptPart): number {
  return part.kind === 'image' ? imageTokens(pixelSize(part.dataUrl), part.detail) : 0;
}
