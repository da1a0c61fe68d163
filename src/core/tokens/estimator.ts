// Tokens of a whole request before it is sent: a figure to show, and an upper bound to reserve money by.
import type { ModelRequest, PromptMessage, PromptPart } from '../request/modelRequest.ts';
import {
  type Calibration,
  type ClassTokens,
  type TokenClass,
  tokenClasses,
  uncalibrated,
} from './calibration.ts';
import { imageTokens, pixelSize } from './imageTokens.ts';
import { scripts, textTokens, type Weight } from './textTokens.ts';

/** Marks of role and end around each message, and what opens the answer, as [estimate, bound] in tokens. */
const perMessage = [5, 8] as const;
const perRequest = [4, 24] as const;
/** What a chat template says about tools before it lists them. */
const perToolList = [150, 500] as const;
const perToolCall = [10, 24] as const;
/** On top of the bound's own slack, for vocabularies nobody measured. */
const margin = 1.1;

/** Raw figures by class; the calibration scales each. */
type Sum = Readonly<Record<TokenClass, Weight>>;

/** The figures before calibration: what `learned` compares with the platform's `prompt_tokens`. */
export function rawClassTokens(request: ModelRequest): ClassTokens {
  const sum = sumOf(request);
  const { words, marks, han, other, frame, images } = sum;
  return {
    words: words.estimate,
    marks: marks.estimate,
    han: han.estimate,
    other: other.estimate,
    frame: frame.estimate,
    images: images.estimate,
  };
}

/** The same for a text on its own, such as an answer. */
export function rawTextTokens(text: string): ClassTokens {
  const { words, marks, han, other } = textTokens(text).byScript;
  return {
    ...{ words: words.estimate, marks: marks.estimate, han: han.estimate, other: other.estimate },
    ...{ frame: 0, images: 0 },
  };
}

/** The likeliest number of prompt tokens. */
export function estimateTokens(request: ModelRequest, calibration: Calibration = uncalibrated): number {
  return Math.round(calibrated(sumOf(request), calibration));
}

/**
 * A number of prompt tokens that the platform's count does not exceed in practice; never below the estimate. A factor
 * under 1 does not lower it: a learned habit is no promise about the next text.
 */
export function upperBoundTokens(request: ModelRequest, calibration: Calibration = uncalibrated): number {
  const sum = sumOf(request);
  const most = tokenClasses.reduce((all, one) => {
    const { estimate, bound } = sum[one];
    return all + Math.max(estimate, bound) * Math.max(1, calibration.factors[one]);
  }, 0);
  return Math.ceil(most * margin);
}

/** The likeliest number of tokens of a text on its own: for chips, budgets of context and the weight of a selection. */
export function estimateTextTokens(text: string, calibration: Calibration = uncalibrated): number {
  const { byScript } = textTokens(text);
  return Math.ceil(scripts.reduce((all, one) => all + byScript[one].estimate * calibration.factors[one], 0));
}

/** A number of tokens that the platform's count of this text does not exceed in practice. */
export function textUpperBound(text: string, calibration: Calibration = uncalibrated): number {
  const { byScript } = textTokens(text);
  return Math.ceil(
    scripts.reduce((all, one) => all + byScript[one].bound * Math.max(1, calibration.factors[one]), 0),
  );
}

/** The likeliest number of tokens of these messages, without what opens the answer. */
export function estimateMessages(
  messages: readonly PromptMessage[],
  calibration: Calibration = uncalibrated,
): number {
  return messages.reduce((all, message) => all + calibrated(messageSum(message), calibration), 0);
}

/** The likeliest number of tokens of an image of this size in a prompt. */
export function estimateImageTokens(
  size: { readonly width: number; readonly height: number },
  calibration: Calibration = uncalibrated,
): number {
  return Math.ceil(imageTokens(size, 'high') * calibration.factors.images);
}

function calibrated(sum: Sum, calibration: Calibration): number {
  return tokenClasses.reduce((all, one) => all + sum[one].estimate * calibration.factors[one], 0);
}

const nothing: Weight = { estimate: 0, bound: 0 };
const empty: Sum = {
  words: nothing,
  marks: nothing,
  han: nothing,
  other: nothing,
  frame: nothing,
  images: nothing,
};

function plus(a: Sum, b: Sum): Sum {
  const add = (one: TokenClass): Weight => ({
    estimate: a[one].estimate + b[one].estimate,
    bound: a[one].bound + b[one].bound,
  });
  return {
    words: add('words'),
    marks: add('marks'),
    han: add('han'),
    other: add('other'),
    frame: add('frame'),
    images: add('images'),
  };
}

function frameOf([estimate, bound]: readonly [number, number], times = 1): Sum {
  return { ...empty, frame: { estimate: estimate * times, bound: bound * times } };
}

/** Requests are values as well: what is reserved, shown and learned of one comes from one count. */
const countedRequests = new WeakMap<ModelRequest, Sum>();

function sumOf(request: ModelRequest): Sum {
  let sum = countedRequests.get(request);
  if (sum === undefined) {
    sum = countOf(request);
    countedRequests.set(request, sum);
  }
  return sum;
}

function countOf(request: ModelRequest): Sum {
  const opening = frameOf(perRequest);
  if (request.kind === 'completion') return textSums([request.prompt, request.suffix]).reduce(plus, opening);
  const tools =
    request.tools === undefined || request.tools.length === 0
      ? empty
      : textSums([JSON.stringify(request.tools)]).reduce(plus, frameOf(perToolList));
  return request.messages.map(messageSum).reduce(plus, plus(opening, tools));
}

/** Messages are values that never change, and a long history is counted again with every answer: each is counted once. */
const counted = new WeakMap<PromptMessage, Sum>();

function messageSum(message: PromptMessage): Sum {
  const known = counted.get(message);
  if (known) return known;
  let sum = textSums(textsOf(message)).reduce(plus, frameOf(perMessage));
  if (message.role === 'assistant') sum = plus(sum, frameOf(perToolCall, message.toolCalls?.length ?? 0));
  if (message.role === 'user') {
    const tokens = message.parts.reduce((all, part) => all + imageTokensOf(part), 0);
    sum = { ...sum, images: { estimate: tokens, bound: tokens } };
  }
  counted.set(message, sum);
  return sum;
}

function textSums(texts: readonly string[]): readonly Sum[] {
  return texts.map((text) => ({ ...empty, ...textTokens(text).byScript }));
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
